import EdgeVision

/// What went wrong on one picture at a confidence: objects that were missed, and detections of nothing.
///
/// Boxes decide: each detection, best first, takes the object of its class that it overlaps most among those that are
/// free, from an overlap of 0.50 on.
public struct PictureErrors: Sendable, Hashable {
  /// Position of the picture in the list.
  public var picture: Int
  /// Detections that count: those above the confidence.
  public var detectionCount: Int
  /// Positions of the objects without a detection.
  public var missed: [Int]
  /// Positions of the detections without an object.
  public var wrong: [Int]

  public var count: Int { missed.count + wrong.count }

  public init(_ outcome: PictureOutcome, picture: Int = 0, above confidence: Float) {
    self.picture = picture
    detectionCount = outcome.confidences.prefix { $0 > confidence }.count
    let overlaps = OverlapMatrix(
      truths: outcome.truthBoxes, detections: Array(outcome.boxes.prefix(detectionCount)))
    var isFound = [Bool](repeating: false, count: outcome.truthBoxes.count)
    wrong = []
    for detection in 0..<detectionCount {
      var best: Int?
      for truth in isFound.indices
      where !isFound[truth] && outcome.truthClasses[truth] == outcome.classes[detection]
        && overlaps[truth, detection] >= 0.5
      {
        if overlaps[truth, detection] > best.map({ overlaps[$0, detection] }) ?? -1 { best = truth }
      }
      if let best { isFound[best] = true } else { wrong.append(detection) }
    }
    missed = isFound.indices.filter { !isFound[$0] }
  }

  /// The pictures with the most errors, at most `limit`, none without.
  public static func worst(
    _ outcomes: [PictureOutcome], above confidence: Float, limit: Int
  ) -> [PictureErrors] {
    Array(
      outcomes.indices.map { PictureErrors(outcomes[$0], picture: $0, above: confidence) }.filter { $0.count > 0 }
        .sorted { $0.count != $1.count ? $0.count > $1.count : $0.picture < $1.picture }.prefix(limit))
  }
}
