/// The storage type of one tensor element, as TFLite and ONNX files name them.
public enum ElementType: String, Sendable, Hashable, CaseIterable, Codable {
  case float32, float16, float64
  case int4, int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case bool

  /// Bits one element occupies. `int4` elements are packed two to a byte, low nibble first.
  public var bitWidth: Int {
    switch self {
    case .int4: 4
    case .int8, .uint8, .bool: 8
    case .int16, .uint16, .float16: 16
    case .int32, .uint32, .float32: 32
    case .int64, .uint64, .float64: 64
    }
  }

  /// Bytes that `count` elements occupy, rounded up to whole bytes; nil when that overflows `Int`.
  public func byteCount(of count: Int) -> Int? {
    let (bits, overflow) = count.multipliedReportingOverflow(by: bitWidth)
    guard !overflow, bits >= 0 else { return nil }
    return (bits >> 3) + ((bits & 7) == 0 ? 0 : 1)
  }

  /// True for the integer types, packed ones included.
  public var isInteger: Bool {
    switch self {
    case .float16, .float32, .float64, .bool: false
    default: true
    }
  }

  /// True for `float16`, `float32` and `float64`.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .float32, .float64: true
    default: false
    }
  }

  /// The closed range of values of an integer type; nil for the others.
  public var integerRange: ClosedRange<Int64>? {
    switch self {
    case .int4: -8...7
    case .int8: -128...127
    case .int16: -32768...32767
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .int64: Int64.min...Int64.max
    case .uint8: 0...255
    case .uint16: 0...65535
    case .uint32: 0...Int64(UInt32.max)
    case .uint64, .bool, .float16, .float32, .float64: nil
    }
  }
}
