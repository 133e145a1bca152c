/// Boxes with scores and classes, in pixels of the network's input, before overlapping ones are suppressed.
struct ScoredBoxes {
  private(set) var boxes: [BoundingBox] = []
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

  /// The boxes that no better one overlaps too much, best first.
  func suppressed(_ options: PostprocessOptions) -> [Detection] {
    let suppression = NonMaximumSuppression(
      iouThreshold: options.iouThreshold, maximumCount: options.maximumDetections)
    let ignoresClasses = options.isClassAgnostic || options.isSingleClass
    return suppression.keptIndices(boxes: boxes, scores: confidences, classes: ignoresClasses ? nil : classes)
      .map { index in
        Detection(
          box: boxes[index], confidence: confidences[index], classIndex: options.isSingleClass ? 0 : classes[index],
          anchorIndex: anchors[index])
      }
  }
}
