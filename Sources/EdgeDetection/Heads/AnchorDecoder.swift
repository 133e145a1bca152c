import EdgeModel

/// Reads a grid of anchors: finds those with a score, suppresses overlapping boxes, adds keypoints and masks.
struct AnchorDecoder: HeadDecoder {
  private let layout: HeadLayout
  private let inputWidth: Int
  private let inputHeight: Int

  var task: DetectorTask { layout.task }
  var classCount: Int { layout.classCount }
  var anchorCount: Int { layout.anchorCount }
  var keypointShape: (count: Int, dimensions: Int)? { layout.keypointShape }

  init(_ outputs: HeadOutputs, layout: HeadLayout) {
    self.layout = layout
    inputWidth = outputs.inputWidth
    inputHeight = outputs.inputHeight
  }

  func detections(in outputs: [Tensor], options: PostprocessOptions) -> [Detection] {
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
        let isNormalized = options.coordinates.areNormalized { limit in
          candidates.allSatisfy { candidate in (0..<4).allSatisfy { boxView[$0, candidate.anchor] <= limit } }
        }
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
    if !options.keepsEmptyMasks {
      detections.removeAll { !($0.mask?.values.contains(1) ?? false) }
    }
  }
}
