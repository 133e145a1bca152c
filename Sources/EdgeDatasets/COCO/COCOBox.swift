/// A box as COCO files write it: left, top, width and height in pixels.
public struct COCOBox: Sendable, Hashable {
  /// Left edge.
  public var x: Double
  /// Top edge.
  public var y: Double
  /// From the left to the right edge.
  public var width: Double
  /// From the top to the bottom edge.
  public var height: Double

  /// A box by its left and top edge and its size, in pixels.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Width times height.
  @inlinable public var area: Double { width * height }

  /// True when the two boxes share more than an edge.
  @inlinable @inline(__always)
  package func intersects(_ other: COCOBox) -> Bool {
    min(x + width, other.x + other.width) - max(x, other.x) > 0
      && min(y + height, other.y + other.height) - max(y, other.y) > 0
  }

  /// Intersection over union with `other`; over this box's own area instead when `other` is a crowd.
  @inlinable @inline(__always)
  public func overlap(with other: COCOBox, isCrowd: Bool) -> Double {
    let shared = min(x + width, other.x + other.width) - max(x, other.x)
    guard shared > 0 else { return 0 }
    let sharedHeight = min(y + height, other.y + other.height) - max(y, other.y)
    guard sharedHeight > 0 else { return 0 }
    let intersection = shared * sharedHeight
    return intersection / (isCrowd ? area : area + other.area - intersection)
  }
}
