import EdgeModel

/// A head with suppression inside, as YOLOv10 and YOLO26 have by default: one output `[1, objects, numbers]` whose rows
/// are left, top, right, bottom, score and class, then mask coefficients or keypoints, or, for turned boxes, middle, width,
/// height, score, class and angle; best first.
struct EndToEndHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.endToEnd]

  /// Rows of every known export that does not say so itself.
  private static let usualObjectCount = 300
  /// Edges, score and class.
  private static let plainFeatureCount = 6

  let task: DetectorTask
  let classCount: Int
  let keypointShape: (count: Int, dimensions: Int)?
  private let rows: HeadLayout.Block
  private let prototypes: HeadLayout.Prototypes?
  private let inputWidth: Int
  private let inputHeight: Int
  private let coordinates: CoordinateDecision
  private let notes: HeadNotes
  let anchorCount: Int

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard isMatch(outputs) else { return nil }
    return try EndToEndHead(outputs)
  }

  /// True where the metadata says so, and without metadata where the shape is that of no grid of anchors.
  private static func isMatch(_ outputs: HeadOutputs) -> Bool {
    guard outputs.consists(ofPlanes: 1...1, volumes: 0...1) else { return false }
    let shape = outputs.shapes[outputs.planes[0]]
    guard shape[2] >= plainFeatureCount else { return false }
    if outputs.options.kind.map(kinds.contains) ?? false { return true }
    if let embedsSuppression = outputs.embedsSuppression { return embedsSuppression }
    guard shape[1] == usualObjectCount, shape[1] != outputs.gridCount, shape[2] != outputs.gridCount else {
      return false
    }
    // Two numbers after a box are also the scores of two classes, where that is how many there are.
    let scoreCount = shape[2] - 4 - (outputs.volumes.isEmpty ? 0 : 32)
    if outputs.namedCount > 0, scoreCount == outputs.namedCount { return false }
    return true
  }

  private init(_ outputs: HeadOutputs) throws(DetectionHeadError) {
    let plane = outputs.planes[0]
    let shape = outputs.shapes[plane]
    let extraCount = shape[2] - Self.plainFeatureCount
    let hasKeypoints = outputs.metadata?.keypointShape != nil || extraCount == 51
    task =
      try outputs.statedTask()
      ?? (!outputs.volumes.isEmpty ? .segment : hasKeypoints && extraCount > 0 ? .pose : .detect)
    rows = HeadLayout.Block(
      output: plane, firstRow: 0, rowCount: shape[2], isFeaturesFirst: false, featureCount: shape[2])
    anchorCount = shape[1]
    classCount = outputs.namedCount
    inputWidth = outputs.inputWidth
    inputHeight = outputs.inputHeight
    coordinates = outputs.coordinates
    notes = outputs.notes
    let expectedCount: Int
    switch task {
    case .detect:
      (keypointShape, prototypes, expectedCount) = (nil, nil, 0)
    case .obb:
      (keypointShape, prototypes, expectedCount) = (nil, nil, 1)
    case .segment:
      let found = try outputs.prototypes(expectedCount: extraCount)
      (keypointShape, prototypes, expectedCount) = (nil, found, found.count)
    case .pose:
      let found = try outputs.keypointShape(features: shape[2], otherCount: Self.plainFeatureCount)
      (keypointShape, prototypes, expectedCount) = (found, nil, found.count * found.dimensions)
    }
    guard extraCount == expectedCount else {
      throw .inconsistent(
        "an end-to-end head for \(task.rawValue) has \(Self.plainFeatureCount + expectedCount) numbers per object, "
          + "the outputs are \(outputs.text)")
    }
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    let values = OutputValues(outputs[rows.output])
    let confidence = Float(max(options.confidence, 0))
    let (found, form) = try values.tensor.withUnsafeBytes {
      bytes throws(DetectionHeadError) -> ([Int], BoxCoordinates) in
      let view = FeatureView(bytes, values, rows, anchorCount: anchorCount)
      let found = (0..<anchorCount).filter { !(view[4, $0] <= confidence) && isObject(view, $0) }
      if found.isEmpty { return ([], .pixels) }
      let form = try coordinates.coordinates(options.coordinates) {
        // The right and lower edges: the others of one that reaches beyond the input are zero or less.
        let first = task == .obb ? 0 : 2
        return CoordinateEvidence(points: (0..<anchorCount).lazy.map { (view[first, $0], view[first + 1, $0]) })
      }
      return (found, form)
    }
    if form == .cells { throw .inconsistent("an end-to-end head has no boxes in cells") }
    let masks = prototypes.map { prototypes in
      MaskAssembler(
        OutputValues(outputs[prototypes.output]), layout: prototypes, inputWidth: inputWidth, inputHeight: inputHeight,
        options: options)
    }
    return values.tensor.withUnsafeBytes { bytes in
      let view = FeatureView(bytes, values, rows, anchorCount: anchorCount)
      let detections = found.lazy.compactMap { row -> Detection? in
        guard let classIndex = classIndex(view, row), options.classes?.contains(classIndex) ?? true else { return nil }
        return detection(view, row, classIndex, isNormalized: form == .normalized, options: options)
      }
      let chosen = Array(detections.prefix(max(options.maximumDetections, 0)))
      guard let masks, let count = prototypes?.count else { return chosen }
      let masked = chosen.map { detection in
        var detection = detection
        let row = detection.anchorIndex
        detection.mask = masks.mask(
          coefficients: (0..<count).map { view[Self.plainFeatureCount + $0, row] }, box: detection.box)
        return detection
      }
      return options.keepsEmptyMasks ? masked : masked.filter { $0.mask?.values.contains(1) ?? false }
    }
  }

  /// False for rows without meaning, which are noted.
  private func isObject(_ view: FeatureView, _ row: Int) -> Bool {
    guard view[4, row].isFinite else {
      notes.addUnrankableScores()
      return false
    }
    guard (0..<4).allSatisfy({ view[$0, row].isFinite }),
      task != .obb || view[Self.plainFeatureCount, row].isFinite
    else {
      notes.addUnplaceableBoxes()
      return false
    }
    guard classIndex(view, row) != nil else {
      notes.add("the outputs hold objects of classes that the metadata does not name: these are left out")
      return false
    }
    return true
  }

  /// The class of a row; nil where that is no class at all.
  private func classIndex(_ view: FeatureView, _ row: Int) -> Int? {
    let limit = classCount > 0 ? classCount : 1 << 24
    guard let index = Int(exactly: view[5, row].rounded()), (0..<limit).contains(index) else { return nil }
    return index
  }

  private func detection(
    _ view: FeatureView, _ row: Int, _ classIndex: Int, isNormalized: Bool, options: PostprocessOptions
  ) -> Detection {
    let (width, height): (Float, Float) = isNormalized ? (Float(inputWidth), Float(inputHeight)) : (1, 1)
    var keypoints: [Keypoint] = []
    if let shape = keypointShape {
      keypoints = (0..<shape.count).map { point in
        let first = Self.plainFeatureCount + point * shape.dimensions
        return Keypoint(
          x: view[first, row] * width, y: view[first + 1, row] * height,
          visibility: shape.dimensions == 3 ? view[first + 2, row] : nil)
      }
    }
    let numbers = (view[0, row] * width, view[1, row] * height, view[2, row] * width, view[3, row] * height)
    let oriented =
      task == .obb
      ? OrientedBox(
        centerX: numbers.0, centerY: numbers.1, width: numbers.2, height: numbers.3,
        angle: view[Self.plainFeatureCount, row]) : nil
    return Detection(
      box: oriented?.hull ?? BoundingBox(x1: numbers.0, y1: numbers.1, x2: numbers.2, y2: numbers.3),
      confidence: view[4, row], classIndex: options.isSingleClass ? 0 : classIndex, anchorIndex: row,
      keypoints: keypoints, orientedBox: oriented)
  }
}
