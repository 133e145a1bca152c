import Foundation

/// A box that is turned around its middle, in pixels of the picture or of the network's input.
public struct OrientedBox: Sendable, Hashable {
  /// Middle column.
  public var centerX: Float
  /// Middle row.
  public var centerY: Float
  /// Length of the side that lies along the x axis before the box is turned.
  public var width: Float
  /// Length of the other side.
  public var height: Float
  /// How far the box is turned, in radians, from the x axis towards the y axis: clockwise, as rows count downwards. Any
  /// number; a half turn gives the same box.
  public var angle: Float

  /// A box by its middle, its sides and how far it is turned.
  public init(centerX: Float, centerY: Float, width: Float, height: Float, angle: Float) {
    self.centerX = centerX
    self.centerY = centerY
    self.width = width
    self.height = height
    self.angle = angle
  }

  /// False when a number is infinite or none at all, as a broken network may give.
  public var isFinite: Bool {
    centerX.isFinite && centerY.isFinite && width.isFinite && height.isFinite && angle.isFinite
  }

  /// The four corners in the order in which Ultralytics writes them: that at +width/2, +height/2 of the box before it is
  /// turned, then against the clock.
  public var corners: [(x: Float, y: Float)] {
    let (cosine, sine) = (cos(angle), sin(angle))
    let along = (x: width / 2 * cosine, y: width / 2 * sine)
    let across = (x: -height / 2 * sine, y: height / 2 * cosine)
    return [
      (centerX + along.x + across.x, centerY + along.y + across.y),
      (centerX + along.x - across.x, centerY + along.y - across.y),
      (centerX - along.x - across.x, centerY - along.y - across.y),
      (centerX - along.x + across.x, centerY - along.y + across.y),
    ]
  }

  /// The smallest upright box around it.
  public var hull: BoundingBox {
    let corners = corners
    var hull = BoundingBox(x1: corners[0].x, y1: corners[0].y, x2: corners[0].x, y2: corners[0].y)
    for corner in corners.dropFirst() {
      hull.x1 = min(hull.x1, corner.x)
      hull.y1 = min(hull.y1, corner.y)
      hull.x2 = max(hull.x2, corner.x)
      hull.y2 = max(hull.y2, corner.y)
    }
    return hull
  }

  /// The box in pixels of the picture, not clipped, as Ultralytics scales it: each number by itself, so that boxes keep
  /// their angle.
  func scaled(_ scaling: InputToPictureScaling) -> OrientedBox {
    OrientedBox(
      centerX: (centerX - scaling.padX) / scaling.gainX, centerY: (centerY - scaling.padY) / scaling.gainY,
      width: width / scaling.gainX, height: height / scaling.gainY, angle: angle)
  }
}

/// A turned box as a normal distribution, whose overlap with another one has a closed form.
///
/// Source: Llerena et al., "Gaussian Bounding Boxes and Probabilistic Intersection-over-Union for Object Detection"
/// (arXiv 2106.06072), in float32 and in the order of operations of Ultralytics' `batch_probiou`. Cosines, logarithms and
/// exponentials are the C library's, PyTorch's differ from them in the last bit now and then.
package struct BoxDistribution: Sendable {
  private let x: Float
  private let y: Float
  /// Variances across and down, and what they share.
  private let a: Float
  private let b: Float
  private let c: Float
  /// What keeps quotients and roots finite.
  private static let epsilon: Float = 1e-7

  /// The distribution of `box`; `offset` is added to its middle on both axes.
  package init(_ box: OrientedBox, offset: Float = 0) {
    x = box.centerX + offset
    y = box.centerY + offset
    let along = box.width * box.width / 12
    let across = box.height * box.height / 12
    let (cosine, sine) = (cos(box.angle), sin(box.angle))
    let (cosine2, sine2) = (cosine * cosine, sine * sine)
    a = along * cosine2 + across * sine2
    b = along * sine2 + across * cosine2
    c = (along - across) * cosine * sine
  }

  /// The probabilistic intersection over union (ProbIoU), from about 0 to about 1: one less the Hellinger distance.
  package func overlap(with other: BoxDistribution) -> Float {
    let (sumA, sumB, sumC) = (a + other.a, b + other.b, c + other.c)
    let (dx, dy) = (x - other.x, y - other.y)
    let determinant = sumA * sumB - sumC * sumC
    let near = (sumA * (dy * dy) + sumB * (dx * dx)) / (determinant + Self.epsilon) * 0.25
    let skew = sumC * (other.x - x) * dy / (determinant + Self.epsilon) * 0.5
    let areas = max(a * b - c * c, 0) * max(other.a * other.b - other.c * other.c, 0)
    let shape = log(determinant / (4 * areas.squareRoot() + Self.epsilon) + Self.epsilon) * 0.5
    // NaN stays what it is, as it does in PyTorch.
    let sum = near + skew + shape
    let distance = sum.isNaN ? sum : min(max(sum, Self.epsilon), 100)
    return 1 - (1 - exp(-distance) + Self.epsilon).squareRoot()
  }
}
