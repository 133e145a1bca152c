/// Bounds on what a reader of TFLite files accepts, so that a hostile file can neither exhaust memory nor hang.
public struct TFLiteLimits: Sendable, Hashable {
  /// Most tensors of a graph.
  public var tensorCount = 65_536
  /// Most operators of a graph.
  public var operatorCount = 65_536
  /// Dimensions of one tensor.
  public var rank = 8
  /// Bytes of one name or description.
  public var stringByteCount = 4_096
  /// Elements of one tensor.
  public var elementCount = 1 << 31
  /// Bytes of names, shapes, operand lists and quantization parameters that may be decoded, in multiples of the file's
  /// size.
  ///
  /// A file that refers to the same bytes many times over exceeds it.
  public var decodedSizeFactor = 8

  /// Limits that no published model comes near.
  public static let standard = TFLiteLimits()

  /// The standard limits, to be changed.
  public init() {}
}
