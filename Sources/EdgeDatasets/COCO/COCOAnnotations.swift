/// The contents of a COCO annotation file: pictures, categories and the objects in the pictures.
///
/// Pictures and categories are ascending by id, objects grouped by picture in the order of the file, as the protocol
/// ranks them.
public struct COCOAnnotations: Sendable {
  /// One picture of the file.
  public struct Picture: Sendable, Hashable {
    /// What the file and detections call the picture.
    public var id: PictureID
    /// Name of the picture's file, without folder.
    public var fileName: String
    /// Columns in pixels; 0 where the file does not say.
    public var width: Int
    /// Rows in pixels; 0 where the file does not say.
    public var height: Int
  }

  /// One category of the file.
  public struct Category: Sendable, Hashable {
    /// Number of the category in the file; numbers may leave gaps.
    public var id: Int
    /// What the category is called.
    public var name: String
    /// Keypoints per object; zero where the category has none.
    public var keypointCount: Int
  }

  /// One annotated object.
  public struct Object: Sendable {
    /// Number of the object in the file; nil where the file has none, or text.
    public var id: Int?
    /// Position in `pictures`.
    public var picture: Int
    /// Position in `categories`.
    public var category: Int
    /// Where the object is, in pixels of the picture; around its outline or mask where the file has no box.
    public var box: COCOBox
    /// As annotated, or the box's where the file has none, in square pixels.
    public var area: Double
    /// True for a region of many objects, in which detections are neither right nor wrong.
    public var isCrowd: Bool
    /// Outline or mask; nil where the file has none.
    public var segmentation: COCOSegmentation?
    /// x, y and visibility (0 not labelled, 1 hidden, 2 visible) per keypoint.
    public var keypoints: [Double]
    /// Keypoints whose visibility is not 0, as the file counts them.
    public var labelledKeypointCount: Int
  }

  /// Pictures, ascending by id.
  public internal(set) var pictures: [Picture] = []
  /// Categories, ascending by id.
  public internal(set) var categories: [Category] = []
  /// Objects, grouped by picture.
  public internal(set) var objects: [Object] = []
  /// Where the objects of each picture lie in `objects`.
  public internal(set) var objectRanges: [Range<Int>] = []
  /// What was left out of the file, in words for people.
  public internal(set) var problems: [String] = []
  /// Objects for which the file has no segmentation at all.
  var missingSegmentationCount = 0

  init() {}
}

/// The outline or mask of an object as COCO files write it.
public enum COCOSegmentation: Sendable, Hashable {
  /// Polygons of x, y, x, y, ... in pixels; the object is their union.
  case polygons([[Double]])
  /// Run lengths, and the size they are meant for.
  case runs([UInt32], height: Int, width: Int)
  /// Compressed run lengths, and the size they are meant for.
  case text([UInt8], height: Int, width: Int)

  /// The mask in a picture of the given size; nil when the segmentation is malformed.
  public func mask(height: Int, width: Int) -> RunLengthMask? {
    switch self {
    case .polygons(let polygons): RunLengthMask(polygons: polygons, height: height, width: width)
    case .runs(let runs, let height, let width): RunLengthMask(height: height, width: width, runs: runs)
    case .text(let text, let height, let width): RunLengthMask(text: text, height: height, width: width)
    }
  }
}
