public import EdgeDetection

extension RunLengthMask {
  /// The mask on a grid of another size over the same picture: each place has the value of the pixel at its centre.
  ///
  /// - Parameters:
  ///   - width: columns of the grid, at least one.
  ///   - height: rows of the grid, at least one.
  public func sampled(width gridWidth: Int, height gridHeight: Int) -> InstanceMask {
    guard area > 0 else {
      return InstanceMask(gridWidth: gridWidth, gridHeight: gridHeight, columns: 0..<0, rows: 0..<0, values: [])
    }
    let columns = Self.places(from: box.x, box.width, count: width, gridCount: gridWidth)
    let rows = Self.places(from: box.y, box.height, count: height, gridCount: gridHeight)
    var values = [UInt8](repeating: 0, count: columns.count * rows.count)
    let spans = runsOfOnes()
    var next = 0
    for (x, column) in columns.enumerated() {
      let start = Self.source(column, count: width, gridCount: gridWidth) * height
      while next < spans.count, spans[next].upperBound <= start { next += 1 }
      var span = next
      for (y, row) in rows.enumerated() {
        let pixel = start + Self.source(row, count: height, gridCount: gridHeight)
        while span < spans.count, spans[span].upperBound <= pixel { span += 1 }
        guard span < spans.count else { break }
        if spans[span].contains(pixel) { values[y * columns.count + x] = 1 }
      }
    }
    return InstanceMask(gridWidth: gridWidth, gridHeight: gridHeight, columns: columns, rows: rows, values: values)
  }

  /// The places of a grid under one side of the mask's box, and one more at each end.
  private static func places(from start: Double, _ length: Double, count: Int, gridCount: Int) -> Range<Int> {
    let scale = Double(gridCount) / Double(count)
    let first = max(Int(start * scale) - 1, 0)
    return first..<max(first, min(Int((start + length) * scale) + 2, gridCount))
  }

  /// The pixel under the centre of a place.
  private static func source(_ place: Int, count: Int, gridCount: Int) -> Int {
    min((2 * place + 1) * count / (2 * gridCount), count - 1)
  }

  /// Positions of the ones, column by column.
  private func runsOfOnes() -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var position = 0
    for (index, run) in runs.enumerated() {
      let end = position + Int(run)
      if index & 1 == 1, run > 0 { spans.append(position..<end) }
      position = end
    }
    return spans
  }
}
