public import EdgeVision

/// What a detector found in one picture, with all that is needed to show and save it.
public struct PictureResult: Sendable {
  /// Where the picture came from.
  public var path: String
  /// Size of the picture, and its place in the network's input.
  public var geometry: LetterboxGeometry
  /// Boxes and keypoints in pixels of the picture, best first.
  public var detections: [Detection]
  /// Names of the classes.
  public var names: ClassNames
  /// Whose file formats are written where releases differ.
  public var version: UltralyticsVersion

  /// The detections of one picture, best first.
  public init(
    path: String, geometry: LetterboxGeometry, detections: [Detection], names: ClassNames,
    version: UltralyticsVersion = .v84190
  ) {
    self.path = path
    self.geometry = geometry
    self.detections = detections
    self.names = names
    self.version = version
  }

  /// Counts by class in ascending order with a plain plural, e.g. `4 persons, 1 bus`; `no detections` without any.
  public var summary: String {
    guard !detections.isEmpty else { return "no detections" }
    let counts = Dictionary(detections.map { ($0.classIndex, 1) }, uniquingKeysWith: +)
    return counts.sorted { $0.key < $1.key }
      .map { "\($0.value) \(names[$0.key])\($0.value > 1 ? "s" : "")" }.joined(separator: ", ")
  }

  /// The picture with the detections drawn on it.
  public func annotated(_ picture: Picture, style: Annotator.Style = .init()) throws(PictureError) -> Picture {
    try Annotator(style: style).draw(detections, names: names, geometry: geometry, on: picture)
  }

  /// The outline of a detection's mask in pixels of the picture; nil without a mask.
  public func polygon(of detection: Detection) -> [(x: Float, y: Float)]? {
    guard let mask = detection.mask else { return nil }
    let outlines = MaskContour.outlines(of: mask)
    let points = version == .v8239 ? MaskContour.largest(outlines) : MaskContour.joined(outlines)
    let scaling = geometry.pointScaling(version)
    let toInput = (
      x: Float(geometry.inputWidth) / Float(mask.gridWidth), y: Float(geometry.inputHeight) / Float(mask.gridHeight)
    )
    return points.map { (scaling.x(Float($0.x) * toInput.x), scaling.y(Float($0.y) * toInput.y)) }
  }

  /// The part of the picture around a detection, its box enlarged by 2 % and 10 pixels; nil when nothing is left.
  public func crop(of detection: Detection, from picture: Picture) -> Picture? {
    let box = detection.box
    guard box.isFinite else { return nil }
    let halfWidth = (box.width * 1.02 + 10) / 2
    let halfHeight = (box.height * 1.02 + 10) / 2
    func whole(_ value: Float, _ limit: Int) -> Int { Int(min(max(value, 0), Float(limit))) }
    let x1 = whole(box.centerX - halfWidth, picture.width)
    let x2 = whole(box.centerX + halfWidth, picture.width)
    let y1 = whole(box.centerY - halfHeight, picture.height)
    let y2 = whole(box.centerY + halfHeight, picture.height)
    guard x1 < x2, y1 < y2 else { return nil }
    return picture.cropped(columns: x1..<x2, rows: y1..<y2)
  }
}
