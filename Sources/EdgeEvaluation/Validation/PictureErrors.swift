/// What went wrong on one picture at a confidence: objects that were missed, and detections of nothing.
///
/// Matches are those that Ultralytics' figures count at an overlap of 0.50: of boxes, of masks, or, for poses, at a
/// keypoint similarity of 0.50.
public struct PictureErrors: Sendable, Hashable {
  /// An object and the detection whose box fits it, while its mask or pose does not.
  public struct Mismatch: Sendable, Hashable {
    /// Position of the object on the picture.
    public var truth: Int
    /// Position of the detection on the picture.
    public var detection: Int
  }

  /// Position of the picture in the list.
  public var picture: Int
  /// What decided.
  public var kind: ObjectKind
  /// Detections that count: those above the confidence.
  public var detectionCount: Int
  /// Positions of the objects without a detection.
  public var missed: [Int]
  /// Positions of the detections without an object.
  public var wrong: [Int]
  /// Empty for boxes. Their objects and detections are neither in `missed` nor in `wrong`.
  public var mismatched: [Mismatch]

  /// Number of errors of all kinds.
  public var count: Int { missed.count + wrong.count + mismatched.count }

  /// The errors among detections of at least `confidence`.
  public init(_ outcome: PictureOutcome, picture: Int = 0, kind: ObjectKind = .boxes, above confidence: Float) {
    self.picture = picture
    self.kind = kind
    let detectionCount = outcome.confidences.prefix { $0 > confidence }.count
    self.detectionCount = detectionCount
    /// The detection of each object, when it counts.
    func found(_ kind: ObjectKind) -> [Int?] {
      let found = outcome.found[kind] ?? [Int?](repeating: nil, count: outcome.truthBoxes.count)
      return found.map { $0.flatMap { $0 < detectionCount ? $0 : nil } }
    }
    let deciding = found(kind)
    missed = []
    mismatched = []
    var wrong = Set(0..<detectionCount).subtracting(deciding.compactMap { $0 })
    let boxes = kind == .boxes ? [] : found(.boxes)
    for truth in deciding.indices where deciding[truth] == nil {
      if kind != .boxes, let detection = boxes[truth], wrong.remove(detection) != nil {
        mismatched.append(Mismatch(truth: truth, detection: detection))
      } else {
        missed.append(truth)
      }
    }
    self.wrong = wrong.sorted()
  }

  /// The pictures with the most errors, at most `limit`, none without.
  public static func worst(
    _ outcomes: [PictureOutcome], kind: ObjectKind = .boxes, above confidence: Float, limit: Int
  ) -> [PictureErrors] {
    Array(
      outcomes.indices.map { PictureErrors(outcomes[$0], picture: $0, kind: kind, above: confidence) }
        .filter { $0.count > 0 }
        .sorted { $0.count != $1.count ? $0.count > $1.count : $0.picture < $1.picture }.prefix(limit))
  }
}
