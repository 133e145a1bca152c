extension RunLengthMask {
  /// Largest magnitude of a polygon coordinate, in pixels.
  public static let maximumCoordinate = 1e6

  /// The union of `polygons`, each x, y, x, y, ... in pixels, rasterised as the COCO protocol does.
  ///
  /// Four numbers are a box: x, y, width, height. Nil when the size is not acceptable, or when a polygon has too few or
  /// an odd number of numbers, or a coordinate that is not finite or too large.
  public init?(polygons: [[Double]], height: Int, width: Int) {
    guard Self.isAcceptable(height: height, width: width) else { return nil }
    var parts: [RunLengthMask] = []
    for polygon in polygons {
      guard Self.isPolygon(polygon) else { return nil }
      var points = polygon
      if points.count == 4 {
        let right = points[0] + points[2]
        let bottom = points[1] + points[3]
        points = [points[0], points[1], points[0], bottom, right, bottom, right, points[1]]
      }
      let runs = PolygonRasterizer(height: height, width: width).runs(of: points)
      parts.append(RunLengthMask(uncheckedHeight: height, width: width, runs: runs))
    }
    self = Self.union(of: parts, height: height, width: width)
  }
}

extension RunLengthMask {
  /// True for at least two points whose coordinates are finite and not too large.
  static func isPolygon(_ polygon: [Double]) -> Bool {
    polygon.count >= 4 && polygon.count.isMultiple(of: 2)
      && polygon.allSatisfy { $0.isFinite && abs($0) <= maximumCoordinate }
  }
}

/// Turns one polygon into runs: its outline is walked on a grid five times finer than the pixels, and every step to
/// another column that crosses the middle of a pixel column toggles inside and outside from that row on.
///
/// The rounding (half up, truncated towards zero) is the protocol's and decides single pixels.
private struct PolygonRasterizer {
  private static let refinement = 5.0

  let height: Int
  let width: Int
  private var toggles: [UInt32] = []
  private var previous: (column: Int, row: Int)?

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  func runs(of points: [Double]) -> [UInt32] {
    var walker = self
    let corners = stride(from: 0, to: points.count, by: 2).map { index in
      (column: Int(Self.refinement * points[index] + 0.5), row: Int(Self.refinement * points[index + 1] + 0.5))
    }
    for (index, corner) in corners.enumerated() {
      walker.walk(from: corner, to: corners[index + 1 == corners.count ? 0 : index + 1])
    }
    return walker.runs()
  }

  /// Visits every fine grid point from one corner to the next along the longer axis, computed from its lower end.
  private mutating func walk(from a: (column: Int, row: Int), to b: (column: Int, row: Int)) {
    let columns = abs(b.column - a.column)
    let rows = abs(b.row - a.row)
    let isWide = columns >= rows
    let steps = max(columns, rows)
    let isBackward = isWide ? a.column > b.column : a.row > b.row
    let (low, high) = isBackward ? (b, a) : (a, b)
    let slope =
      steps == 0 ? 0 : Double(isWide ? high.row - low.row : high.column - low.column) / Double(steps)
    for step in 0...steps {
      let distance = isBackward ? steps - step : step
      if isWide {
        visit(low.column + distance, Int(Double(low.row) + slope * Double(distance) + 0.5))
      } else {
        visit(Int(Double(low.column) + slope * Double(distance) + 0.5), low.row + distance)
      }
    }
  }

  private mutating func visit(_ column: Int, _ row: Int) {
    defer { previous = (column, row) }
    guard let previous, previous.column != column else { return }
    let crossed = column < previous.column ? column : column - 1
    let x = (Double(crossed) + 0.5) / Self.refinement - 0.5
    guard x == x.rounded(.down), x >= 0, x <= Double(width - 1) else { return }
    let y = (Double(min(row, previous.row)) + 0.5) / Self.refinement - 0.5
    let firstRow = min(max(y, 0), Double(height)).rounded(.up)
    toggles.append(UInt32(Int(x) * height + Int(firstRow)))
  }

  /// Distances between sorted toggles, where two toggles at one place cancel.
  private mutating func runs() -> [UInt32] {
    toggles.sort()
    var builder = RunBuilder()
    let pixelCount = height * width
    var index = 0
    while index < toggles.count {
      let start = Int(toggles[index])
      let end = index + 1 < toggles.count ? Int(toggles[index + 1]) : pixelCount
      if end > start { builder.appendOnes(from: start, to: end) }
      index += 2
    }
    return builder.finish(at: pixelCount)
  }
}
