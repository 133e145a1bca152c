/// Boxes with scores and classes, in pixels of the network's input, before overlapping ones are suppressed: all of them
/// upright, or all of them turned.
struct ScoredBoxes {
  private(set) var boxes: [BoundingBox] = []
  /// As many as boxes, which are then those around them; empty for upright boxes.
  private(set) var orientedBoxes: [OrientedBox] = []
  private(set) var confidences: [Float] = []
  private(set) var classes: [Int] = []
  private(set) var anchors: [Int] = []
  private let notes: HeadNotes

  /// None yet; what cannot be kept is told to `notes`.
  init(notes: HeadNotes) { self.notes = notes }

  /// Adds a box unless its edges or its score are infinite or not numbers.
  mutating func append(_ box: BoundingBox, confidence: Float, classIndex: Int, anchor: Int) {
    guard confidence.isFinite else { return notes.addUnrankableScores() }
    guard box.isFinite else { return notes.addUnplaceableBoxes() }
    boxes.append(box)
    confidences.append(confidence)
    classes.append(classIndex)
    anchors.append(anchor)
  }

  /// Adds a box for its best class, or for every class above the confidence where options say so; for none that was not
  /// chosen.
  /// - Parameter scores: one per class.
  mutating func append(_ box: BoundingBox, scores: [Float], anchor: Int, _ options: PostprocessOptions) {
    let confidence = Float(max(options.confidence, 0))
    var candidates = Array(scores.indices)
    if !options.isMultiLabel {
      // The lowest class of equals.
      let best = candidates.max { scores[$0] < scores[$1] || (scores[$0] == scores[$1] && $0 > $1) }
      candidates = best.map { [$0] } ?? []
    }
    for classIndex in candidates where !(scores[classIndex] <= confidence) {
      if let classes = options.classes, !classes.contains(classIndex) { continue }
      append(box, confidence: scores[classIndex], classIndex: classIndex, anchor: anchor)
    }
  }

  /// The best boxes without suppression, in the order given among equals.
  func best(_ options: PostprocessOptions) -> [Detection] {
    NonMaximumSuppression.orderByDescendingScore(confidences).prefix(max(options.maximumDetections, 0))
      .map { detection($0, options) }
  }

  /// Adds a turned box unless one of its numbers or its score is infinite or none at all.
  mutating func append(_ box: OrientedBox, confidence: Float, classIndex: Int, anchor: Int) {
    let count = boxes.count
    append(box.hull, confidence: confidence, classIndex: classIndex, anchor: anchor)
    if boxes.count > count { orientedBoxes.append(box) }
  }

  /// The boxes that no better one overlaps too much, best first.
  func suppressed(_ options: PostprocessOptions) -> [Detection] {
    let areTurned = !orientedBoxes.isEmpty
    let groups = options.isClassAgnostic || options.isSingleClass ? nil : classes
    let kept =
      areTurned
      ? OrientedSuppression(
        iouThreshold: Float(options.iouThreshold), maximumCount: max(options.maximumDetections, 0)
      ).keptIndices(boxes: orientedBoxes, scores: confidences, classes: groups)
      : NonMaximumSuppression(iouThreshold: options.iouThreshold, maximumCount: options.maximumDetections)
        .keptIndices(boxes: boxes, scores: confidences, classes: groups)
    return kept.map { detection($0, options) }
  }

  private func detection(_ index: Int, _ options: PostprocessOptions) -> Detection {
    Detection(
      box: boxes[index], confidence: confidences[index], classIndex: options.isSingleClass ? 0 : classes[index],
      anchorIndex: anchors[index], orientedBox: orientedBoxes.isEmpty ? nil : orientedBoxes[index])
  }
}
