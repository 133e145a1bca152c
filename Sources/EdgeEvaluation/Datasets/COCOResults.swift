/// The contents of a COCO result file: detections of many pictures, as `predictions.json` holds them.
public struct COCOResults: Sendable {
  /// One detection.
  public struct Detection: Sendable {
    /// The picture: a number, or the name of its file without extension.
    public var picture: PictureID
    public var categoryID: Int
    public var score: Double
    public var box: COCOBox?
    public var segmentation: COCOSegmentation?
    /// x, y and a third number per keypoint; empty where there are none.
    public var keypoints: [Double]
  }

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
      case "image_id" where try scanner.kind() == .string: detection.picture = .name(try scanner.readString())
      case "image_id": detection.picture = .number(try scanner.readInteger())
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

  /// The detections of each picture of `annotations`, as the scorer takes them; those of other pictures or categories
  /// are left out.
  public func detections(
    for annotations: COCOAnnotations, shape: COCOShape, keypointCount: Int = 17
  ) -> [COCODetections] {
    let pictures = Dictionary(uniqueKeysWithValues: annotations.pictures.enumerated().map { ($1.id, $0) })
    let categories = Dictionary(uniqueKeysWithValues: annotations.categories.enumerated().map { ($1.id, $0) })
    var result = [COCODetections](repeating: COCODetections(), count: annotations.pictures.count)
    for detection in detections {
      guard case .number(let id) = detection.picture, let picture = pictures[id],
        let category = categories[detection.categoryID]
      else { continue }
      let size = annotations.pictures[picture]
      result[picture].append(
        detection, category: category, shape: shape, height: size.height, width: size.width,
        keypointCount: keypointCount)
    }
    return result
  }
}

/// What a result file calls a picture.
public enum PictureID: Sendable, Hashable {
  case number(Int)
  case name(String)

  /// A number where the whole text is one, as in COCO's file names; otherwise the text.
  public init(fileStem: String) {
    if fileStem.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(fileStem) {
      self = .number(number)
    } else {
      self = .name(fileStem)
    }
  }
}

extension COCODetections {
  /// Adds one detection of a result file, with the area that the protocol's reference program gives it.
  mutating func append(
    _ detection: COCOResults.Detection, category: Int, shape: COCOShape, height: Int, width: Int, keypointCount: Int
  ) {
    let mask = shape == .masks ? detection.mask(height: height, width: width) : nil
    let extent = detection.keypointExtent
    guard let box = detection.box ?? mask?.box ?? extent else { return }
    if shape == .keypoints && detection.keypoints.isEmpty { return }
    categories.append(Int32(category))
    scores.append(detection.score)
    boxes.append(box)
    areas.append(detection.box?.area ?? mask.map { Double($0.area) } ?? box.area)
    if let mask { masks.append(mask) }
    if shape == .keypoints {
      let given = detection.keypoints.prefix(keypointCount * 3)
      keypoints += given
      keypoints += repeatElement(0, count: keypointCount * 3 - given.count)
    }
  }
}

extension COCOResults.Detection {
  /// The mask, which is the box where there is no segmentation and empty where neither is usable.
  func mask(height: Int, width: Int) -> RunLengthMask {
    if let mask = segmentation?.mask(height: height, width: width) { return mask }
    let boxMask = box.flatMap { box in
      RunLengthMask(polygons: [[box.x, box.y, box.width, box.height]], height: height, width: width)
    }
    return boxMask ?? .empty(height: height, width: width)
  }

  /// The smallest box around all keypoints; nil where there are none.
  var keypointExtent: COCOBox? {
    let columns = stride(from: 0, to: keypoints.count, by: 3).map { keypoints[$0] }
    let rows = stride(from: 1, to: keypoints.count, by: 3).map { keypoints[$0] }
    guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
      return nil
    }
    return COCOBox(x: left, y: top, width: right - left, height: bottom - top)
  }
}
