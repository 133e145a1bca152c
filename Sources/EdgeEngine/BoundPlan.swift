package import CEdgeKernels
import Dispatch
package import EdgeModel
package import EdgePlanner

/// A plan with a kernel chosen for every step: parameters in the kernel's structure, weights as the kernel wants them,
/// scratch memory measured. The engine calls what it says and the code generator prints it.
package struct BoundPlan: Sendable {
  /// One kernel call.
  package struct Step: Sendable {
    /// What computes the step.
    package var kernel: KernelTable.Kernel
    /// The kernel's parameter structure, in this machine's byte order.
    package var parameters: TensorStorage
    /// What it reads and writes, in the kernel's order.
    package var operands: [Operand]
    /// Bytes that the kernel needs while it runs.
    package var scratchByteCount: Int
  }

  /// What a kernel's operand points to.
  package enum Operand: Sendable, Hashable {
    /// A buffer of the plan, with a byte offset inside it.
    case arena(buffer: Int, offset: Int)
    /// An entry of `data`.
    case data(Int)
    case null
  }

  /// Constant bytes that steps read.
  package struct Data: Sendable {
    /// Number among the plan's constants.
    package var constant: Int
    /// The bytes as the kernel reads them.
    package var storage: TensorStorage
    /// The kernel that the bytes were packed for; nil when they are the constant's own.
    package var packing: KernelTable.Kernel?
  }

  /// What was bound.
  package let plan: ExecutionPlan
  /// One for each step of the plan.
  package let steps: [Step]
  /// Constants in the order steps first read them; those that no step reads are left out.
  package let data: [Data]

  /// Bytes of all constants.
  package var dataByteCount: Int { data.reduce(0) { $0 + $1.storage.byteCount } }

  /// Binds `plan`.
  /// - Parameters:
  ///   - memoryLimit: most bytes that packed weights may take.
  ///   - kernel: chooses the kernel for a family; nil when there is none.
  package init(
    plan: ExecutionPlan, memoryLimit: Int, kernel choose: (KernelFamily) -> KernelTable.Kernel?
  ) throws(EngineError) {
    var binder = Binder(plan: plan, memoryLimit: memoryLimit)
    var steps: [Step] = []
    steps.reserveCapacity(plan.steps.count)
    for step in plan.steps { steps.append(try binder.bind(step, choose: choose)) }
    binder.pack()
    self.plan = plan
    self.steps = steps
    data = binder.data
  }
}

/// What binding remembers from step to step.
private struct Binder {
  let plan: ExecutionPlan
  let memoryLimit: Int
  var data: [BoundPlan.Data] = []
  private var byteCount = 0
  private var packings: [Packing] = []
  private var unpacked: [Int: Int] = [:]
  /// Two steps that read the same weights with the same geometry share the packed form.
  private var packed: [PackingKey: Int] = [:]

  /// Weights to be rearranged. The steps own the parameters, the plan and the entries the bytes.
  private struct Packing: @unchecked Sendable {
    var function: @convention(c) (UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void
    var parameters: UnsafeRawPointer
    var source: UnsafeRawPointer
    var destination: UnsafeMutableRawPointer

    func run() { function(parameters, source, destination) }
  }

  private struct PackingKey: Hashable {
    var kernel: UnsafePointer<edge_kernel>
    var constant: Int
    var parameters: PlanParameters
  }

  init(plan: ExecutionPlan, memoryLimit: Int) {
    self.plan = plan
    self.memoryLimit = memoryLimit
  }

  mutating func bind(
    _ step: PlanStep, choose: (KernelFamily) -> KernelTable.Kernel?
  ) throws(EngineError) -> BoundPlan.Step {
    guard let kernel = choose(step.family) else { throw .missingKernel(family: step.family.name) }
    let parameters = TensorStorage(byteCount: step.parameters.byteCount)
    step.parameters.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: parameters.baseAddress, count: bytes.count).copyMemory(from: bytes)
    }
    let packed = KernelTable.shared[step.family].packedOperand
    var operands: [BoundPlan.Operand] = []
    for (position, operand) in step.operands.enumerated() {
      switch operand {
      case .buffer(let buffer, let offset): operands.append(.arena(buffer: buffer, offset: offset))
      case .constant(let index) where position == packed:
        operands.append(.data(try packedEntry(index, kernel, step.parameters, at: parameters.baseAddress)))
      case .constant(let index): operands.append(.data(entry(index)))
      case .unused: operands.append(.null)
      }
    }
    return BoundPlan.Step(
      kernel: kernel, parameters: parameters, operands: operands,
      scratchByteCount: kernel.row.pointee.scratch_size.map { $0(parameters.baseAddress) } ?? 0)
  }

  /// The entry of a constant as it is.
  private mutating func entry(_ constant: Int) -> Int {
    if let existing = unpacked[constant] { return existing }
    unpacked[constant] = data.count
    return append(.init(constant: constant, storage: plan.constants[constant].storage, packing: nil))
  }

  /// The entry of a constant as `kernel` wants it.
  private mutating func packedEntry(
    _ constant: Int, _ kernel: KernelTable.Kernel, _ parameters: PlanParameters, at address: UnsafeRawPointer
  ) throws(EngineError) -> Int {
    guard let size = kernel.row.pointee.packed_size, let pack = kernel.row.pointee.pack else { return entry(constant) }
    let key = PackingKey(kernel: kernel.row, constant: constant, parameters: parameters)
    if let existing = packed[key] { return existing }
    let bytes = size(address)
    guard bytes <= memoryLimit - byteCount else { throw .tooLarge(bytes: byteCount + bytes, limit: memoryLimit) }
    byteCount += bytes
    let storage = TensorStorage(byteCount: bytes)
    packings.append(
      Packing(
        function: pack, parameters: address, source: plan.constants[constant].storage.baseAddress,
        destination: storage.baseAddress))
    packed[key] = data.count
    return append(.init(constant: constant, storage: storage, packing: kernel))
  }

  /// Rearranges the weights of all steps that were bound, on all processors where it is enough work for them.
  mutating func pack() {
    let packings = self.packings
    if byteCount < 1 << 19 {
      for packing in packings { packing.run() }
    } else {
      DispatchQueue.concurrentPerform(iterations: packings.count) { packings[$0].run() }
    }
    self.packings = []
  }

  private mutating func append(_ entry: BoundPlan.Data) -> Int {
    data.append(entry)
    return data.count - 1
  }
}
