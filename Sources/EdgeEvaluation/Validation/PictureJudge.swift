package import EdgeDatasets
package import EdgeDetection
import EdgeModel

/// Compares the detections on single pictures with what is there, as Ultralytics' validator does.
///
/// Immutable, so it may be shared between threads.
package struct PictureJudge: Sendable {
  let kinds: [ObjectKind]
  let version: UltralyticsVersion
  /// Standard deviation of each keypoint relative to the object's size.
  let deviations: [Float]
  /// Detections count in the confusion matrix from above this confidence on.
  let confusionConfidence: Float

  package init(kinds: [ObjectKind], version: UltralyticsVersion, deviations: [Float], confusionConfidence: Float) {
    self.kinds = kinds
    self.version = version
    self.deviations = deviations
    self.confusionConfidence = confusionConfidence
  }

  /// What was decided about one picture.
  package struct Verdict: Sendable {
    package var correct: [ObjectKind: [UInt16]] = [:]
    /// For each object the detection that found it; see `PictureOutcome.found`.
    package var found: [ObjectKind: [Int?]] = [:]
    /// Position of each object's label among those given.
    package var labelOrder: [Int]
    var truthClasses: [Int32]
    /// In pixels of the picture.
    var truthBoxes: [BoundingBox]
    var confusionMatches: [Int?]
  }

  /// Decides about one picture.
  /// - Parameters:
  ///   - detections: best first, in pixels of the network's input.
  ///   - labels: of the picture.
  ///   - geometry: how the picture lies in the input.
  package func verdict(
    on detections: [Detection], labels: [ObjectLabel], geometry: LetterboxGeometry
  ) -> Verdict {
    let grid = detections.lazy.compactMap(\.mask).first.map { ($0.gridWidth, $0.gridHeight) }
    let placed = PlacedLabels(
      labels, geometry: geometry, kinds: kinds, maskGrid: grid ?? (geometry.inputWidth, geometry.inputHeight),
      version: version)
    let compared = version == .v8239 ? detections.map { $0.inPicture(geometry, version) } : detections
    let boxes = compared.map(\.box)
    let classes = detections.map { Int32($0.classIndex) }
    let boxOverlaps =
      kinds.contains(.orientedBoxes)
      ? OverlapMatrix(truths: placed.orientedBoxes, detections: compared.compactMap(\.orientedBox))
      : OverlapMatrix(truths: placed.boxes, detections: boxes)
    let matcher = UltralyticsMatcher(version: version)
    var correct: [ObjectKind: [UInt16]] = [:]
    var found: [ObjectKind: [Int?]] = [:]
    for kind in kinds {
      let overlaps: OverlapMatrix
      switch kind {
      case .boxes, .orientedBoxes: overlaps = boxOverlaps
      case .masks: overlaps = OverlapMatrix(truths: placed.masks, detections: detections.compactMap(\.mask))
      case .poses:
        overlaps = OverlapMatrix(
          truths: placed.poses, detections: compared.map(\.keypoints), deviations: deviations)
      }
      let matches = matcher.matches(overlaps, truthClasses: placed.classes, detectionClasses: classes)
      correct[kind] = matches.correct
      found[kind] = Self.completed(matches.found, by: found[.boxes], where: placed.isWithoutShape(kind))
    }
    let counted = detections.prefix { $0.confidence > confusionConfidence }.count
    let matches = ConfusionMatrix.matches(boxOverlaps.prefix(counted), version: version)
    return Verdict(
      correct: correct, found: found, labelOrder: placed.order, truthClasses: placed.classes,
      truthBoxes: placed.order.map { labels[$0].cocoBox(width: geometry.pictureWidth, height: geometry.pictureHeight) }
        .map(BoundingBox.init), confusionMatches: matches)
  }
}

extension PictureJudge {
  /// Gives objects that have nothing to be compared the detections that found their boxes, where those are free.
  private static func completed(
    _ found: [Int?], by boxes: [Int?]?, where isWithoutShape: (Int) -> Bool
  ) -> [Int?] {
    guard let boxes else { return found }
    let taken = Set(found.compactMap { $0 })
    return found.indices.map { truth in
      guard found[truth] == nil, isWithoutShape(truth), let detection = boxes[truth], !taken.contains(detection)
      else { return found[truth] }
      return detection
    }
  }
}

extension BoundingBox {
  /// The same box by its corners.
  init(_ box: COCOBox) {
    self.init(x1: Float(box.x), y1: Float(box.y), x2: Float(box.x + box.width), y2: Float(box.y + box.height))
  }
}
