import EdgeDetection
import EdgeSystem

extension DatasetDescription {
  /// The data set of a split, all labels read; pictures whose labels cannot be used are left out and named.
  func dataset(options: DatasetOptions) throws(DatasetError) -> Dataset {
    let (root, files) = try pictures(split: options.split)
    var dataset = Dataset(
      source: path, classNames: classNames,
      // Releases before 8.3.49 count the classes of their own data sets from zero.
      categoryIDs: classNames.indices.map { options.version == .v8239 ? $0 : $0 + 1 },
      keypointShape: keypointShape)
    dataset.keypointDeviations = keypointDeviations
    if options.task == .pose, keypointShape == nil {
      throw DatasetError(path: path, "has no kpt_shape, which a pose model needs")
    }
    let rules = LabelFile.Rules(
      classCount: classNames.count, keypointShape: keypointShape, task: options.task, version: options.version)
    let read = parallelMap(count: files.count, chunk: 64) { LabelledPicture(files[$0].path, rules: rules) }
    for (picture, file) in zip(read, files) {
      dataset.missingLabelCount += picture.isWithoutLabels ? 1 : 0
      if let problem = picture.problem { dataset.problems.append(problem) }
      guard let labels = picture.labels else { continue }
      dataset.pictures.append(
        .init(
          path: file.path, file: file.file, id: PictureID(fileStem: FileSystem.stem(of: file.path)), labels: labels))
    }
    guard dataset.missingLabelCount < files.count else {
      throw DatasetError(
        path: path,
        "none of \(files.count) pictures has labels: no \(DatasetPath.labelFile(ofPicture: files[0].path))")
    }
    if let annotationPath = try annotationPath(root: root, options: options) {
      try dataset.attachAnnotations(contentsOf: annotationPath, task: options.task)
    }
    return dataset
  }

  /// COCO annotations that belong to a split: those asked for, or `annotations/instances_NAME.json` beside it.
  private func annotationPath(root: String, options: DatasetOptions) throws(DatasetError) -> String? {
    if let path = options.annotationPath { return path }
    guard let entry = splits[options.split]?.first, splits[options.split]?.count == 1 else { return nil }
    let kind = options.task == .pose ? "person_keypoints" : "instances"
    let path = DatasetPath.join(root, "annotations/\(kind)_\(FileSystem.stem(of: entry)).json")
    return DatasetPath.exists(path) ? path : nil
  }
}

/// One picture's labels, or why they cannot be used.
private struct LabelledPicture: Sendable {
  private(set) var labels: [ObjectLabel]?
  private(set) var isWithoutLabels = false
  private(set) var problem: Dataset.Problem?

  init(_ path: String, rules: LabelFile.Rules) {
    let labelPath = DatasetPath.labelFile(ofPicture: path)
    guard DatasetPath.exists(labelPath) else {
      isWithoutLabels = true
      labels = []
      return
    }
    do throws(DatasetError) {
      let contents = try LabelFile.parse(try DatasetFile.text(labelPath), path: labelPath, rules: rules)
      labels = contents.labels
      if contents.duplicateCount > 0 {
        problem = .init(.note, path: labelPath, "\(contents.duplicateCount) repeated lines left out")
      }
    } catch {
      problem = .init(.labels, path: labelPath, error.line.map { "line \($0): \(error.message)" } ?? error.message)
    }
  }
}

extension Dataset {
  /// Adds COCO's annotations to a data set of label files; classes belong together by name, or by order when no name
  /// fits.
  mutating func attachAnnotations(contentsOf path: String, task: DetectorTask) throws(DatasetError) {
    let annotations = try COCOAnnotations(contentsOf: path)
    let names = annotations.categories.map(\.name)
    let positions = classNames.map { names.firstIndex(of: $0) }
    let isNamed = positions.allSatisfy { $0 != nil }
    guard isNamed || annotations.categories.count == classNames.count else {
      throw DatasetError(
        path: path, "its \(names.count) categories are not the \(classNames.count) classes of \(source)")
    }
    let order = isNamed ? positions.compactMap { $0 } : Array(classNames.indices)
    categoryIDs = order.map { annotations.categories[$0].id }
    attach(annotations, path: path, task: task)
  }

  /// Joins pictures and their annotations: by id, or by the file's name where no id fits.
  private mutating func attach(_ annotations: COCOAnnotations, path: String, task: DetectorTask) {
    var annotations = annotations
    let byID = Dictionary(uniqueKeysWithValues: annotations.pictures.enumerated().map { ($1.id, $0) })
    let byName = Dictionary(
      annotations.pictures.enumerated().map { (FileSystem.stem(of: $1.fileName), $0) }, uniquingKeysWith: { a, _ in a }
    )
    var files: [Int: String] = [:]
    for index in pictures.indices {
      pictures[index].annotation =
        byID[pictures[index].id] ?? byName[FileSystem.stem(of: pictures[index].path)]
      if let position = pictures[index].annotation { files[position] = pictures[index].file }
    }
    let missing = pictures.count { $0.annotation == nil }
    if missing > 0 {
      problems.append(.init(.note, path: path, "lists no annotations for \(missing) of the pictures"))
    }
    // Pictures that cannot be read are told when they are to be scored.
    _ = annotations.measurePictures { files[$0] }
    problems += annotations.notes(for: task, path: path)
    self.annotations = annotations
  }
}
