import EdgeModel

/// Turns the outputs of a YOLOv5u, YOLOv8 or YOLO11 network, or one arranged alike, into detections.
///
/// Made once per model from the shapes of its outputs; immutable, so it may be shared between threads.
public struct DetectionHead: Sendable {
  /// What the network finds: boxes, masks or poses.
  public let task: DetectorTask
  /// Number of classes that have scores.
  public let classCount: Int
  /// Number of anchors, each of which may predict an object.
  public let anchorCount: Int
  /// Sides of the network's input in pixels.
  public let inputWidth: Int
  /// Rows of the network's input in pixels.
  public let inputHeight: Int
  /// Points per object and numbers per point (2 or 3); nil unless the task is pose.
  public var keypointShape: (count: Int, dimensions: Int)? { layout.keypointShape }
  private let layout: HeadLayout

  /// A head for outputs of these shapes, in the order the session gives them.
  ///
  /// `task` is used when given, then that of the metadata, then what the shapes suggest. Throws when the shapes are not
  /// those of a detector or contradict the task.
  public init(
    outputShapes: [[Int]], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata? = nil,
    task: DetectorTask? = nil
  ) throws(DetectionHeadError) {
    layout = try HeadLayout(
      shapes: outputShapes, inputWidth: inputWidth, inputHeight: inputHeight, metadata: metadata, task: task)
    self.task = layout.task
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    classCount = layout.classCount
    anchorCount = layout.anchorCount
  }

  /// Detections with boxes and keypoints in pixels of the picture, best first.
  public func detections(
    in outputs: [Tensor], geometry: LetterboxGeometry, options: PostprocessOptions = PostprocessOptions()
  ) throws(DetectionHeadError) -> [Detection] {
    var detections = try detectionsInInput(outputs, options: options).map { $0.inPicture(geometry, options.version) }
    if task == .pose, options.version == .v8239 { applyOldPoseQuirks(&detections) }
    return detections
  }

  /// Detections with boxes and keypoints in pixels of the network's input, best first.
  public func detectionsInInput(
    _ outputs: [Tensor], options: PostprocessOptions = PostprocessOptions()
  ) throws(DetectionHeadError) -> [Detection] {
    try check(outputs)
    let scores = OutputValues(outputs[layout.scores.output])
    let boxes = layout.boxes.output == layout.scores.output ? scores : OutputValues(outputs[layout.boxes.output])
    let search = CandidateSearch(
      layout: layout, confidence: Float(max(options.confidence, 0)),
      isMultiLabel: options.isMultiLabel && classCount > 1)
    var candidates = search.candidates(in: scores)
    if candidates.isEmpty { return [] }
    var detections = scores.tensor.withUnsafeBytes { scoreBytes in
      boxes.tensor.withUnsafeBytes { boxBytes in
        let boxView = FeatureView(boxBytes, boxes, layout.boxes, anchorCount: anchorCount)
        let scoreView = FeatureView(scoreBytes, scores, layout.scores, anchorCount: anchorCount)
        let isNormalized = isNormalized(options.coordinates, candidates, boxView)
        if let classes = options.classes { candidates.removeAll { !classes.contains($0.classIndex) } }
        let chosen = suppress(candidates, boxView, scoreView, isNormalized: isNormalized, options: options)
        guard layout.task == .pose, let extras = layout.extras else { return chosen }
        let extraView = FeatureView(scoreBytes, scores, extras, anchorCount: anchorCount)
        let scalesPoints = isNormalized && options.version != .v8239
        return chosen.map { detection in
          var detection = detection
          detection.keypoints = keypoints(extraView, anchor: detection.anchorIndex, isNormalized: scalesPoints)
          return detection
        }
      }
    }
    if let prototypes = layout.prototypes, !detections.isEmpty {
      addMasks(&detections, prototypes: OutputValues(outputs[prototypes.output]), scores: scores, options: options)
    }
    return detections
  }

  private func check(_ outputs: [Tensor]) throws(DetectionHeadError) {
    guard outputs.count == layout.shapes.count else {
      throw .inconsistent("the model gave \(outputs.count) outputs, expected \(layout.shapes.count)")
    }
    for (index, output) in outputs.enumerated() where output.shape != layout.shapes[index] {
      throw .unexpectedOutput(index: index, expected: layout.shapes[index], found: output.shape)
    }
  }

  private func isNormalized(
    _ coordinates: BoxCoordinates, _ candidates: [Candidate], _ view: FeatureView
  ) -> Bool {
    // Normalized coordinates reach a little beyond 1, pixels far beyond 2.
    let limit: Float = 2
    switch coordinates {
    case .normalized: return true
    case .pixels: return false
    case .automatic:
      return candidates.allSatisfy { candidate in (0..<4).allSatisfy { view[$0, candidate.anchor] <= limit } }
    }
  }

  private func suppress(
    _ candidates: [Candidate], _ boxes: FeatureView, _ scores: FeatureView, isNormalized: Bool,
    options: PostprocessOptions
  ) -> [Detection] {
    var candidates = candidates
    var confidences = candidates.map { scores[$0.classIndex, $0.anchor] }
    if candidates.count > options.maximumCandidates {
      let best = NonMaximumSuppression.orderByDescendingScore(confidences).prefix(max(options.maximumCandidates, 0))
      candidates = best.map { candidates[$0] }
      confidences = best.map { confidences[$0] }
    }
    let (width, height): (Float, Float) = isNormalized ? (Float(inputWidth), Float(inputHeight)) : (1, 1)
    let decoded = candidates.map { candidate in
      let centerX = boxes[0, candidate.anchor] * width
      let centerY = boxes[1, candidate.anchor] * height
      let halfWidth = boxes[2, candidate.anchor] * width / 2
      let halfHeight = boxes[3, candidate.anchor] * height / 2
      return BoundingBox(
        x1: centerX - halfWidth, y1: centerY - halfHeight, x2: centerX + halfWidth, y2: centerY + halfHeight)
    }
    let suppression = NonMaximumSuppression(
      iouThreshold: options.iouThreshold, maximumCount: options.maximumDetections)
    let ignoresClasses = options.isClassAgnostic || options.isSingleClass
    let kept = suppression.keptIndices(
      boxes: decoded, scores: confidences, classes: ignoresClasses ? nil : candidates.map(\.classIndex))
    return kept.map { index in
      Detection(
        box: decoded[index], confidence: confidences[index],
        classIndex: options.isSingleClass ? 0 : candidates[index].classIndex, anchorIndex: candidates[index].anchor)
    }
  }

  private func keypoints(_ view: FeatureView, anchor: Int, isNormalized: Bool) -> [Keypoint] {
    guard let shape = layout.keypointShape else { return [] }
    let (width, height): (Float, Float) = isNormalized ? (Float(inputWidth), Float(inputHeight)) : (1, 1)
    return (0..<shape.count).map { point in
      let row = point * shape.dimensions
      return Keypoint(
        x: view[row, anchor] * width, y: view[row + 1, anchor] * height,
        visibility: shape.dimensions == 3 ? view[row + 2, anchor] : nil)
    }
  }

  private func addMasks(
    _ detections: inout [Detection], prototypes: OutputValues, scores: OutputValues, options: PostprocessOptions
  ) {
    guard let layout = layout.prototypes, let extras = self.layout.extras else { return }
    let assembler = MaskAssembler(
      prototypes, layout: layout, inputWidth: inputWidth, inputHeight: inputHeight, options: options)
    scores.tensor.withUnsafeBytes { bytes in
      let view = FeatureView(bytes, scores, extras, anchorCount: anchorCount)
      for index in detections.indices {
        let coefficients = (0..<layout.count).map { view[$0, detections[index].anchorIndex] }
        detections[index].mask = assembler.mask(coefficients: coefficients, box: detections[index].box)
      }
    }
    // Since release 8.3.84 a prediction without a pixel is no detection; validation keeps it.
    if options.version != .v8239, !options.makesValidationMasks {
      detections.removeAll { !($0.mask?.values.contains(1) ?? false) }
    }
  }

  /// Release 8.2.39 rounds the boxes of poses and moves points of low visibility to the corner.
  private func applyOldPoseQuirks(_ detections: inout [Detection]) {
    for index in detections.indices {
      let box = detections[index].box
      detections[index].box = BoundingBox(
        x1: box.x1.rounded(.toNearestOrEven), y1: box.y1.rounded(.toNearestOrEven),
        x2: box.x2.rounded(.toNearestOrEven), y2: box.y2.rounded(.toNearestOrEven))
      for point in detections[index].keypoints.indices {
        if let visibility = detections[index].keypoints[point].visibility, visibility < 0.5 {
          detections[index].keypoints[point].x = 0
          detections[index].keypoints[point].y = 0
        }
      }
    }
  }
}
