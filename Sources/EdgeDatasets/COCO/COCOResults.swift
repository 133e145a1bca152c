import EdgeDetection

/// The contents of a COCO result file: detections of many pictures, as `predictions.json` holds them.
public struct COCOResults: Sendable {
  /// One detection.
  public struct Detection: Sendable {
    /// The picture: a number, or the name of its file without extension.
    public var picture: PictureID
    /// Number of the category in the annotation file.
    public var categoryID: Int
    /// Confidence; only its order matters.
    public var score: Double
    /// Where the object is; nil where the file has none.
    public var box: COCOBox?
    /// The object's mask; nil where the file has none.
    public var segmentation: COCOSegmentation?
    /// x, y and a third number per keypoint; empty where there are none.
    public var keypoints: [Double]
  }

  /// Detections in the order of the file.
  public var detections: [Detection] = []

  /// Reads a result file.
  public init(contentsOf path: String) throws(DatasetError) {
    try self.init(try DatasetFile.load(path), path: path)
  }

  /// Reads the bytes of a result file; `path` only names it in errors.
  public init(_ bytes: [UInt8], path: String = "results") throws(DatasetError) {
    var scanner = JSONScanner(bytes)
    do {
      try scanner.readArray { (scanner) throws(JSONError) in detections.append(try Self.readDetection(&scanner)) }
      try scanner.finish()
    } catch {
      throw DatasetError(path: path, "\(error)")
    }
  }

  private static func readDetection(_ scanner: inout JSONScanner) throws(JSONError) -> Detection {
    var detection = Detection(picture: .number(-1), categoryID: -1, score: 0, box: nil, keypoints: [])
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "image_id": detection.picture = try PictureID(&scanner)
      case "category_id": detection.categoryID = try scanner.readInteger()
      case "score": detection.score = try scanner.readNumber()
      case "bbox":
        let numbers = try scanner.readNumbers()
        guard numbers.count == 4 || numbers.isEmpty else { throw scanner.error("a box has four numbers") }
        if numbers.count == 4 {
          detection.box = COCOBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
        }
      case "segmentation": detection.segmentation = try COCOSegmentation(&scanner)
      case "keypoints": detection.keypoints = try scanner.readNumbers()
      default: try scanner.skipValue()
      }
    }
    return detection
  }
}
