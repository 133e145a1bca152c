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
private struct COCOAnnotationReader {
  /// An object that still names its picture and category by id.
  struct RawObject {
    var object: COCOAnnotations.Object
    var pictureID: Int
    var categoryID: Int
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
    var picture = COCOAnnotations.Picture(id: -1, fileName: "", width: 0, height: 0)
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "id": picture.id = try scanner.readInteger()
      case "file_name": picture.fileName = try scanner.readString()
      case "width": picture.width = try scanner.readInteger()
      case "height": picture.height = try scanner.readInteger()
      default: try scanner.skipValue()
      }
    }
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
      id: 0, picture: 0, category: 0, box: COCOBox(x: 0, y: 0, width: 0, height: 0), area: 0, isCrowd: false,
      segmentation: nil, keypoints: [], labelledKeypointCount: 0)
    var pictureID = -1
    var categoryID = -1
    var area: Double?
    var labelledKeypointCount: Int?
    try scanner.readObject { (scanner, name) throws(JSONError) in
      switch name {
      case "id": object.id = try scanner.readInteger()
      case "image_id": pictureID = try scanner.readInteger()
      case "category_id": categoryID = try scanner.readInteger()
      case "bbox":
        let numbers = try scanner.readNumbers()
        guard numbers.count == 4 else { throw scanner.error("a box has four numbers, not \(numbers.count)") }
        object.box = COCOBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
      case "area": area = try scanner.readNumber()
      case "iscrowd": object.isCrowd = try scanner.readFlag()
      case "segmentation":
        object.segmentation = try COCOSegmentation(&scanner)
        if object.segmentation == nil { unreadableSegmentationCount += 1 }
      case "keypoints": object.keypoints = try scanner.readNumbers()
      case "num_keypoints": labelledKeypointCount = try scanner.readInteger()
      default: try scanner.skipValue()
      }
    }
    object.area = area ?? object.box.area
    object.labelledKeypointCount =
      labelledKeypointCount.map { Swift.max(0, Swift.min($0, 1 << 20)) }
      ?? stride(from: 2, to: object.keypoints.count, by: 3).count { object.keypoints[$0] > 0 }
    objects.append(RawObject(object: object, pictureID: pictureID, categoryID: categoryID))
  }

  /// Everything in the protocol's order, with what does not fit left out and named.
  func annotations() -> COCOAnnotations {
    var result = COCOAnnotations()
    result.pictures = unique(pictures.sorted { $0.id < $1.id }, "images", \.id, problems: &result.problems)
    result.categories = unique(categories.sorted { $0.id < $1.id }, "categories", \.id, problems: &result.problems)
    let picturePositions = Dictionary(uniqueKeysWithValues: result.pictures.enumerated().map { ($1.id, $0) })
    let categoryPositions = Dictionary(uniqueKeysWithValues: result.categories.enumerated().map { ($1.id, $0) })
    var perPicture = [[COCOAnnotations.Object]](repeating: [], count: result.pictures.count)
    var strayCount = 0
    var unusableCount = unreadableSegmentationCount
    for raw in objects {
      guard let picture = picturePositions[raw.pictureID], let category = categoryPositions[raw.categoryID] else {
        strayCount += 1
        continue
      }
      var object = raw.object
      object.picture = picture
      object.category = category
      if object.segmentation?.fits(result.pictures[picture]) == false { unusableCount += 1 }
      perPicture[picture].append(object)
    }
    for objects in perPicture {
      result.objectRanges.append(result.objects.count..<result.objects.count + objects.count)
      result.objects += objects
    }
    if strayCount > 0 {
      result.problems.append("\(strayCount) annotations name an image or category that the file does not list")
    }
    if unusableCount > 0 {
      result.problems.append(
        "\(unusableCount) annotations have a segmentation that cannot be read; their masks are empty")
    }
    if result.objects.contains(where: { $0.id == 0 }) {
      result.problems.append("annotation 0 is scored as any other; pycocotools counts what matches it as false")
    }
    return result
  }

  private func unique<Element>(
    _ sorted: [Element], _ what: String, _ id: (Element) -> Int, problems: inout [String]
  ) -> [Element] {
    var result: [Element] = []
    for element in sorted where result.last.map(id) != id(element) { result.append(element) }
    if result.count < sorted.count {
      problems.append("\(sorted.count - result.count) \(what) have an id that occurs twice; the first counts")
    }
    return result
  }
}

extension COCOSegmentation {
  /// True when the segmentation gives a mask of the picture's size.
  fileprivate func fits(_ picture: COCOAnnotations.Picture) -> Bool {
    switch self {
    case .polygons(let polygons): polygons.allSatisfy(RunLengthMask.isPolygon)
    case .runs(_, let height, let width), .text(_, let height, let width):
      height == picture.height && width == picture.width && mask(height: height, width: width) != nil
    }
  }

  /// Reads a segmentation; nil for forms that are none: null, empty lists, lists of numbers.
  init?(_ scanner: inout JSONScanner) throws(JSONError) {
    switch try scanner.kind() {
    case .array:
      var polygons: [[Double]] = []
      var isUsable = true
      try scanner.readArray { (scanner) throws(JSONError) in
        guard try scanner.kind() == .array else {
          isUsable = false
          return try scanner.skipValue()
        }
        polygons.append(try scanner.readNumbers())
      }
      guard isUsable, !polygons.isEmpty else { return nil }
      self = .polygons(polygons)
    case .object:
      var size: [Double] = []
      var runs: [UInt32]?
      var text: [UInt8]?
      try scanner.readObject { (scanner, name) throws(JSONError) in
        switch name {
        case "size": size = try scanner.readNumbers()
        case "counts" where try scanner.kind() == .array:
          runs = []
          try scanner.readArray { (scanner) throws(JSONError) in
            guard let run = UInt32(exactly: try scanner.readNumber()) else { throw scanner.error("not a run length") }
            runs?.append(run)
          }
        case "counts": text = Array(try scanner.readString().utf8)
        default: try scanner.skipValue()
        }
      }
      guard size.count == 2, let height = Int(exactly: size[0]), let width = Int(exactly: size[1]) else { return nil }
      if let runs {
        self = .runs(runs, height: height, width: width)
      } else if let text {
        self = .text(text, height: height, width: width)
      } else {
        return nil
      }
    default:
      try scanner.skipValue()
      return nil
    }
  }
}
