import Foundation

extension OrientedBox {
  private typealias Point = SIMD2<Double>

  /// The turned box of least area around points, as OpenCV's `minAreaRect` finds it; nil without points.
  ///
  /// The longer side is the width, and the angle lies from -π/4 up to 3π/4. A box around points on one line has no
  /// height. Computed in double precision, while OpenCV computes in single precision: corners differ by less than a
  /// thousandth of a pixel for boxes of a thousand pixels.
  package init?(enclosing points: [(x: Float, y: Float)]) {
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
    let hull = Self.convexHull(points.map { Point(Double($0.x), Double($0.y)) })
    guard let first = hull.first else { return nil }
    guard hull.count > 1 else {
      self.init(centerX: Float(first.x), centerY: Float(first.y), width: 0, height: 0, angle: 0)
      return
    }
    var best: (area: Double, axis: Point, along: ClosedRange<Double>, across: ClosedRange<Double>)?
    for index in hull.indices {
      let side = hull[(index + 1) % hull.count] - hull[index]
      let length = (side * side).sum().squareRoot()
      let axis = side / length
      let normal = Point(-axis.y, axis.x)
      let along = Self.range(hull.map { ($0 * axis).sum() })
      let across = Self.range(hull.map { ($0 * normal).sum() })
      let area = (along.upperBound - along.lowerBound) * (across.upperBound - across.lowerBound)
      if best.map({ area < $0.area }) ?? true { best = (area, axis, along, across) }
    }
    guard let best else { return nil }
    let middle = (
      (best.along.lowerBound + best.along.upperBound) / 2, (best.across.lowerBound + best.across.upperBound) / 2
    )
    let center = best.axis * middle.0 + Point(-best.axis.y, best.axis.x) * middle.1
    var (width, height) = (
      best.along.upperBound - best.along.lowerBound, best.across.upperBound - best.across.lowerBound
    )
    var angle = atan2(best.axis.y, best.axis.x)
    if width < height {
      (width, height) = (height, width)
      angle += .pi / 2
    }
    while angle >= 3 * .pi / 4 { angle -= .pi }
    while angle < -.pi / 4 { angle += .pi }
    self.init(
      centerX: Float(center.x), centerY: Float(center.y), width: Float(width), height: Float(height),
      angle: Float(angle))
  }

  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    (values.min() ?? 0)...(values.max() ?? 0)
  }

  /// The corners of the convex hull in turn, without those on its sides: Andrew's monotone chain.
  private static func convexHull(_ points: [Point]) -> [Point] {
    var sorted: [Point] = []
    for point in points.sorted(by: { $0.x != $1.x ? $0.x < $1.x : $0.y < $1.y }) where sorted.last != point {
      sorted.append(point)
    }
    guard sorted.count > 2 else { return sorted }
    func chain(_ points: some Sequence<Point>) -> [Point] {
      var chain: [Point] = []
      for point in points {
        while chain.count >= 2 {
          let (a, b) = (chain[chain.count - 1] - chain[chain.count - 2], point - chain[chain.count - 2])
          guard a.x * b.y - a.y * b.x <= 0 else { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      chain.removeLast()
      return chain
    }
    return chain(sorted) + chain(sorted.reversed())
  }
}
