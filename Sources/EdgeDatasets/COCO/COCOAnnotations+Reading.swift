import Foundation

extension COCOAnnotations {
  /// Reads an annotation file.
  public init(contentsOf path: String) throws(DatasetError) {
    try self.init(try DatasetFile.load(path), path: path)
  }

  /// Reads the bytes of an annotation file; `path` only names it in errors.
  public init(_ bytes: [UInt8], path: String = "annotations") throws(DatasetError) {
    var reader = COCOAnnotationReader()
    do {
      try reader.read(bytes)
    } catch {
      throw DatasetError(path: path, "\(error)")
    }
    guard !reader.pictures.isEmpty else { throw DatasetError(path: path, "there are no images in it") }
    guard !reader.categories.isEmpty else { throw DatasetError(path: path, "there are no categories in it") }
    self = reader.annotations()
  }
}

/// Reads the members of an annotation file in whatever order they come.
struct COCOAnnotationReader {
  /// An object that still names its picture and category by id.
  struct RawObject {
    var object: COCOAnnotations.Object
    var identifier: PictureID?
    var pictureID: PictureID?
    var categoryID: Int?
    var hasBox = false
    var hasArea = false
    var hasSegmentation = false
  }

  var pictures: [COCOAnnotations.Picture] = []
  var categories: [COCOAnnotations.Category] = []
  var objects: [RawObject] = []
  var unreadableSegmentationCount = 0

  mutating func read(_ bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "images": try scanner.readArray { (scanner) throws(JSONError) in try readPicture(&scanner) }
      case "categories": try scanner.readArray { (scanner) throws(JSONError) in try readCategory(&scanner) }
      case "annotations": try scanner.readArray { (scanner) throws(JSONError) in try readObject(&scanner) }
      default: try scanner.skipValue()
      }
    }
    try scanner.finish()
  }

  private mutating func readPicture(_ scanner: inout JSONScanner) throws(JSONError) {
    var picture = COCOAnnotations.Picture(id: .number(-1), fileName: "", width: 0, height: 0)
    var hasID = false
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "id":
        picture.id = try PictureID(&scanner)
        hasID = true
      case "file_name": picture.fileName = try scanner.readString()
      case "width":
        try scanner.readUnlessNull { (scanner) throws(JSONError) in picture.width = try scanner.readInteger() }
      case "height":
        try scanner.readUnlessNull { (scanner) throws(JSONError) in picture.height = try scanner.readInteger() }
      default: try scanner.skipValue()
      }
    }
    guard hasID else { throw scanner.error("an image has no id") }
    pictures.append(picture)
  }

  private mutating func readCategory(_ scanner: inout JSONScanner) throws(JSONError) {
    var category = COCOAnnotations.Category(id: -1, name: "", keypointCount: 0)
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "id": category.id = try scanner.readInteger()
      case "name": category.name = try scanner.readString()
      case "keypoints" where try scanner.kind() == .array:
        try scanner.readArray { (scanner) throws(JSONError) in
          try scanner.skipValue()
          category.keypointCount += 1
        }
      default: try scanner.skipValue()
      }
    }
    categories.append(category)
  }

  private mutating func readObject(_ scanner: inout JSONScanner) throws(JSONError) {
    var object = COCOAnnotations.Object(
      id: nil, picture: 0, category: 0, box: COCOBox(x: 0, y: 0, width: 0, height: 0), area: 0, isCrowd: false,
      segmentation: nil, keypoints: [], labelledKeypointCount: 0)
    var raw = RawObject(object: object)
    var labelledKeypointCount: Int?
    try scanner.readObject { (scanner, name) throws(JSONError) in
      // What some tools write for what they do not know stands for an absent member.
      if try scanner.kind() == .null { return try scanner.skipValue() }
      switch name {
      case "id":
        raw.identifier = try PictureID(&scanner)
        if case .number(let number) = raw.identifier { object.id = number }
      case "image_id": raw.pictureID = try PictureID(&scanner)
      case "category_id": raw.categoryID = try scanner.readInteger()
      case "bbox":
        let numbers = try scanner.readNumbers()
        guard numbers.count == 4 || numbers.isEmpty else {
          throw scanner.error("a box has four numbers, not \(numbers.count)")
        }
        guard !numbers.isEmpty else { return }
        object.box = COCOBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
        raw.hasBox = true
      case "area":
        object.area = try scanner.readNumber()
        raw.hasArea = true
      case "iscrowd": object.isCrowd = try scanner.readFlag()
      case "segmentation":
        object.segmentation = try COCOSegmentation(&scanner)
        raw.hasSegmentation = true
        if object.segmentation == nil { unreadableSegmentationCount += 1 }
      case "keypoints": object.keypoints = try scanner.readNumbers()
      case "num_keypoints": labelledKeypointCount = try scanner.readInteger()
      default: try scanner.skipValue()
      }
    }
    object.labelledKeypointCount =
      labelledKeypointCount.map { Swift.max(0, Swift.min($0, 1 << 20)) }
      ?? stride(from: 2, to: object.keypoints.count, by: 3).count { object.keypoints[$0] > 0 }
    raw.object = object
    objects.append(raw)
  }
}
