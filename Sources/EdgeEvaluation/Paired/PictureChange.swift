/// What changed on one picture.
public struct PictureChange: Sendable, Hashable {
  /// Path of the picture in the data set.
  public var path: String
  /// Position in the list of pictures.
  public var picture: Int
  /// Lost ones first, then added, moved and rescored ones.
  public var changes: [DetectionChange]

  /// Number of changes of a kind.
  public func count(_ kind: DetectionChange.Kind) -> Int { changes.count { $0.kind == kind } }

  /// The changes between the detections of two runtimes, each best first; nil when there are none.
  public init?(
    path: String, picture: Int = 0, _ reference: [PictureRecord.Object], _ candidate: [PictureRecord.Object],
    rule: DetectionChange.Rule = DetectionChange.Rule()
  ) {
    self.path = path
    self.picture = picture
    let before = reference.prefix { $0.confidence > rule.confidence }
    let after = candidate.prefix { $0.confidence > rule.confidence }
    var isTaken = [Bool](repeating: false, count: after.count)
    var list: [DetectionChange] = []
    let overlaps = OverlapMatrix(truths: before.map(\.box), detections: after.map(\.box))
    func side(_ objects: ArraySlice<PictureRecord.Object>, _ index: Int) -> DetectionChange.Side {
      DetectionChange.Side(index: index, box: objects[index].box, confidence: objects[index].confidence)
    }
    for (index, old) in before.enumerated() {
      var best: Int?
      for other in after.indices where !isTaken[other] && after[other].classIndex == old.classIndex {
        let overlap = overlaps[index, other]
        if overlap >= rule.overlap, overlap > best.map({ overlaps[index, $0] }) ?? -1 { best = other }
      }
      guard let best else {
        list.append(DetectionChange(kind: .lost, classIndex: old.classIndex, before: side(before, index)))
        continue
      }
      isTaken[best] = true
      let new = after[best]
      let movement = DetectionChange.Movement(old, new)
      let isMoved = rule.isMoved(movement)
      guard isMoved || abs(old.confidence - new.confidence) > rule.rescoring else { continue }
      list.append(
        DetectionChange(
          kind: isMoved ? .moved : .rescored, classIndex: old.classIndex, before: side(before, index),
          after: side(after, best), movement: movement))
    }
    for (index, new) in after.enumerated() where !isTaken[index] {
      list.append(DetectionChange(kind: .added, classIndex: new.classIndex, after: side(after, index)))
    }
    guard !list.isEmpty else { return nil }
    changes = DetectionChange.Kind.allCases.flatMap { kind in list.filter { $0.kind == kind } }
  }

  /// Changes in the order of how much they change: those with the most lost and added detections first.
  public static func ranked(_ changes: [PictureChange]) -> [PictureChange] {
    func rank(_ change: PictureChange) -> (Int, Int, Int) {
      (change.count(.lost) + change.count(.added), change.count(.moved), change.count(.rescored))
    }
    return changes.map { (rank($0), $0) }.sorted { a, b in
      if a.0 != b.0 { return a.0 > b.0 }
      return a.1.path != b.1.path
        ? a.1.path.utf8.lexicographicallyPrecedes(b.1.path.utf8) : a.1.picture < b.1.picture
    }.map(\.1)
  }
}

extension PictureOutcome {
  /// True when both have the same detections to the last bit.
  func hasSameDetections(as other: PictureOutcome) -> Bool {
    boxes == other.boxes && confidences == other.confidences && classes == other.classes && correct == other.correct
  }
}
