import EdgeVision

/// What became of one detection of a picture on another runtime.
public struct DetectionChange: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case lost
    case added
    /// An edge of the box lies elsewhere.
    case moved
    /// The confidence differs, the box does not.
    case rescored
  }

  public var kind: Kind
  public var classIndex: Int
  /// Nil where the detection was added, or lost.
  public var before: Side?
  public var after: Side?

  /// The detection on one runtime.
  public struct Side: Sendable, Hashable {
    public var box: BoundingBox
    public var confidence: Float

    public init(box: BoundingBox, confidence: Float) {
      self.box = box
      self.confidence = confidence
    }
  }

  /// How much counts as a change.
  public struct Rule: Sendable, Hashable, Codable {
    /// Detections above this confidence are looked at.
    public var confidence: Float = 0.25
    /// Overlap from which two detections of a class are the same object.
    public var overlap: Float = 0.5
    /// Pixels of the picture that an edge must move.
    public var movement: Float = 1
    /// How much a confidence must differ.
    public var rescoring: Float = 0.01

    public init() {}
  }
}

/// What changed on one picture.
public struct PictureChange: Sendable, Hashable {
  public var path: String
  /// Position in the list of pictures.
  public var picture: Int
  /// Lost ones first, then added, moved and rescored ones.
  public var changes: [DetectionChange]

  public func count(_ kind: DetectionChange.Kind) -> Int { changes.count { $0.kind == kind } }

  /// The changes between two runtimes; nil when there are none.
  public init?(
    _ reference: PictureOutcome, _ candidate: PictureOutcome, picture: Int = 0,
    rule: DetectionChange.Rule = DetectionChange.Rule()
  ) {
    path = reference.path
    self.picture = picture
    let before = reference.shown(above: rule.confidence)
    let after = candidate.shown(above: rule.confidence)
    var isTaken = [Bool](repeating: false, count: after.count)
    var list: [DetectionChange] = []
    let overlaps = OverlapMatrix(truths: before.map(\.side.box), detections: after.map(\.side.box))
    for (index, old) in before.enumerated() {
      var best: Int?
      for other in after.indices where !isTaken[other] && after[other].classIndex == old.classIndex {
        let overlap = overlaps[index, other]
        if overlap >= rule.overlap, overlap > best.map({ overlaps[index, $0] }) ?? -1 { best = other }
      }
      guard let best else {
        list.append(DetectionChange(kind: .lost, classIndex: old.classIndex, before: old.side, after: nil))
        continue
      }
      isTaken[best] = true
      let new = after[best].side
      let isMoved = old.side.box.largestEdgeDistance(to: new.box) > rule.movement
      guard isMoved || abs(old.side.confidence - new.confidence) > rule.rescoring else { continue }
      list.append(
        DetectionChange(kind: isMoved ? .moved : .rescored, classIndex: old.classIndex, before: old.side, after: new))
    }
    for (index, new) in after.enumerated() where !isTaken[index] {
      list.append(DetectionChange(kind: .added, classIndex: new.classIndex, before: nil, after: new.side))
    }
    guard !list.isEmpty else { return nil }
    changes = DetectionChange.Kind.allCases.flatMap { kind in list.filter { $0.kind == kind } }
  }

  /// The pictures that changed, those with the most lost and added detections first.
  public static func all(
    _ reference: [PictureOutcome], _ candidate: [PictureOutcome], rule: DetectionChange.Rule = DetectionChange.Rule()
  ) -> [PictureChange] {
    precondition(reference.count == candidate.count, "both runtimes have seen the same pictures")
    func rank(_ change: PictureChange) -> (Int, Int, Int) {
      (change.count(.lost) + change.count(.added), change.count(.moved), change.count(.rescored))
    }
    return reference.indices.compactMap { PictureChange(reference[$0], candidate[$0], picture: $0, rule: rule) }
      .sorted { a, b in rank(a) != rank(b) ? rank(a) > rank(b) : a.picture < b.picture }
  }
}

extension PictureOutcome {
  /// True when both have the same detections to the last bit.
  func hasSameDetections(as other: PictureOutcome) -> Bool {
    boxes == other.boxes && confidences == other.confidences && classes == other.classes && correct == other.correct
  }

  /// The detections above a confidence.
  fileprivate func shown(above confidence: Float) -> [(classIndex: Int, side: DetectionChange.Side)] {
    boxes.indices.filter { confidences[$0] > confidence }.map { index in
      (Int(classes[index]), DetectionChange.Side(box: boxes[index], confidence: confidences[index]))
    }
  }
}

extension BoundingBox {
  fileprivate func largestEdgeDistance(to other: BoundingBox) -> Float {
    max(max(abs(x1 - other.x1), abs(y1 - other.y1)), max(abs(x2 - other.x2), abs(y2 - other.y2)))
  }
}
