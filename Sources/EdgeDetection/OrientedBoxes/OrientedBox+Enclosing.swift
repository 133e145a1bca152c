import Foundation

extension OrientedBox {
  /// The turned box of least area around points, as OpenCV's `minAreaRect` finds it; nil without finite points.
  ///
  /// The longer side is the width, and the angle lies from -π/4 up to 3π/4. A box around points on one line has no
  /// height. Corners are within a thousandth of a pixel of OpenCV 5.0's, but where several boxes have the same area, as
  /// around what the edge of a picture leaves of a box, the last bit decides: of 1200 random boxes, half of them cut, 8
  /// were another one of the same area.
  package init?(enclosing points: [(x: Float, y: Float)]) {
    let hull = Self.convexHull(points.map { SIMD2($0.x, $0.y) }.filter { $0.x.isFinite && $0.y.isFinite })
    guard let first = hull.first, let last = hull.last else { return nil }
    var (width, height, angle): (Float, Float, Double)
    let center: SIMD2<Float>
    if hull.count > 2 {
      let box = RotatingCalipers(hull).leastBox
      let (along, across) = (box.along, box.across)
      center = box.corner + (along + across) * 0.5
      width = Float(Self.length(along))
      height = Float(Self.length(across))
      angle = atan2(Double(along.y), Double(along.x))
    } else {
      center = (first + last) * 0.5
      width = Float(Self.length(last - first))
      height = 0
      angle = hull.count > 1 ? atan2(Double(last.y - first.y), Double(last.x - first.x)) : 0
    }
    if width < height {
      (width, height) = (height, width)
      angle += .pi / 2
    }
    while angle >= 3 * .pi / 4 { angle -= .pi }
    while angle < -.pi / 4 { angle += .pi }
    self.init(centerX: center.x, centerY: center.y, width: width, height: height, angle: Float(angle))
  }

  private static func length(_ vector: SIMD2<Float>) -> Double {
    (Double(vector.x) * Double(vector.x) + Double(vector.y) * Double(vector.y)).squareRoot()
  }

  /// The corners of the convex hull in turn, without points on its sides: Andrew's monotone chain. The products of
  /// float32 numbers are exact in double precision.
  private static func convexHull(_ points: [SIMD2<Float>]) -> [SIMD2<Float>] {
    var sorted: [SIMD2<Float>] = []
    for point in points.sorted(by: { $0.x != $1.x ? $0.x < $1.x : $0.y < $1.y }) where sorted.last != point {
      sorted.append(point)
    }
    guard sorted.count > 2 else { return sorted }
    func chain(_ points: some Sequence<SIMD2<Float>>) -> [SIMD2<Float>] {
      var chain: [SIMD2<Float>] = []
      for point in points {
        while chain.count >= 2 {
          let (start, middle) = (SIMD2<Double>(chain[chain.count - 2]), SIMD2<Double>(chain[chain.count - 1]))
          let (a, b) = (middle - start, SIMD2<Double>(point) - start)
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

/// Four lines at right angles that are turned around a convex polygon, from side to side: each box of least area has one
/// side in common with the polygon.
///
/// In float32 and in the order of OpenCV's operations, as boxes of the same area differ in the last bit only. Source:
/// Toussaint, "Solving geometric problems with the rotating calipers" (1983).
private struct RotatingCalipers {
  /// A box by one corner and two sides.
  struct Box {
    var corner: SIMD2<Float>
    var along: SIMD2<Float>
    var across: SIMD2<Float>
  }

  private let points: [SIMD2<Float>]
  private let sides: [SIMD2<Float>]
  private let inverseLengths: [Float]

  /// - Parameter points: at least three corners of a convex polygon, none of them on a line with its neighbours, from
  ///   the x axis towards the y axis.
  init(_ points: [SIMD2<Float>]) {
    self.points = points
    sides = points.indices.map { points[($0 + 1) % points.count] - points[$0] }
    inverseLengths = sides.map { side in
      Float(1 / (Double(side.x) * Double(side.x) + Double(side.y) * Double(side.y)).squareRoot())
    }
  }

  var leastBox: Box {
    // Where the lines touch: at the least y, the greatest x, the greatest y and the least x.
    var touched = [
      first { $0.y < $1.y }, first { $0.x > $1.x }, first { $0.y > $1.y }, first { $0.x < $1.x },
    ]
    var least = Float.greatestFiniteMagnitude
    var best = Box(corner: points[0], along: .zero, across: .zero)
    for _ in points.indices {
      // The line that reaches the next side first, after the others are turned to lie in its direction.
      var next = 0
      for line in 1..<4 {
        let (a, b) = (turned(sides[touched[line]], line), turned(sides[touched[next]], next))
        if a.y * b.x + -a.x * b.y < 0 { next = line }
      }
      let index = touched[next]
      let axis = turned(sides[index] * inverseLengths[index], next)
      touched[next] = (index + 1) % points.count
      let width = dot(points[touched[1]] - points[touched[3]], axis)
      let diagonal = points[touched[2]] - points[touched[0]]
      let height = -diagonal.x * axis.y + diagonal.y * axis.x
      guard width * height <= least else { continue }
      least = width * height
      best = box(axis, left: points[touched[3]], bottom: points[touched[0]], width: width, height: height)
    }
    return best
  }

  /// The first point that comes before all others.
  private func first(_ precedes: (SIMD2<Float>, SIMD2<Float>) -> Bool) -> Int {
    points.indices.reduce(0) { precedes(points[$1], points[$0]) ? $1 : $0 }
  }

  /// A vector turned back by so many right angles.
  private func turned(_ vector: SIMD2<Float>, _ count: Int) -> SIMD2<Float> {
    switch count {
    case 0: vector
    case 1: SIMD2(vector.y, -vector.x)
    case 2: SIMD2(-vector.x, -vector.y)
    default: SIMD2(-vector.y, vector.x)
    }
  }

  private func dot(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float { a.x * b.x + a.y * b.y }

  /// The box between the lines: its corner lies on the line through `left` and on that through `bottom`.
  private func box(
    _ axis: SIMD2<Float>, left: SIMD2<Float>, bottom: SIMD2<Float>, width: Float, height: Float
  ) -> Box {
    let normal = SIMD2(-axis.y, axis.x)
    let (alongLeft, acrossBottom) = (dot(left, axis), dot(bottom, normal))
    let inverse = 1 / (axis.x * normal.y - normal.x * axis.y)
    let corner = SIMD2(
      (alongLeft * normal.y - acrossBottom * axis.y) * inverse,
      (axis.x * acrossBottom - normal.x * alongLeft) * inverse)
    return Box(corner: corner, along: axis * width, across: normal * height)
  }
}
