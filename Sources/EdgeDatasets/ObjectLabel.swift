public import EdgeDetection

/// One annotated object as Ultralytics' labels hold it: all coordinates are fractions of the picture's sides, in
/// float32.
public struct ObjectLabel: Sendable, Hashable {
  /// A box by its centre and size.
  public struct Box: Sendable, Hashable {
    /// Middle column, as a fraction of the picture's width.
    public var centerX: Float
    /// Middle row, as a fraction of the picture's height.
    public var centerY: Float
    /// Fraction of the picture's width.
    public var width: Float
    /// Fraction of the picture's height.
    public var height: Float

    /// A box by its centre and size, in fractions of the picture's sides.
    public init(centerX: Float, centerY: Float, width: Float, height: Float) {
      self.centerX = centerX
      self.centerY = centerY
      self.width = width
      self.height = height
    }

    /// The four corners as x, y, x, y, ..., clockwise from the upper left one.
    package var corners: [Float] {
      let (left, right) = (centerX - width / 2, centerX + width / 2)
      let (top, bottom) = (centerY - height / 2, centerY + height / 2)
      return [left, top, right, top, right, bottom, left, bottom]
    }
  }

  /// Number of the class in the data set.
  public var classIndex: Int
  /// Where the object is.
  public var box: Box
  /// Outlines, or corners of a turned box, as x, y, x, y, ...; empty for objects that have none.
  public var polygons: [[Float]]
  /// Points with a visibility of 0 (not labelled), 1 or 2; empty for objects that have none.
  public var keypoints: [Keypoint]
  /// Position of the object in the data set's COCO annotations when its mask is only there, as run lengths.
  public var annotation: Int?

  /// An object; without mask and keypoints unless given.
  public init(classIndex: Int, box: Box, polygons: [[Float]] = [], keypoints: [Keypoint] = []) {
    self.classIndex = classIndex
    self.box = box
    self.polygons = polygons
    self.keypoints = keypoints
  }

  /// The box in pixels of a picture of the given size, as COCO files write boxes.
  package func cocoBox(width: Int, height: Int) -> COCOBox {
    let boxWidth = Double(box.width) * Double(width)
    let boxHeight = Double(box.height) * Double(height)
    return COCOBox(
      x: Double(box.centerX) * Double(width) - boxWidth / 2, y: Double(box.centerY) * Double(height) - boxHeight / 2,
      width: boxWidth, height: boxHeight)
  }
}
