import CEdgeHost
import EdgeModel
import EdgeRunner

/// The inputs and outputs of a model as LiteRT lists them, in its order.
struct LiteRTSignature {
  struct Tensor {
    /// Number in the file.
    var index: Int
    /// Empty when the file has none.
    var name: String
    /// The shape in it may be open; `rank_and_flags` is 0 where the file states none.
    var type: EdgeLiteRtRankedTensorType
    var elementType: ElementType
    var quantization: Quantization?
  }

  private(set) var inputs: [Tensor] = []
  private(set) var outputs: [Tensor] = []

  /// Reads the first signature of `model`; LiteRT makes one up for a file without.
  init(library: LiteRTLibrary, model: OpaquePointer?) throws(RunnerError) {
    var signature: OpaquePointer?
    try library.check(library.modelSignature(model, 0, &signature), "find the model's signature")
    var count = 0
    try library.check(library.signatureInputCount(signature, &count), "count inputs")
    for index in 0..<count {
      var tensor: OpaquePointer?
      try library.check(library.signatureInput(signature, index, &tensor), "find input \(index)")
      inputs.append(try Tensor(library, tensor))
    }
    try library.check(library.signatureOutputCount(signature, &count), "count outputs")
    for index in 0..<count {
      var tensor: OpaquePointer?
      try library.check(library.signatureOutput(signature, index, &tensor), "find output \(index)")
      outputs.append(try Tensor(library, tensor))
    }
  }
}

extension LiteRTSignature.Tensor {
  fileprivate init(_ library: LiteRTLibrary, _ tensor: OpaquePointer?) throws(RunnerError) {
    var number: UInt32 = 0
    try library.check(library.tensorIndex(tensor, &number), "read a tensor's number")
    index = Int(number)
    var text: UnsafePointer<CChar>?
    try library.check(library.tensorName(tensor, &text), "read the name of tensor \(number)")
    name = text.map { String(cString: $0) } ?? ""
    type = EdgeLiteRtRankedTensorType()
    try library.check(library.rankedTensorType(tensor, &type), "read the type of \(name)")
    guard let elementType = ElementType(liteRT: type.element_type) else {
      throw RunnerError(
        .unsupportedModel, "tensor \(name) has element type number \(type.element_type), which is not supported")
    }
    self.elementType = elementType
    var kind: Int32 = 0
    try library.check(library.quantizationType(tensor, &kind), "read the quantization of \(name)")
    guard kind == EdgeLiteRtQuantizationPerTensor else { return }
    var parameters = EdgeLiteRtPerTensorQuantization()
    try library.check(library.perTensorQuantization(tensor, &parameters), "read the quantization of \(name)")
    quantization = Quantization(scale: parameters.scale, zeroPoint: Int(parameters.zero_point))
  }
}

extension ElementType {
  /// The type that LiteRT and TFLite number so; nil for types a tensor here cannot hold.
  init?(liteRT number: Int32) {
    switch number {
    case 1: self = .float32
    case 2: self = .int32
    case 3: self = .uint8
    case 4: self = .int64
    case 6: self = .bool
    case 7: self = .int16
    case 9: self = .int8
    case 10: self = .float16
    case 11: self = .float64
    case 13: self = .uint64
    case 16: self = .uint32
    case 17: self = .uint16
    case 18: self = .int4
    default: return nil
    }
  }
}
