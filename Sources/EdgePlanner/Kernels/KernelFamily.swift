package import CEdgeKernels

// `KernelFamily` is the C library's list of families, seen from Swift.
extension KernelFamily {
  /// All families, in the order of their numbers.
  package static let all: [KernelFamily] = (0..<edge_family_count()).compactMap { KernelFamily(rawValue: UInt32($0)) }

  /// The family's name in C, e.g. `conv2d_s8`.
  package var name: String { String(cString: edge_family_at(Int(rawValue)).pointee.name) }
}

/// The parameter structure of a kernel family, as C declares it. Each has a `step` that names the family's operands.
package protocol KernelParameters {
  /// The family whose kernels take this structure.
  static var family: KernelFamily { get }
}

/// A step's parameter structure as the words that kernels read: every field has 4 bytes, an array as many times that.
package struct PlanParameters: Sendable, Hashable {
  private let words: [UInt32]

  init(_ parameters: some KernelParameters) {
    words = Swift.withUnsafeBytes(of: parameters) { Array($0.bindMemory(to: UInt32.self)) }
  }

  /// The words of `parameters`, then another field.
  init(_ parameters: PlanParameters, then field: Int32) {
    words = parameters.words + [UInt32(bitPattern: field)]
  }

  package func hash(into hasher: inout Hasher) { words.withUnsafeBytes { hasher.combine(bytes: $0) } }

  /// Bytes of the structure.
  package var byteCount: Int { words.count * MemoryLayout<UInt32>.stride }

  /// Calls `body` with the structure in this machine's byte order.
  package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { words.withUnsafeBytes(body) }

  /// The structure, which must be that of the step's family.
  package func load<Parameters: KernelParameters>(as type: Parameters.Type = Parameters.self) -> Parameters {
    precondition(byteCount == MemoryLayout<Parameters>.size)
    return withUnsafeBytes { $0.load(as: Parameters.self) }
  }
}

extension KernelParameters {
  /// A call of the family's kernel on `operands`, in the family's order. `inPlace` is the operand whose memory the
  /// result may take over.
  func call(_ operands: PlanOperand..., inPlace: Int? = nil) -> PlanStep {
    PlanStep(
      family: Self.family, parameters: PlanParameters(self), operands: operands, inPlaceOperand: inPlace, node: -1)
  }
}

extension KernelFamily {
  /// The family that computes the same of uint8 values, with the same parameters and operands.
  fileprivate var unsigned: KernelFamily {
    switch self {
    case .conv2d_s8: .conv2d_u8
    case .depthwise_conv2d_s8: .depthwise_conv2d_u8
    case .multiply_s8: .multiply_u8
    case .add_s8: .add_u8
    case .add_mbqm_s8: .add_mbqm_u8
    case .select_s8: .select_u8
    case .softmax_s8: .softmax_u8
    case .softmax_fixed_s8: .softmax_fixed_u8
    case .mean_s8: .mean_u8
    case .resize_bilinear_s8: .resize_bilinear_u8
    case .resize_bilinear_f32: .resize_bilinear_float_u8
    default: preconditionFailure("\(name) has no form for uint8")
    }
  }
}

extension PlanStep {
  /// The step with another family's number, which takes the same parameters and operands.
  func of(_ family: KernelFamily) -> PlanStep {
    var step = self
    step.family = family
    return step
  }

  /// This step of an int8 family, or the one that computes the same of uint8 values; of a float family the one that
  /// computes so of uint8 values.
  func on(_ type: QuantizedType) -> PlanStep {
    guard type == .uint8 else { return self }
    var step = self
    step.family = family.unsigned
    return step
  }

  /// The step of an int8 convolution, or the one that computes the same of uint8 values and of weights with a zero point.
  func on(_ type: QuantizedType, weightsZeroPoint: Int) -> PlanStep {
    guard type == .uint8 else { return self }
    var step = on(type)
    step.parameters = PlanParameters(parameters, then: Int32(weightsZeroPoint))
    return step
  }
}

/// Dimensions or steps that generic kernels walk, outermost first: `EDGE_MAX_DIMS` of them.
typealias KernelDimensions = (Int32, Int32, Int32, Int32, Int32, Int32)

extension Array where Element == Int {
  /// The values in the kernels' width.
  func int32s() throws(LoweringFailure) -> [Int32] {
    var result: [Int32] = []
    for value in self { result.append(try Lowering.int32(value)) }
    return result
  }

  /// The values, as many as kernels walk, in the kernels' width.
  func kernelDimensions() throws(LoweringFailure) -> KernelDimensions {
    precondition(count == Movement.kernelRank)
    return (
      try Lowering.int32(self[0]), try Lowering.int32(self[1]), try Lowering.int32(self[2]),
      try Lowering.int32(self[3]), try Lowering.int32(self[4]), try Lowering.int32(self[5])
    )
  }
}

extension Bool {
  /// The truth value as a kernel parameter.
  var parameter: Int32 { self ? 1 : 0 }
}
extension RequantizationRule {
  /// The rule as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
extension BinaryOperation {
  /// The operation as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
extension UnaryOperation {
  /// The operation as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
extension Reduction {
  /// The operation as a kernel parameter.
  var parameter: Int32 { Int32(bitPattern: rawValue) }
}
