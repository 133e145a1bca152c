public import EdgeVision

/// What a network says about one picture, in the forms in which it is told and saved.
public protocol PictureFinding: Sendable {
  /// Where the picture came from.
  var path: String { get }
  /// What was found, for people, in one line.
  var summary: String { get }
  /// Lines of a label file; none where nothing was found.
  func labelLines(withConfidence: Bool) -> [String]
  /// The picture with what was found drawn on it. Throws when it is too large to draw on.
  func annotated(_ picture: Picture, style: Annotator.Style) throws(PictureError) -> Picture
  /// Names of the classes of the objects that can be cut out; none where there are no boxes.
  var cropNames: [String] { get }
  /// What lies around one of these objects; nil when nothing is left.
  func crop(_ index: Int, from picture: Picture) -> Picture?
}

extension PictureResult: PictureFinding {
  /// The class of each detection, best first.
  public var cropNames: [String] { detections.map { names[$0.classIndex] } }

  /// The part of the picture around the detection at a position, as `crop(of:from:)` cuts it out.
  public func crop(_ index: Int, from picture: Picture) -> Picture? { crop(of: detections[index], from: picture) }
}
