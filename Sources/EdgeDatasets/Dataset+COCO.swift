package import EdgeDetection
import EdgeSystem
import EdgeVision

extension Dataset {
  /// Opens a COCO annotation file; labels are made from it as Ultralytics' converter makes them.
  init(annotationsAt path: String, options: DatasetOptions) throws(DatasetError) {
    var annotations = try COCOAnnotations(contentsOf: path)
    let folder = try Self.pictureFolder(of: annotations, path: path, options: options)
    let files = annotations.pictures.map { DatasetPath.join(folder, $0.fileName) }
    let unreadable = annotations.measurePictures { files[$0] }
    let keypointCount = annotations.categories.map(\.keypointCount).max() ?? 0
    self.init(
      source: path, classNames: annotations.categories.map(\.name), categoryIDs: annotations.categories.map(\.id),
      keypointShape: keypointCount > 0 ? KeypointShape(count: keypointCount, dimensions: 3) : nil)
    if options.task == .pose, keypointShape == nil {
      throw DatasetError(path: path, "has no keypoints, which a pose model needs")
    }
    for (position, picture) in annotations.pictures.enumerated() {
      guard let labels = annotations.labels(picture: position, task: options.task, keypointCount: keypointCount) else {
        continue
      }
      pictures.append(
        .init(path: DatasetPath.join(folder, picture.fileName), id: picture.id, labels: labels, annotation: position))
    }
    pictures.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    problems += unreadable + annotations.notes(for: options.task, path: path)
    self.annotations = annotations
  }

  /// The folder in which the first picture is found: the one asked for, or one of the usual places.
  private static func pictureFolder(
    of annotations: COCOAnnotations, path: String, options: DatasetOptions
  ) throws(DatasetError) -> String {
    if let folder = options.pictureFolder { return folder }
    let home = DatasetPath.folder(of: path)
    let above = DatasetPath.join(home, "..")
    let split = FileSystem.stem(of: path).split(separator: "_").last.map(String.init) ?? ""
    let folders =
      [home, above].flatMap { base in
        ["images", "images/\(split)", split, "."].map { DatasetPath.join(base, $0) }
      }
    let names = annotations.pictures.prefix(16).map(\.fileName)
    for folder in folders where names.contains(where: { DatasetPath.exists(DatasetPath.join(folder, $0)) }) {
      return folder
    }
    throw DatasetError(
      path: path, "its pictures (\(names.first ?? "") and others) are in none of \(folders.joined(separator: ", "))")
  }
}

extension COCOAnnotations {
  /// Takes the sizes that the file does not state from the pictures; those that cannot be read stay without size.
  /// - Parameter file: the file of the picture at a position in `pictures`; nil for pictures that are not used.
  mutating func measurePictures(file: (Int) -> String?) -> [Dataset.Problem] {
    let unknown = pictures.indices.compactMap { position -> (position: Int, file: String)? in
      guard pictures[position].width <= 0 || pictures[position].height <= 0 else { return nil }
      return file(position).map { (position, $0) }
    }
    let sizes = parallelMap(count: unknown.count, chunk: 16) {
      index -> Result<(width: Int, height: Int), PictureError> in
      Result { () throws(PictureError) in try PictureDecoder().size(file: unknown[index].file) }
    }
    var problems: [Dataset.Problem] = []
    for ((position, file), size) in zip(unknown, sizes) {
      switch size {
      case .success(let size): (pictures[position].width, pictures[position].height) = size
      case .failure(let error): problems.append(Dataset.Problem(.picture, path: file, "\(error.reason)"))
      }
    }
    return problems
  }

  /// What was left out or mended, and what the task misses.
  func notes(for task: DetectorTask, path: String) -> [Dataset.Problem] {
    var notes = problems
    if task == .segment, missingSegmentationCount > 0 {
      notes.append("\(missingSegmentationCount) annotations without segmentation: their masks are empty")
    }
    return notes.map { Dataset.Problem(.note, path: path, $0) }
  }

  /// The objects of a picture as labels: crowds and boxes without area left out, equal ones once; nil when the picture's
  /// size is unknown.
  package func labels(picture: Int, task: DetectorTask, keypointCount: Int) -> [ObjectLabel]? {
    let size = pictures[picture]
    guard size.width > 0, size.height > 0 else { return nil }
    let (width, height) = (Double(size.width), Double(size.height))
    var labels: [ObjectLabel] = []
    var seen = Set<ObjectLabel>()
    for position in objectRanges[picture] {
      let object = objects[position]
      guard !object.isCrowd, object.box.width > 0, object.box.height > 0 else { continue }
      if task == .pose && object.labelledKeypointCount == 0 { continue }
      var label = ObjectLabel(
        classIndex: object.category,
        box: .init(
          centerX: Float((object.box.x + object.box.width / 2) / width),
          centerY: Float((object.box.y + object.box.height / 2) / height), width: Float(object.box.width / width),
          height: Float(object.box.height / height)))
      if task == .segment, case .polygons(let polygons) = object.segmentation {
        label.polygons = polygons.filter { $0.count >= 6 && RunLengthMask.isPolygon($0) }.map { polygon in
          polygon.enumerated().map { Float($1 / ($0.isMultiple(of: 2) ? width : height)) }
        }
      }
      if task == .obb {
        var outline: [Float] = []
        if case .polygons(let polygons) = object.segmentation {
          outline = polygons.filter { $0.count >= 6 && RunLengthMask.isPolygon($0) }.flatMap { polygon in
            polygon.enumerated().map { Float($1 / ($0.isMultiple(of: 2) ? width : height)) }
          }
        }
        label.polygons = [outline.isEmpty ? label.box.corners : outline]
      }
      if task == .pose {
        for point in 0..<keypointCount where object.keypoints.count >= 3 * point + 3 {
          label.keypoints.append(
            Keypoint(
              x: Float(object.keypoints[3 * point] / width), y: Float(object.keypoints[3 * point + 1] / height),
              visibility: Float(object.keypoints[3 * point + 2])))
        }
        guard label.keypoints.count == keypointCount else { continue }
      }
      guard seen.insert(label).inserted else { continue }
      switch object.segmentation {
      case .runs?, .text?: label.annotation = task == .segment ? position : nil
      case .polygons?, nil: break
      }
      labels.append(label)
    }
    return labels
  }
}
