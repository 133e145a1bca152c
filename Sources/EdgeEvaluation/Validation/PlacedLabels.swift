import EdgeDatasets
import EdgeDetection

/// The labels of a picture where Ultralytics' validator compares them: on the letterboxed picture, or, before release
/// 8.3.168, on the original one.
struct PlacedLabels {
  /// Boxes in the space of the comparison.
  private(set) var boxes: [BoundingBox] = []
  private(set) var classes: [Int32] = []
  /// Filled for turned boxes.
  private(set) var orientedBoxes: [OrientedBox] = []
  /// Filled for poses.
  private(set) var poses: [KeypointTruth] = []
  /// Filled for masks; on the grid of the detections' masks.
  private(set) var masks: [GridMask] = []
  /// Positions of the labels in the data set's order.
  private(set) var order: [Int]

  /// Places labels.
  /// - Parameters:
  ///   - labels: of one picture.
  ///   - geometry: how the picture lies in the network's input.
  ///   - kinds: what is compared.
  ///   - maskGrid: sides of the detections' masks.
  init(
    _ labels: [ObjectLabel], geometry: LetterboxGeometry, kinds: [ObjectKind],
    maskGrid: (width: Int, height: Int), version: UltralyticsVersion
  ) {
    let placement = LabelPlacer(geometry, version)
    order = Array(labels.indices)
    if kinds.contains(.masks) {
      let outlines = LabelMasks(
        labels.map { placement.outlines($0, pointCount: Self.resampledCount(labels, version), version) },
        width: geometry.inputWidth, height: geometry.inputHeight)
      order = outlines.order
      masks = outlines.masks(gridWidth: maskGrid.width, gridHeight: maskGrid.height)
    }
    for label in order.map({ labels[$0] }) {
      let box = placement.box(label.box)
      boxes.append(box)
      classes.append(Int32(label.classIndex))
      if kinds.contains(.orientedBoxes) {
        let points = Self.resampledCount(labels, version, least: Self.leastCornerCount)
        orientedBoxes.append(placement.orientedBox(label, pointCount: points, version))
      }
      guard kinds.contains(.poses) else { continue }
      // Width and height from centre and size, as the validator converts boxes once more.
      poses.append(
        KeypointTruth(
          keypoints: label.keypoints.map(placement.keypoint), area: (box.x2 - box.x1) * (box.y2 - box.y1) * 0.53))
    }
  }

  /// Tells which objects can match nothing: those whose labels have no mask or no keypoints.
  func isWithoutShape(_ kind: ObjectKind) -> (Int) -> Bool {
    switch kind {
    case .boxes, .orientedBoxes: { _ in false }
    case .masks: { masks[$0].area == 0 }
    case .poses: { poses[$0].keypoints.allSatisfy { $0.visibility == 0 } }
    }
  }

  /// Points that outlines of masks, and corners of turned boxes, are brought to at least.
  private static let leastOutlineCount = 1000
  private static let leastCornerCount = 100

  /// Points that every outline of a picture gets.
  private static func resampledCount(
    _ labels: [ObjectLabel], _ version: UltralyticsVersion, least: Int = leastOutlineCount
  ) -> Int {
    let longest = labels.flatMap(\.polygons).map { $0.count / 2 }.max() ?? 0
    return version == .v84190 && longest > least ? longest + 1 : least
  }
}

/// The way of label coordinates to the space of the comparison, in float32 and in Ultralytics' order of operations.
private struct LabelPlacer {
  private let width: Float
  private let height: Float
  private let padX: Float
  private let padY: Float
  private let inputWidth: Float
  private let inputHeight: Float
  /// The way on to the original picture; nil where the letterboxed one is compared.
  private let scaling: InputToPictureScaling?

  init(_ geometry: LetterboxGeometry, _ version: UltralyticsVersion) {
    width = Float(geometry.contentWidth)
    height = Float(geometry.contentHeight)
    inputWidth = Float(geometry.inputWidth)
    inputHeight = Float(geometry.inputHeight)
    switch version {
    case .v84190:
      (padX, padY) = (Float(geometry.left), Float(geometry.top))
      scaling = nil
    case .v8239:
      // Releases before 8.3.37 move labels by half the padding even where the picture moves by whole pixels.
      padX = Float(geometry.inputWidth - geometry.contentWidth) / 2
      padY = Float(geometry.inputHeight - geometry.contentHeight) / 2
      scaling = geometry.boxScaling(version)
    }
  }

  func box(_ box: ObjectLabel.Box) -> BoundingBox {
    let x1 = (box.centerX - box.width / 2) * width + padX
    let y1 = (box.centerY - box.height / 2) * height + padY
    let x2 = (box.centerX + box.width / 2) * width + padX
    let y2 = (box.centerY + box.height / 2) * height + padY
    // There and back through fractions of the input.
    let centerX = (x1 + x2) / 2 * (1 / inputWidth)
    let centerY = (y1 + y2) / 2 * (1 / inputHeight)
    let halfWidth = (x2 - x1) * (1 / inputWidth) / 2
    let halfHeight = (y2 - y1) * (1 / inputHeight) / 2
    let placed = BoundingBox(
      x1: (centerX - halfWidth) * inputWidth, y1: (centerY - halfHeight) * inputHeight,
      x2: (centerX + halfWidth) * inputWidth, y2: (centerY + halfHeight) * inputHeight)
    guard let scaling else { return placed }
    return BoundingBox(
      x1: scaling.x(placed.x1), y1: scaling.y(placed.y1), x2: scaling.x(placed.x2), y2: scaling.y(placed.y2))
  }

  func keypoint(_ point: Keypoint) -> Keypoint {
    let x = (point.x * width + padX) / inputWidth * inputWidth
    let y = (point.y * height + padY) / inputHeight * inputHeight
    return Keypoint(x: scaling?.x(x) ?? x, y: scaling?.y(y) ?? y, visibility: point.visibility)
  }

  /// The turned box of least area around an outline, in pixels of the letterboxed picture, there and back through
  /// fractions of the input.
  func orientedBox(_ label: ObjectLabel, pointCount: Int, _ version: UltralyticsVersion) -> OrientedBox {
    let points = label.polygons.flatMap { polygon in
      OutlineResampling.points(polygon, count: pointCount, version: version).map { point in
        (x: point.x * width + padX, y: point.y * height + padY)
      }
    }
    var box =
      OrientedBox(enclosing: points) ?? OrientedBox(centerX: 0, centerY: 0, width: 0, height: 0, angle: 0)
    box.centerX = box.centerX / inputWidth * inputWidth
    box.centerY = box.centerY / inputHeight * inputHeight
    box.width = box.width / inputWidth * inputWidth
    box.height = box.height / inputHeight * inputHeight
    return box
  }

  /// The whole part of a coordinate, which may be anything that files hold.
  private static func whole(_ value: Float) -> Int {
    let limit: Float = 16_777_216
    return value.isNaN ? 0 : Int(min(max(value, -limit), limit))
  }

  /// Outlines in whole pixels of the letterboxed picture.
  func outlines(_ label: ObjectLabel, pointCount: Int, _ version: UltralyticsVersion) -> [[PolygonFill.Point]] {
    label.polygons.map { polygon in
      OutlineResampling.points(polygon, count: pointCount, version: version).map { point in
        PolygonFill.Point(x: Self.whole(point.x * width + padX), y: Self.whole(point.y * height + padY))
      }
    }
  }
}

/// Ultralytics brings the outlines of a picture to one number of points before it scales them.
private enum OutlineResampling {
  static func points(_ polygon: [Float], count: Int, version: UltralyticsVersion) -> [(x: Float, y: Float)] {
    let original = polygon.count / 2
    guard original > 0, !(version == .v84190 && original == count) else {
      return (0..<original).map { (polygon[2 * $0], polygon[2 * $0 + 1]) }
    }
    let closed = original + 1
    // Later releases keep every corner and spread only the rest evenly.
    let keepsCorners = version == .v84190 && closed < count
    var positions = COCOParameters.evenlySpaced(
      from: 0, to: Double(closed - 1), count: max(keepsCorners ? count - closed : count, 2))
    if keepsCorners {
      positions += (0..<closed).map(Double.init)
      positions.sort()
    }
    func value(_ corner: Int, _ axis: Int) -> Double { Double(polygon[2 * (corner % original) + axis]) }
    return positions.map { position in
      let corner = min(Int(position), closed - 1)
      func interpolated(_ axis: Int) -> Float {
        let start = value(corner, axis)
        guard corner < closed - 1 else { return Float(start) }
        return Float((value(corner + 1, axis) - start) * (position - Double(corner)) + start)
      }
      return (interpolated(0), interpolated(1))
    }
  }
}
