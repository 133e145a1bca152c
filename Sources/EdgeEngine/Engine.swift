import CEdgeKernels
import EdgeModel
import EdgePlanner

/// A plan made ready to run in this process: kernels chosen, weights packed, memory laid out. Immutable and shared;
/// each `EngineSession` has an arena of its own.
public final class Engine: Sendable {
  /// How to prepare.
  public struct Options: Sendable {
    public var kernels: KernelTable.Selection
    /// Most bytes that arena and packed weights may take together.
    public var memoryLimit: Int

    public init(kernels: KernelTable.Selection = .best, memoryLimit: Int = 4 << 30) {
      self.kernels = kernels
      self.memoryLimit = memoryLimit
    }
  }

  public let plan: ExecutionPlan
  public let layout: ArenaLayout
  /// The kernel that runs each step.
  public let kernels: [KernelTable.Kernel]
  /// Bytes of weights after packing, plus the other constants that steps read.
  public let constantByteCount: Int
  let calls: [Call]
  private let parameterStorage: [TensorStorage]
  private let packedStorage: [TensorStorage]

  /// One kernel call with everything but the arena's address resolved.
  struct Call: @unchecked Sendable {
    var function: edge_kernel_function
    var parameters: UnsafeRawPointer
    var operands: Range<Int>
    var scratchOffset: Int
  }

  /// Prepares `plan`.
  public init(plan: ExecutionPlan, options: Options = Options()) throws(EngineError) {
    let table = KernelTable.shared
    var kernels: [KernelTable.Kernel] = []
    var parameterStorage: [TensorStorage] = []
    var packedStorage: [TensorStorage] = []
    var scratchSizes: [Int] = []
    var calls: [Call] = []
    var places: [Place] = []
    var packedByKey: [PackingKey: Int] = [:]
    var constantBytes = 0
    var countedConstants: Set<Int> = []
    for step in plan.steps {
      let family = step.family.rawValue
      guard let kernel = table.kernel(for: family, selection: options.kernels), let shape = table.families[family]
      else { throw .missingKernel(family: family) }
      let parameters = try Engine.encode(step, as: shape)
      let raw = UnsafeRawPointer(parameters.baseAddress)
      kernels.append(kernel)
      parameterStorage.append(parameters)
      scratchSizes.append(kernel.row.pointee.scratch_size.map { $0(raw) } ?? 0)
      let first = places.count
      for (position, operand) in step.operands.enumerated() {
        switch operand {
        case .buffer(let buffer, let offset): places.append(.arena(buffer: buffer, offset: offset))
        case .unused: places.append(.null)
        case .constant(let index):
          guard position == 1, let size = kernel.row.pointee.packed_size, let pack = kernel.row.pointee.pack else {
            places.append(.fixed(plan.constants[index].storage.baseAddress))
            if countedConstants.insert(index).inserted { constantBytes += plan.constants[index].byteCount }
            continue
          }
          // Two steps may read the same weights with the same geometry; those share the packed form.
          let key = PackingKey(kernel: kernel.name, constant: index, parameters: Array(parameters.bytes))
          if let existing = packedByKey[key] {
            places.append(.fixed(packedStorage[existing].baseAddress))
            continue
          }
          let storage = TensorStorage(byteCount: size(raw))
          constantBytes += storage.byteCount
          guard constantBytes <= options.memoryLimit else {
            throw .tooLarge(bytes: constantBytes, limit: options.memoryLimit)
          }
          pack(raw, plan.constants[index].storage.baseAddress, storage.baseAddress)
          packedByKey[key] = packedStorage.count
          packedStorage.append(storage)
          places.append(.fixed(storage.baseAddress))
        }
      }
      calls.append(
        Call(function: kernel.row.pointee.run, parameters: raw, operands: first..<places.count, scratchOffset: 0))
    }
    layout = ArenaLayout(plan: plan, scratchByteCounts: scratchSizes)
    let total = layout.byteCount + constantBytes
    guard total <= options.memoryLimit else { throw .tooLarge(bytes: total, limit: options.memoryLimit) }
    for index in calls.indices { calls[index].scratchOffset = layout.scratchOffsets[index] }
    self.plan = plan
    self.kernels = kernels
    self.constantByteCount = constantBytes
    self.calls = calls
    self.parameterStorage = parameterStorage
    self.packedStorage = packedStorage
    self.places = places
  }

  /// Where an operand points once the arena's address is known.
  enum Place: @unchecked Sendable {
    case arena(buffer: Int, offset: Int)
    case fixed(UnsafeMutableRawPointer)
    case null
  }

  let places: [Place]

  private struct PackingKey: Hashable {
    var kernel: String
    var constant: Int
    var parameters: [UInt8]
  }

  /// Writes a step's parameters into the kernel's structure, by field name.
  private static func encode(_ step: PlanStep, as family: KernelTable.Family) throws(EngineError) -> TensorStorage {
    let storage = TensorStorage(byteCount: family.parametersByteCount)
    guard step.parameters.count == family.fields.count else {
      throw .parameterMismatch(family: step.family.rawValue, field: "(count)")
    }
    for field in family.fields {
      guard let parameter = step.parameters.first(where: { $0.name == field.name }) else {
        throw .parameterMismatch(family: step.family.rawValue, field: field.name)
      }
      let address = storage.baseAddress + field.offset
      switch parameter.value {
      case .integer(let value) where !field.isFloat && field.count == 1:
        address.storeBytes(of: value, as: Int32.self)
      case .float(let value) where field.isFloat && field.count == 1:
        address.storeBytes(of: value, as: Float.self)
      case .integers(let values) where !field.isFloat && field.count == values.count:
        for (i, value) in values.enumerated() { address.storeBytes(of: value, toByteOffset: 4 * i, as: Int32.self) }
      default: throw .parameterMismatch(family: step.family.rawValue, field: field.name)
      }
    }
    return storage
  }
}
