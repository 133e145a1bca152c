/// The 32-bit word that tells the element type of a tensor.
///
/// Bit 30 constant, 29 static, 27 input or output, 24 legacy float, 23 signed, 20...17 kind, 13...7 bits per element,
/// 6...0 fractional bits plus 64.
public struct TensorFormat: RawRepresentable, Equatable, Hashable, Sendable {
  /// The word in messages.
  public var rawValue: UInt32
  /// Any word is a format.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Kinds of element; open.
  public struct Kind: RawRepresentable, Equatable, Hashable, Sendable {
    /// Bits 20...17 of the word.
    public var rawValue: UInt32
    /// A kind by its number, known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// No elements.
    public static var none: Kind { Kind(rawValue: 0) }
    /// IEEE 754 floating point.
    public static var float: Kind { Kind(rawValue: 1) }
    /// Integer, or fixed point when there are fractional bits.
    public static var integer: Kind { Kind(rawValue: 2) }
    /// 0 or 1, one per element.
    public static var bool: Kind { Kind(rawValue: 3) }
    /// Fixed point in the protocol's own form.
    public static var fixedPoint: Kind { Kind(rawValue: 15) }
  }

  /// - Parameters:
  ///   - bitCount: bits per element, 0...127.
  ///   - fractionBits: -64...63.
  public init(kind: Kind, isSigned: Bool, bitCount: UInt32, fractionBits: Int32 = 0) {
    rawValue =
      (isSigned ? 1 << 23 : 0) | (kind.rawValue & 15) << 17 | (bitCount & 127) << 7
      | UInt32(bitPattern: fractionBits &+ 64) & 127
  }

  /// Kind of the elements.
  public var kind: Kind { Kind(rawValue: rawValue >> 17 & 15) }
  /// True for elements that can be negative.
  public var isSigned: Bool { rawValue >> 23 & 1 != 0 }
  /// Bits of one element.
  public var bitCount: UInt32 { rawValue >> 7 & 127 }
  /// Bits after the binary point of a fixed-point number; may be negative.
  public var fractionBits: Int32 { Int32(rawValue & 127) - 64 }

  /// IEEE 754 binary16.
  public static var float16: TensorFormat { TensorFormat(kind: .float, isSigned: true, bitCount: 16) }
  /// IEEE 754 binary32.
  public static var float32: TensorFormat { TensorFormat(kind: .float, isSigned: true, bitCount: 32) }
  /// IEEE 754 binary64.
  public static var float64: TensorFormat { TensorFormat(kind: .float, isSigned: true, bitCount: 64) }
  /// Truth values of one byte.
  public static var bool: TensorFormat { TensorFormat(kind: .bool, isSigned: false, bitCount: 8) }

  /// Plain or affine-quantized integers.
  public static func integer(bitCount: UInt32, isSigned: Bool) -> TensorFormat {
    TensorFormat(kind: .integer, isSigned: isSigned, bitCount: bitCount)
  }
}
