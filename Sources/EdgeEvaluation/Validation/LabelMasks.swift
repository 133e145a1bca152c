import EdgeDetection

/// Masks of a picture's annotated objects as Ultralytics makes them: filled at the input's size, made four times
/// smaller, sorted by area and laid over each other, so that smaller objects cover larger ones.
struct LabelMasks {
  static let shrinking = 4

  /// The objects in descending order of area, by their positions; objects without a pixel come first.
  let order: [Int]
  private let width: Int
  private let height: Int
  /// Number of the topmost object plus one at each place of the small grid, zero for none.
  private var topmost: [Int32]

  /// - Parameters:
  ///   - outlines: of each object, in pixels of the input.
  ///   - width: columns of the input.
  ///   - height: rows of the input.
  init(_ outlines: [[[PolygonFill.Point]]], width: Int, height: Int) {
    self.width = width / Self.shrinking
    self.height = height / Self.shrinking
    topmost = [Int32](repeating: 0, count: self.width * self.height)
    let masks = outlines.map { polygons in
      var fill = PolygonFill(width: width, height: height)
      for polygon in polygons { fill.fill(polygon) }
      return Self.shrunk(fill)
    }
    // The areas are unsigned numbers that are negated for the sort: zero stays the least.
    let keys = masks.map { mask in
      let area = mask.reduce(0) { $0 + Int($1) }
      return area == 0 ? -Float.infinity : -Float(area)
    }
    order = PortableArgsort.ascending(keys).map(Int.init)
    for (place, index) in order.enumerated() {
      for (pixel, value) in masks[index].enumerated() where value != 0 { topmost[pixel] = Int32(place + 1) }
    }
  }

  /// OpenCV's bilinear resize by a quarter of zeros and ones: the middle four of sixteen pixels, rounded half up.
  private static func shrunk(_ fill: PolygonFill) -> [UInt8] {
    let width = fill.width / shrinking
    let height = fill.height / shrinking
    var result = [UInt8](repeating: 0, count: width * height)
    for row in 0..<height {
      for column in 0..<width {
        let first = (row * shrinking + 1) * fill.width + column * shrinking + 1
        let sum =
          fill.pixels[first] + fill.pixels[first + 1] + fill.pixels[first + fill.width]
          + fill.pixels[first + fill.width + 1]
        result[row * width + column] = sum >= 2 ? 1 : 0
      }
    }
    return result
  }

  /// The objects' masks in `order`, on a grid of the given size: enlarged bilinearly and cut at one half.
  func masks(gridWidth: Int, gridHeight: Int) -> [GridMask] {
    order.indices.map { GridMask(mask($0, gridWidth: gridWidth, gridHeight: gridHeight)) }
  }

  private func mask(_ place: Int, gridWidth: Int, gridHeight: Int) -> InstanceMask {
    let number = Int32(place + 1)
    var columns = width..<width
    var rows = height..<height
    for row in 0..<height {
      for column in 0..<width where topmost[row * width + column] == number {
        columns = min(columns.lowerBound, column)..<(columns.isEmpty ? column + 1 : max(columns.upperBound, column + 1))
        rows = min(rows.lowerBound, row)..<row + 1
      }
    }
    guard !rows.isEmpty else {
      return InstanceMask(gridWidth: gridWidth, gridHeight: gridHeight, columns: 0..<0, rows: 0..<0, values: [])
    }
    func isSet(_ row: Int, _ column: Int) -> Float { topmost[row * width + column] == number ? 1 : 0 }
    if gridWidth == width, gridHeight == height {
      let values = rows.flatMap { row in columns.map { UInt8(isSet(row, $0)) } }
      return InstanceMask(gridWidth: width, gridHeight: height, columns: columns, rows: rows, values: values)
    }
    let across = EnlargingAxis(columns, from: width, to: gridWidth)
    let down = EnlargingAxis(rows, from: height, to: gridHeight)
    var values: [UInt8] = []
    values.reserveCapacity(across.positions.count * down.positions.count)
    for y in down.taps {
      for x in across.taps {
        let upper = isSet(y.first, x.first) * (1 - x.fraction) + isSet(y.first, x.second) * x.fraction
        let lower = isSet(y.second, x.first) * (1 - x.fraction) + isSet(y.second, x.second) * x.fraction
        values.append(upper * (1 - y.fraction) + lower * y.fraction > 0.5 ? 1 : 0)
      }
    }
    return InstanceMask(
      gridWidth: gridWidth, gridHeight: gridHeight, columns: across.positions, rows: down.positions, values: values)
  }
}

/// One side of a grid enlarged bilinearly as PyTorch does without aligned corners, where part of the source shows.
private struct EnlargingAxis {
  struct Tap {
    var first: Int
    var second: Int
    var fraction: Float
  }

  let positions: Range<Int>
  let taps: [Tap]

  init(_ sources: Range<Int>, from sourceCount: Int, to count: Int) {
    let lower = max((sources.lowerBound - 1) * count / sourceCount, 0)
    let upper = min(((sources.upperBound + 1) * count + sourceCount - 1) / sourceCount, count)
    positions = lower..<upper
    let scale = Float(sourceCount) / Float(count)
    taps = positions.map { position in
      let center = max((Float(position) + 0.5) * scale - 0.5, 0)
      let first = min(Int(center), sourceCount - 1)
      return Tap(first: first, second: min(first + 1, sourceCount - 1), fraction: center - Float(first))
    }
  }
}
