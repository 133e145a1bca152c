import EdgeModel

extension ElementType {
  /// The type that ONNX's `TensorProto.DataType` numbers so; nil for types a tensor here cannot hold.
  init?(onnx number: Int32) {
    guard let type = ElementType.allCases.first(where: { $0.onnxNumber == number }) else { return nil }
    self = type
  }

  /// This type's number in ONNX's `TensorProto.DataType`.
  var onnxNumber: Int32 {
    switch self {
    case .float32: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .bool: 9
    case .float16: 10
    case .float64: 11
    case .uint32: 12
    case .uint64: 13
    case .int4: 22
    }
  }
}
