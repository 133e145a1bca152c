import CEdgeKernels
import EdgePlanner

/// The kernels compiled into this library and the rule that picks one: a row of C data seen from Swift.
public struct KernelTable: Sendable {
  /// One kernel.
  public struct Kernel: @unchecked Sendable {
    // The rows are constant data of the C library.
    let row: UnsafePointer<edge_kernel>
    /// Family, two underscores, variant: `conv2d_s8__portable`.
    public var name: String { String(cString: row.pointee.name) }
    public var family: String { String(cString: row.pointee.family) }
    /// Instruction-set bits that the kernel needs.
    public var instructionSet: UInt32 { row.pointee.isa }
    /// Part of the name after the family.
    public var variant: String { String(name.dropFirst(family.count + 2)) }
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
    package var name: String
    package var isFloat: Bool
    /// 1, or the length of an array.
    package var count: Int
    /// Bytes from the beginning of the structure.
    package var offset: Int
  }

  /// Fields and size of each family's parameter structure.
  package struct Family: Sendable {
    package var fields: [Field]
    package var parametersByteCount: Int
  }

  /// The table of this library.
  public static let shared = KernelTable()

  /// All kernels, fastest first within a family.
  public let kernels: [Kernel]
  package let families: [String: Family]
  /// EDGE_ISA_ bits of this machine. Asking a virtual machine's processor takes microseconds, so it is asked once.
  private let machine = edge_isa_of_this_machine()

  private init() {
    kernels = (0..<edge_kernel_count()).map { Kernel(row: edge_kernel_at($0)) }
    var families: [String: Family] = [:]
    for index in 0..<edge_family_count() {
      let row = edge_family_at(index).pointee
      var fields: [Field] = []
      var offset = 0
      for position in 0..<row.field_count {
        let field = row.fields[position]
        fields.append(
          Field(
            name: String(cString: field.name), isFloat: field.is_float != 0, count: Int(field.count), offset: offset))
        offset += 4 * Int(field.count)
      }
      precondition(offset == row.parameters_size, "a parameter structure has padding")
      families[String(cString: row.name)] = Family(fields: fields, parametersByteCount: offset)
    }
    self.families = families
  }

  /// What a user may ask for with `?kernels=`.
  public enum Selection: Sendable, Hashable {
    /// The fastest that this machine can run.
    case best
    /// Kernels of this variant where a family has one, elsewhere the fastest that need no other instructions.
    case variant(String)
  }

  /// Names of all variants, for error messages.
  public var variants: [String] {
    var seen: [String] = []
    for kernel in kernels where !seen.contains(kernel.variant) { seen.append(kernel.variant) }
    return seen
  }

  /// True for kernels that were compiled and that this machine can run.
  private func isUsable(_ kernel: Kernel) -> Bool {
    kernel.instructionSet & machine == kernel.instructionSet && kernel.isBuilt
  }

  /// Names of the variants that this machine can run.
  public var machineVariants: [String] {
    variants.filter { variant in kernels.contains { $0.variant == variant && isUsable($0) } }
  }

  /// The kernel that runs `family` under `selection`; nil when none can run here.
  func kernel(for family: String, selection: Selection) -> Kernel? {
    let usable = kernels.filter { $0.family == family && isUsable($0) }
    switch selection {
    case .best: return usable.first
    case .variant(let name):
      let allowed = kernels.reduce(0) { $1.variant == name ? $0 | $1.instructionSet : $0 }
      return usable.first { $0.variant == name } ?? usable.first { $0.instructionSet & ~allowed == 0 }
    }
  }

  /// The first kernel for `family` that needs only `instructionSets` and is of none of the variants left out, whether
  /// or not it can run here.
  package func kernel(
    for family: String, instructionSets: UInt32, leavingOut variants: Set<String>
  ) -> Kernel? {
    kernels.first {
      $0.family == family && $0.instructionSet & ~instructionSets == 0 && !variants.contains($0.variant)
    }
  }

  /// EDGE_ISA_ bits of portable kernels, and of Arm's DSP instructions.
  package static let portableInstructionSet = UInt32(EDGE_ISA_PORTABLE)
  package static let dspInstructionSet = UInt32(EDGE_ISA_ARM_DSP)

  /// Instruction sets of this machine that kernels can use: the names of the variants that need any.
  public static var machineInstructionSets: [String] {
    shared.machineVariants.filter { variant in
      shared.kernels.contains { $0.variant == variant && $0.instructionSet != portableInstructionSet }
    }
  }
}
