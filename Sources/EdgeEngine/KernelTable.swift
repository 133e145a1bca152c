package import CEdgeKernels
import EdgePlanner

/// The kernels compiled into this library and the rule that picks one: a row of C data seen from Swift.
package struct KernelTable: Sendable {
  /// One kernel.
  package struct Kernel: @unchecked Sendable {
    // The rows are constant data of the C library.
    let row: UnsafePointer<edge_kernel>
    /// What the kernel computes.
    package let family: KernelFamily
    /// Part of the name after the family.
    package let variant: String

    init(row: UnsafePointer<edge_kernel>) {
      self.row = row
      family = row.pointee.family
      variant = String(String(cString: row.pointee.name).dropFirst(family.name.count + 2))
    }

    /// Family, two underscores, variant: `conv2d_s8__portable`.
    package var name: String { String(cString: row.pointee.name) }
    /// Instruction-set bits that the kernel needs.
    package var instructionSet: UInt32 { row.pointee.isa }
    /// Whether the kernel can be run by a program like this one: its instructions were compiled in.
    package var isBuilt: Bool { row.pointee.run != nil }
    /// Names of the C functions that the kernel consists of.
    package var functionNames: [String] {
      let suffixes = [
        ("", true), ("_scratch", row.pointee.scratch_size != nil), ("_packed", row.pointee.packed_size != nil),
        ("_pack", row.pointee.pack != nil),
      ]
      return suffixes.filter(\.1).map { "edge_\(name)\($0.0)" }
    }
    /// Name of the C file that defines the kernel's functions.
    package var source: String { String(cString: row.pointee.source) }
    /// Names of the kernels whose functions this one's call.
    package var needs: [String] {
      var names: [String] = []
      while let name = row.pointee.needs[names.count] { names.append(String(cString: name)) }
      return names
    }
  }

  /// One field of a family's parameter structure.
  package struct Field: Sendable {
    /// The field's name in C.
    package var name: String
    /// True for float32, false for integers.
    package var isFloat: Bool
    /// 1, or the length of an array.
    package var count: Int
    /// Bytes from the beginning of the structure.
    package var offset: Int
  }

  /// What the C library says about a family.
  package struct Family: Sendable {
    /// The fields of its parameter structure.
    package var fields: [Field]
    /// Position of the operand that kernels may want rearranged; nil when there is none.
    package var packedOperand: Int?
  }

  /// The table of this library.
  package static let shared = KernelTable()

  /// All kernels, fastest first within a family.
  package let kernels: [Kernel]
  /// By family number.
  private let families: [Family]
  /// Kernels that were compiled and that this machine can run, by family number.
  private let usableKernels: [[Kernel]]
  /// Bits that the kernels of each variant need, taken together.
  private let instructionSets: [String: UInt32]
  /// EDGE_ISA_ bits of this machine. Asking a virtual machine's processor takes microseconds, so it is asked once.
  private let machine: UInt32

  private init() {
    let machine = edge_isa_of_this_machine()
    let kernels = (0..<edge_kernel_count()).map { Kernel(row: edge_kernel_at($0)) }
    families = KernelFamily.all.map { Family(edge_family_at(Int($0.rawValue)).pointee) }
    var usable: [[Kernel]] = Array(repeating: [], count: families.count)
    for kernel in kernels where kernel.canRun(on: machine) { usable[Int(kernel.family.rawValue)].append(kernel) }
    usableKernels = usable
    instructionSets = kernels.reduce(into: [:]) { $0[$1.variant, default: 0] |= $1.instructionSet }
    self.kernels = kernels
    self.machine = machine
  }

  /// The family's row.
  package subscript(family: KernelFamily) -> Family { families[Int(family.rawValue)] }

  /// What a user may ask for with `?kernels=`.
  package enum Selection: Sendable, Hashable {
    /// The fastest that this machine can run.
    case best
    /// Kernels of this variant where a family has one, elsewhere the fastest that need no other instructions.
    case variant(String)
  }

  /// Names of all variants, for error messages.
  package var variants: [String] {
    var seen: [String] = []
    for kernel in kernels where !seen.contains(kernel.variant) { seen.append(kernel.variant) }
    return seen
  }

  /// Names of the variants that this machine can run.
  package var machineVariants: [String] {
    variants.filter { variant in kernels.contains { $0.variant == variant && $0.canRun(on: machine) } }
  }

  /// The kernel that runs `family` under `selection`; nil when none can run here.
  func kernel(for family: KernelFamily, selection: Selection) -> Kernel? {
    let usable = usableKernels[Int(family.rawValue)]
    switch selection {
    case .best: return usable.first
    case .variant(let name):
      let allowed = instructionSets[name] ?? 0
      return usable.first { $0.variant == name } ?? usable.first { $0.instructionSet & ~allowed == 0 }
    }
  }

  /// The first kernel for `family` that needs only `instructionSets` and is of none of the variants left out, whether
  /// or not it can run here.
  package func kernel(
    for family: KernelFamily, instructionSets: UInt32, leavingOut variants: Set<String>
  ) -> Kernel? {
    kernels.first {
      $0.family == family && $0.instructionSet & ~instructionSets == 0 && !variants.contains($0.variant)
    }
  }

  /// EDGE_ISA_ bits of portable kernels, and of Arm's DSP instructions.
  package static let portableInstructionSet = UInt32(EDGE_ISA_PORTABLE)
  /// The bit of Arm's DSP extension in a kernel's `instructionSet`.
  package static let dspInstructionSet = UInt32(EDGE_ISA_ARM_DSP)

  /// Instruction sets of this machine that kernels can use: the names of the variants that need any.
  package static let machineInstructionSets = shared.machineVariants.filter { variant in
    shared.kernels.contains { $0.variant == variant && $0.instructionSet != portableInstructionSet }
  }
}

extension KernelTable.Kernel {
  /// True when it was compiled and needs no more than the instruction sets `machine`.
  fileprivate func canRun(on machine: UInt32) -> Bool {
    instructionSet & machine == instructionSet && isBuilt
  }
}

extension KernelTable.Family {
  fileprivate init(_ row: edge_family) {
    fields = []
    var offset = 0
    for position in 0..<row.field_count {
      let field = row.fields[position]
      fields.append(
        .init(name: String(cString: field.name), isFloat: field.is_float != 0, count: Int(field.count), offset: offset))
      offset += 4 * Int(field.count)
    }
    precondition(offset == row.parameters_size, "a parameter structure has padding")
    packedOperand = row.packed_operand == EDGE_UNPACKED ? nil : Int(row.packed_operand)
  }
}
