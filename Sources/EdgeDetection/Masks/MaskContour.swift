/// The outline of one connected part of a mask: corner pixels in order, straight runs left out.
///
/// Border following over 8-connected pixels after Suzuki and Abe (1985), outer borders only; points and order are those
/// of OpenCV's `findContours` with external retrieval and simple approximation.
public struct MaskContour: Sendable, Hashable {
  /// A pixel's column and row.
  public struct Point: Sendable, Hashable {
    /// Column, from 0.
    public var x: Int
    /// Row, from 0.
    public var y: Int

    /// A pixel by column and row.
    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// Corners of the border in order, the first not repeated at the end.
  public var points: [Point]

  /// A border through these corners.
  public init(points: [Point]) { self.points = points }

  /// The outlines of a mask's parts in pixels of its grid, the part found last from the top first.
  public static func outlines(of mask: InstanceMask) -> [MaskContour] {
    var field = BorderField(mask)
    var found: [MaskContour] = []
    for row in 0..<mask.rows.count {
      var previous = BorderField.background
      var lastBorder: Int?
      for column in 0..<mask.columns.count {
        guard field[column, row] != previous else { continue }
        // After a border pixel whose right side is the object's inside, a new run lies in a hole of a known part.
        let isOutside = lastBorder.map { field[$0, row] == BorderField.rightBorder } ?? true
        if previous == BorderField.background, field[column, row] == BorderField.object, isOutside {
          let points = field.traceBorder(column: column, row: row)
          found.append(
            MaskContour(
              points: points.map { Point(x: $0.x + mask.columns.lowerBound, y: $0.y + mask.rows.lowerBound) }))
        }
        previous = field[column, row]
        if previous == BorderField.border || previous == BorderField.rightBorder { lastBorder = column }
      }
    }
    return found.reversed()
  }
}

/// A mask's pixels with a margin of background, on which traced borders are marked.
private struct BorderField {
  static let background: Int8 = 0
  static let object: Int8 = 1
  /// Traced, and the pixel to the right is not known to be background.
  static let border: Int8 = 2
  /// Traced, and the pixel to the right is background.
  static let rightBorder: Int8 = -2

  /// Steps to the eight neighbours, counter-clockwise from the right; rows grow downwards.
  private static let steps = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)]
  private static let left = 4

  private let stride: Int
  private var marks: [Int8]

  init(_ mask: InstanceMask) {
    stride = mask.columns.count + 2
    marks = [Int8](repeating: Self.background, count: stride * (mask.rows.count + 2))
    for row in 0..<mask.rows.count {
      for column in 0..<mask.columns.count where mask.values[row * mask.columns.count + column] != 0 {
        marks[(row + 1) * stride + column + 1] = Self.object
      }
    }
  }

  subscript(column: Int, row: Int) -> Int8 {
    get { marks[(row + 1) * stride + column + 1] }
    set { marks[(row + 1) * stride + column + 1] = newValue }
  }

  /// Follows the outer border that starts at a pixel with background to its left, and marks it.
  mutating func traceBorder(column: Int, row: Int) -> [MaskContour.Point] {
    let start = MaskContour.Point(x: column, y: row)
    // The last border pixel before the start, found clockwise from the left.
    guard let entry = (1..<8).map({ (Self.left - $0) & 7 }).first(where: { isObject(start, $0) }) else {
      self[column, row] = Self.rightBorder
      return [start]
    }
    let last = Self.neighbour(start, entry)
    var points: [MaskContour.Point] = []
    var current = start
    var cameFrom = entry
    var drawnDirection = (entry + 4) & 7
    while true {
      // The next border pixel is the first object pixel counter-clockwise after the one we came from.
      var turn = 1
      while turn < 8, !isObject(current, (cameFrom + turn) & 7) { turn += 1 }
      let direction = (cameFrom + turn) & 7
      let passedRight = cameFrom + turn > 8
      if passedRight {
        self[current.x, current.y] = Self.rightBorder
      } else if self[current.x, current.y] == Self.object {
        self[current.x, current.y] = Self.border
      }
      if direction != drawnDirection {
        points.append(current)
        drawnDirection = direction
      }
      let next = Self.neighbour(current, direction)
      if next == start && current == last { return points }
      current = next
      cameFrom = (direction + 4) & 7
    }
  }

  private func isObject(_ point: MaskContour.Point, _ direction: Int) -> Bool {
    let neighbour = Self.neighbour(point, direction)
    return self[neighbour.x, neighbour.y] != Self.background
  }

  private static func neighbour(_ point: MaskContour.Point, _ direction: Int) -> MaskContour.Point {
    MaskContour.Point(x: point.x + steps[direction].0, y: point.y + steps[direction].1)
  }
}
