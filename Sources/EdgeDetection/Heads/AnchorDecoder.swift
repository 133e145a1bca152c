import EdgeModel
import Foundation

/// Reads a grid of anchors: finds those with a score, suppresses overlapping boxes, adds angles, keypoints and masks.
struct AnchorDecoder: HeadDecoder {
  private let layout: HeadLayout
  private let inputWidth: Int
  private let inputHeight: Int
  private let coordinates: CoordinateDecision
  private let notes: HeadNotes
  /// Where the anchors lie, for heads whose boxes may be in cells.
  private let cells: AnchorGrid?
  /// True for YOLOX, whose input differs from that of all other heads, so that boxes in cells are no surprise.
  private let expectsCells: Bool

  var task: DetectorTask { layout.task }
  var classCount: Int { layout.classCount }
  var anchorCount: Int { layout.anchorCount }
  var keypointShape: (count: Int, dimensions: Int)? { layout.keypointShape }

  init(_ outputs: HeadOutputs, layout: HeadLayout, cells: AnchorGrid? = nil, expectsCells: Bool = false) {
    self.layout = layout
    self.cells = cells
    self.expectsCells = expectsCells
    inputWidth = outputs.inputWidth
    inputHeight = outputs.inputHeight
    coordinates = outputs.coordinates
    notes = outputs.notes
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    let scores = OutputValues(outputs[layout.scores.output])
    let boxes = layout.boxes.output == layout.scores.output ? scores : OutputValues(outputs[layout.boxes.output])
    let search = CandidateSearch(
      layout: layout, confidence: Float(max(options.confidence, 0)),
      isMultiLabel: options.isMultiLabel && classCount > 1)
    var (candidates, hasUnrankable) = search.candidates(in: scores)
    if hasUnrankable { notes.addUnrankableScores() }
    if candidates.isEmpty { return [] }
    if let classes = options.classes { candidates.removeAll { !classes.contains($0.classIndex) } }
    let form = try coordinates.coordinates(options.coordinates) {
      boxes.tensor.withUnsafeBytes { bytes in
        let view = FeatureView(bytes, boxes, layout.boxes, anchorCount: anchorCount)
        return CoordinateEvidence(points: (0..<anchorCount).lazy.map { (view[0, $0], view[1, $0]) }, grid: cells)
      }
    }
    if form == .cells, !expectsCells, options.coordinates != .cells { throw .unexpectedCells }
    if form == .cells, cells == nil {
      throw .inconsistent(
        "boxes in cells need one anchor per cell of the grid, the outputs have \(anchorCount) anchors")
    }
    var detections = scores.tensor.withUnsafeBytes { scoreBytes in
      boxes.tensor.withUnsafeBytes { boxBytes in
        let boxView = FeatureView(boxBytes, boxes, layout.boxes, anchorCount: anchorCount)
        let extraView = layout.extras.map { FeatureView(scoreBytes, scores, $0, anchorCount: anchorCount) }
        let chosen = suppress(
          candidates, confidences(of: candidates, scoreBytes, scores), boxView,
          angles: layout.task == .obb ? extraView : nil, form: form, options: options)
        guard layout.task == .pose, let extraView else { return chosen }
        let scalesPoints = form == .normalized && options.version != .v8239
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

  private func confidences(
    of candidates: [Candidate], _ bytes: UnsafeRawBufferPointer, _ values: OutputValues
  ) -> [Float] {
    let scores = FeatureView(bytes, values, layout.scores, anchorCount: anchorCount)
    guard let objectness = layout.objectness else { return candidates.map { scores[$0.classIndex, $0.anchor] } }
    let objects = FeatureView(bytes, values, objectness, anchorCount: anchorCount)
    return candidates.map { scores[$0.classIndex, $0.anchor] * objects[0, $0.anchor] }
  }

  private func suppress(
    _ candidates: [Candidate], _ confidences: [Float], _ boxes: FeatureView, angles: FeatureView?,
    form: BoxCoordinates, options: PostprocessOptions
  ) -> [Detection] {
    var (candidates, confidences) = (candidates, confidences)
    if candidates.count > options.maximumCandidates {
      let best = NonMaximumSuppression.orderByDescendingScore(confidences).prefix(max(options.maximumCandidates, 0))
      candidates = best.map { candidates[$0] }
      confidences = best.map { confidences[$0] }
    }
    var scored = ScoredBoxes(notes: notes)
    for (candidate, confidence) in zip(candidates, confidences) {
      let numbers = numbers(boxes, candidate.anchor, form: form)
      let (classIndex, anchor) = (candidate.classIndex, candidate.anchor)
      if let angles {
        let box = OrientedBox(
          centerX: numbers.centerX, centerY: numbers.centerY, width: numbers.width, height: numbers.height,
          angle: angles[0, anchor])
        scored.append(box, confidence: confidence, classIndex: classIndex, anchor: anchor)
      } else {
        let (halfWidth, halfHeight) = (numbers.width / 2, numbers.height / 2)
        let box = BoundingBox(
          x1: numbers.centerX - halfWidth, y1: numbers.centerY - halfHeight, x2: numbers.centerX + halfWidth,
          y2: numbers.centerY + halfHeight)
        scored.append(box, confidence: confidence, classIndex: classIndex, anchor: anchor)
      }
    }
    return scored.suppressed(options)
  }

  /// The four numbers of a box, in pixels of the network's input.
  private func numbers(
    _ boxes: FeatureView, _ anchor: Int, form: BoxCoordinates
  ) -> (centerX: Float, centerY: Float, width: Float, height: Float) {
    var (centerX, centerY) = (boxes[0, anchor], boxes[1, anchor])
    var (width, height) = (boxes[2, anchor], boxes[3, anchor])
    if form == .cells, let cell = cells?.cell(of: anchor) {
      (centerX, centerY) = ((centerX + cell.column) * cell.stride, (centerY + cell.row) * cell.stride)
      (width, height) = (exp(width) * cell.stride, exp(height) * cell.stride)
    } else if form == .normalized {
      (centerX, centerY) = (centerX * Float(inputWidth), centerY * Float(inputHeight))
      (width, height) = (width * Float(inputWidth), height * Float(inputHeight))
    }
    return (centerX, centerY, width, height)
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
