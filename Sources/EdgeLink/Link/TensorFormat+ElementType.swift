package import EdgeModel
import EdgeWire

extension TensorFormat {
  /// How a board announces an element type; nil for types the protocol cannot carry.
  init?(_ type: ElementType) {
    switch type {
    case .float16: self = .float16
    case .float32: self = .float32
    case .float64: self = .float64
    case .bool: self = .bool
    case .int8, .int16, .int32, .int64:
      self = .integer(bitCount: UInt32(type.bitWidth), isSigned: true)
    case .uint8, .uint16, .uint32, .uint64:
      self = .integer(bitCount: UInt32(type.bitWidth), isSigned: false)
    case .int4: return nil
    }
  }

  /// The type elements are stored in: packed bits are words, and a float is 64 bits wide unless it says 32 or 16.
  /// Nil for widths that no runner handles.
  package var elementType: ElementType? {
    switch (kind, bitCount, isSigned) {
    case (.float, 32, _): .float32
    case (.float, 16, _): .float16
    case (.float, _, _): .float64
    case (.bool, _, _): .bool
    case (.integer, 1, true), (.integer, 32, true), (.fixedPoint, 32, true): .int32
    case (.integer, 1, false), (.integer, 32, false), (.fixedPoint, 32, false): .uint32
    case (.integer, 8, true), (.fixedPoint, 8, true): .int8
    case (.integer, 8, false), (.fixedPoint, 8, false): .uint8
    case (.integer, 16, true), (.fixedPoint, 16, true): .int16
    case (.integer, 16, false), (.fixedPoint, 16, false): .uint16
    case (.integer, 64, true), (.fixedPoint, 64, true): .int64
    case (.integer, 64, false), (.fixedPoint, 64, false): .uint64
    default: nil
    }
  }

  /// Bits packed into words of 32.
  var isPacked: Bool { kind == .integer && bitCount == 1 }
}
