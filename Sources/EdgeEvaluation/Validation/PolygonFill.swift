/// A bitmap in which polygons are filled exactly as OpenCV's `fillPoly` does: outlines drawn with eight-connected lines,
/// the inside filled row by row between edges in 16.16 fixed point, by the even-odd rule.
///
/// Ultralytics' validator makes the masks of annotated outlines with it, so single pixels decide.
package struct PolygonFill {
  package let width: Int
  package let height: Int
  /// Row by row, 1 inside.
  package private(set) var pixels: [UInt8]

  package struct Point: Sendable {
    package var x: Int
    package var y: Int

    package init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  private struct Edge {
    var firstRow: Int
    /// The row after the last.
    var endRow: Int
    /// Column in the first row and its change per row, in 1/65536.
    var x: Int
    var slope: Int
  }

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// Fills one closed polygon.
  package mutating func fill(_ points: [Point]) {
    guard var previous = points.last else { return }
    var edges: [Edge] = []
    for point in points {
      defer { previous = point }
      drawLine(previous, point)
      guard previous.y != point.y else { continue }
      edges.append(edge(previous, point))
    }
    if edges.count >= 2 { fillRows(edges) }
  }

  private func contains(_ point: Point) -> Bool {
    (0..<width).contains(point.x) && (0..<height).contains(point.y)
  }

  private func edge(_ start: Point, _ end: Point) -> Edge {
    var (a, b) = (start, end)
    if !contains(a) || !contains(b) {
      _ = clip(&a, &b)
      // A line clipped to one row keeps the columns of the clipped points but its own rows.
      if a.y == b.y { (a.y, b.y) = (start.y, end.y) }
    }
    let slope = ((b.x - a.x) << 16) / (b.y - a.y)
    return start.y < end.y
      ? Edge(firstRow: start.y, endRow: end.y, x: a.x << 16 + (start.y - a.y) * slope, slope: slope)
      : Edge(firstRow: end.y, endRow: start.y, x: b.x << 16 + (end.y - b.y) * slope, slope: slope)
  }

  private mutating func fillRows(_ edges: [Edge]) {
    var byRow = [[Int]](repeating: [], count: height)
    for (index, edge) in edges.enumerated() where edge.endRow > 0 && edge.firstRow < height {
      byRow[max(edge.firstRow, 0)].append(index)
    }
    var active: [Int] = []
    var crossings: [Int] = []
    for row in 0..<height {
      active.removeAll { edges[$0].endRow <= row }
      active += byRow[row]
      crossings.removeAll(keepingCapacity: true)
      for index in active { crossings.append(edges[index].x + (row - edges[index].firstRow) * edges[index].slope) }
      crossings.sort()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let first = max((crossings[pair] + 0xFFFF) >> 16, 0)
        let last = min(crossings[pair + 1] >> 16, width - 1)
        guard first <= last else { continue }
        for column in first...last { pixels[row * width + column] = 1 }
      }
    }
  }

  /// Draws a line of eight-connected pixels from the left to the right end.
  private mutating func drawLine(_ start: Point, _ end: Point) {
    var (a, b) = (start, end)
    if !contains(a) || !contains(b) {
      guard clip(&a, &b) else { return }
    }
    if b.x < a.x { swap(&a, &b) }
    let rowStep = b.y < a.y ? -1 : 1
    let (columns, rows) = (b.x - a.x, abs(b.y - a.y))
    let isSteep = rows > columns
    let (major, minor) = isSteep ? (rows, columns) : (columns, rows)
    var error = major - 2 * minor
    var point = a
    for _ in 0...major {
      pixels[point.y * width + point.x] = 1
      let movesBoth = error < 0
      error += movesBoth ? 2 * major - 2 * minor : -2 * minor
      if isSteep || movesBoth { point.y += rowStep }
      if !isSteep || movesBoth { point.x += 1 }
    }
  }

  /// Cuts a line to the bitmap, quotients truncated; false when nothing of it lies inside.
  private func clip(_ a: inout Point, _ b: inout Point) -> Bool {
    let (right, bottom) = (width - 1, height - 1)
    func columnSide(_ point: Point) -> Int { point.x < 0 ? 1 : point.x > right ? 2 : 0 }
    func side(_ point: Point) -> Int { columnSide(point) + (point.y < 0 ? 4 : point.y > bottom ? 8 : 0) }
    func quotient(_ a: Int, _ b: Int, _ c: Int) -> Int { Int(Double(a) * Double(b) / Double(c)) }
    var (first, second) = (side(a), side(b))
    if first & second == 0, first | second != 0 {
      if first & 12 != 0 {
        let row = first < 8 ? 0 : bottom
        a.x += quotient(row - a.y, b.x - a.x, b.y - a.y)
        a.y = row
        first = columnSide(a)
      }
      if second & 12 != 0 {
        let row = second < 8 ? 0 : bottom
        b.x += quotient(row - b.y, b.x - a.x, b.y - a.y)
        b.y = row
        second = columnSide(b)
      }
      if first & second == 0, first | second != 0 {
        if first != 0 {
          let column = first == 1 ? 0 : right
          a.y += quotient(column - a.x, b.y - a.y, b.x - a.x)
          a.x = column
          first = 0
        }
        if second != 0 {
          let column = second == 1 ? 0 : right
          b.y += quotient(column - b.x, b.y - a.y, b.x - a.x)
          b.x = column
          second = 0
        }
      }
    }
    return first | second == 0
  }
}
