import EdgeModel

/// The 8-bit types that kernels compute with.
enum QuantizedType: Hashable {
  case int8
  case uint8

  /// Nil for all other types.
  init?(_ type: ElementType) {
    switch type {
    case .int8: self = .int8
    case .uint8: self = .uint8
    default: return nil
    }
  }

  /// The type that all of `tensors` have; nil when they differ or have another one.
  init?(of tensors: GraphTensor...) {
    guard let first = tensors.first, tensors.allSatisfy({ $0.elementType == first.elementType }) else { return nil }
    self.init(first.elementType)
  }

  var elementType: ElementType { self == .int8 ? .int8 : .uint8 }

  /// The value that a byte stores.
  func value(_ byte: UInt8) -> Int { self == .int8 ? Int(Int8(bitPattern: byte)) : Int(byte) }

  /// The smallest value.
  var lowest: Int { self == .int8 ? -128 : 0 }
}

extension GraphTensor {
  /// The values of a constant of four bits, a byte each; nil for all other tensors.
  var unpackedConstant: TensorStorage? {
    guard elementType == .int4, let values = constantTensor?.doubles() else { return nil }
    return PlanData.bytes(values.map { UInt8(bitPattern: Int8($0)) }).storage
  }
}
