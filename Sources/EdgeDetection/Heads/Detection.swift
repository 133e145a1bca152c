/// An axis-parallel box by two corners, in pixels of the picture or of the network's input.
public struct BoundingBox: Sendable, Hashable {
  /// Left, top, right and bottom edge.
  public var x1: Float
  /// Top edge.
  public var y1: Float
  /// Right edge.
  public var x2: Float
  /// Bottom edge.
  public var y2: Float

  /// A box by its left, top, right and bottom edge, which are not put in order.
  public init(x1: Float, y1: Float, x2: Float, y2: Float) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  /// From the left to the right edge, in pixels; negative when they are swapped.
  public var width: Float { x2 - x1 }
  /// From the top to the bottom edge, in pixels; negative when they are swapped.
  public var height: Float { y2 - y1 }
  /// Middle column.
  public var centerX: Float { (x1 + x2) / 2 }
  /// Middle row.
  public var centerY: Float { (y1 + y2) / 2 }

  /// False when an edge is infinite or not a number, as a broken network may give.
  public var isFinite: Bool { x1.isFinite && y1.isFinite && x2.isFinite && y2.isFinite }
}

/// One point of a pose.
public struct Keypoint: Sendable, Hashable {
  /// Column, in the pixels of its detection's box.
  public var x: Float
  /// Row, in the pixels of its detection's box.
  public var y: Float
  /// Confidence that the point is visible, 0 to 1; nil when the network does not say.
  public var visibility: Float?

  /// A point; without visibility where the network gives none.
  public init(x: Float, y: Float, visibility: Float? = nil) {
    self.x = x
    self.y = y
    self.visibility = visibility
  }
}

/// One object that a detector found.
public struct Detection: Sendable, Hashable {
  /// Where the object is.
  public var box: BoundingBox
  /// Score of the class, 0 to 1.
  public var confidence: Float
  /// Class number, from 0.
  public var classIndex: Int
  /// Which of the head's anchors predicted it.
  public var anchorIndex: Int
  /// Empty unless the task is pose.
  public var keypoints: [Keypoint]
  /// The box as it is turned; nil unless the task is obb. `box` is then the upright box around it.
  public var orientedBox: OrientedBox?
  /// Nil unless the task is segment. Always in pixels of the network's input (or prototype grid), even when the box
  /// is in pixels of the picture.
  public var mask: InstanceMask?

  /// An object; without mask, keypoints and turn unless given.
  public init(
    box: BoundingBox, confidence: Float, classIndex: Int, anchorIndex: Int = 0, keypoints: [Keypoint] = [],
    orientedBox: OrientedBox? = nil, mask: InstanceMask? = nil
  ) {
    self.box = box
    self.confidence = confidence
    self.classIndex = classIndex
    self.anchorIndex = anchorIndex
    self.keypoints = keypoints
    self.orientedBox = orientedBox
    self.mask = mask
  }

  /// The detection with box and keypoints in pixels of the picture instead of the network's input; upright boxes and
  /// keypoints are clipped to the picture.
  public func inPicture(_ geometry: LetterboxGeometry, _ version: UltralyticsVersion = .v84190) -> Detection {
    let boxes = geometry.boxScaling(version)
    let points = geometry.pointScaling(version)
    var scaled = self
    if let oriented = orientedBox?.scaled(boxes) {
      scaled.orientedBox = oriented
      scaled.box = oriented.hull
    } else {
      scaled.box = BoundingBox(x1: boxes.x(box.x1), y1: boxes.y(box.y1), x2: boxes.x(box.x2), y2: boxes.y(box.y2))
    }
    scaled.keypoints = keypoints.map { Keypoint(x: points.x($0.x), y: points.y($0.y), visibility: $0.visibility) }
    return scaled
  }
}

/// The pixels that belong to one object, kept only where its box lies.
public struct InstanceMask: Sendable, Hashable {
  /// Sides of the whole grid: the network's input or its prototypes.
  public let gridWidth: Int
  /// Rows of the grid.
  public let gridHeight: Int
  /// The columns and rows that are kept; all outside is background.
  public let columns: Range<Int>
  /// The rows that are kept.
  public let rows: Range<Int>
  /// 1 for the object and 0 for the background: `rows.count * columns.count` bytes.
  public let values: [UInt8]

  /// A mask over part of a grid. Traps unless the part lies inside and `values` fits it.
  public init(gridWidth: Int, gridHeight: Int, columns: Range<Int>, rows: Range<Int>, values: [UInt8]) {
    precondition((0..<gridWidth + 1).contains(columns.upperBound) && columns.lowerBound >= 0)
    precondition((0..<gridHeight + 1).contains(rows.upperBound) && rows.lowerBound >= 0)
    precondition(values.count == columns.count * rows.count, "value count does not match the part")
    self.gridWidth = gridWidth
    self.gridHeight = gridHeight
    self.columns = columns
    self.rows = rows
    self.values = values
  }

  /// Number of pixels of the object.
  public var area: Int { values.reduce(0) { $0 + Int($1) } }

  /// True when the pixel belongs to the object; false outside of the grid too.
  public subscript(x: Int, y: Int) -> Bool {
    guard columns.contains(x), rows.contains(y) else { return false }
    return values[(y - rows.lowerBound) * columns.count + x - columns.lowerBound] != 0
  }

  /// The whole grid, row by row, 1 for the object and 0 elsewhere.
  public func fullGrid() -> [UInt8] {
    var grid = [UInt8](repeating: 0, count: gridWidth * gridHeight)
    for (index, row) in rows.enumerated() {
      let source = index * columns.count
      grid.replaceSubrange(
        row * gridWidth + columns.lowerBound..<row * gridWidth + columns.upperBound,
        with: values[source..<source + columns.count])
    }
    return grid
  }
}
