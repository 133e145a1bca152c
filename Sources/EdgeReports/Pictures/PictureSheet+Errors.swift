package import EdgeDetection
package import EdgeEvaluation
import Foundation

extension PictureSheet {
  /// What is there beside what was found.
  ///
  /// Missed objects and false detections are red, those whose box fits but not the mask or pose orange, others green.
  /// - Parameters:
  ///   - truthShapes: of the outcome's objects; may be empty.
  ///   - shapes: of its detections; may be empty.
  ///   - confidence: from which on detections count.
  package init(
    _ errors: PictureErrors, of outcome: PictureOutcome, truthShapes: [ObjectShape] = [], shapes: [ObjectShape] = [],
    names: ClassNames, above confidence: Float
  ) {
    func tone(_ isWrong: Bool, _ isMismatched: Bool) -> Tone { isWrong ? .wrong : isMismatched ? .changed : .right }
    let (missed, wrong) = (Set(errors.missed), Set(errors.wrong))
    let truths = outcome.truthBoxes.indices.map { index in
      Mark(
        box: outcome.truthBoxes[index], shape: truthShapes.element(index) ?? ObjectShape(),
        label: names[Int(outcome.truthClasses[index])],
        tone: tone(missed.contains(index), errors.mismatched.contains { $0.truth == index }))
    }
    // The best detections last, so that they lie on top.
    let found = (0..<errors.detectionCount).reversed().map { index in
      Mark(
        box: outcome.boxes[index], shape: shapes.element(index) ?? ObjectShape(),
        label: Self.label(names[Int(outcome.classes[index])], outcome.confidences[index]),
        tone: tone(wrong.contains(index), errors.mismatched.contains { $0.detection == index }))
    }
    var legend = [LegendEntry(.right, "found"), LegendEntry(.wrong, "missed or false")]
    if let shape = errors.kind.shapeName { legend.append(LegendEntry(.changed, "box right, \(shape) wrong")) }
    self.init(
      title: "\(ReportText.fileName(outcome.path)): \(errors.summary)",
      sides: [
        Side(
          caption: "ground truth: \(ReportText.count(truths.count, "object"))"
            + (truths.contains { !$0.shape.hiddenKeypoints.isEmpty } ? ", hidden points hollow" : ""),
          marks: truths.inOrderOfTones),
        Side(
          caption: "detections above \(Self.confidence(confidence)): \(found.count)", marks: found.inOrderOfTones),
      ], legend: legend)
  }

  /// A picture on two runtimes: lost and added detections in red, moved and rescored ones in orange.
  /// - Parameters:
  ///   - reference: all detections of the first runtime, best first; `candidate` those of the other.
  package init(
    _ change: PictureChange, reference: [PictureRecord.Object], candidate: [PictureRecord.Object],
    labels: (String, String), names: ClassNames, rule: DetectionChange.Rule
  ) {
    func side(_ label: String, _ marks: [Mark]) -> Side {
      let count = ReportText.count(marks.count, "detection")
      return Side(caption: "\(label): \(count) above \(Self.confidence(rule.confidence))", marks: marks)
    }
    func marks(_ objects: [PictureRecord.Object], _ side: (DetectionChange) -> DetectionChange.Side?) -> [Mark] {
      var tones: [Int: Tone] = [:]
      for item in change.changes {
        guard let index = side(item)?.index else { continue }
        tones[index] = item.kind == .lost || item.kind == .added ? .wrong : .changed
      }
      return objects.indices.filter { objects[$0].confidence > rule.confidence }.reversed().map { index in
        Mark(
          box: objects[index].box, shape: ObjectShape(objects[index]),
          label: Self.label(names[objects[index].classIndex], objects[index].confidence),
          tone: tones[index] ?? .right)
      }.inOrderOfTones
    }
    self.init(
      title: "\(ReportText.fileName(change.path)): \(change.summary)",
      sides: [
        side(labels.0, marks(reference, \.before)),
        side(labels.1, marks(candidate, \.after)),
      ],
      legend: [
        LegendEntry(.right, "the same"), LegendEntry(.wrong, "lost in \(labels.1), or added by it"),
        LegendEntry(.changed, "moved or rescored"),
      ])
  }

  private static func label(_ name: String, _ confidence: Float) -> String { "\(name) \(self.confidence(confidence))" }

  private static func confidence(_ value: Float) -> String { String(format: "%.2f", value) }
}

extension PictureErrors {
  /// `2 missed, 1 false, 1 wrong mask`.
  var summary: String {
    var parts = ["\(missed.count) missed", "\(wrong.count) false"]
    if let shape = kind.shapeName { parts.append(ReportText.count(mismatched.count, "wrong \(shape)")) }
    return parts.joined(separator: ", ")
  }
}

extension PictureChange {
  /// `2 lost, 1 moved`.
  package var summary: String {
    DetectionChange.Kind.allCases.compactMap { kind in
      count(kind) > 0 ? "\(count(kind)) \(kind.rawValue)" : nil
    }.joined(separator: ", ")
  }
}

extension ObjectKind {
  /// What lies inside the box; nil when the box is all.
  var shapeName: String? {
    switch self {
    case .boxes, .orientedBoxes: nil
    case .masks: "mask"
    case .poses: "pose"
    }
  }
}

extension [PictureSheet.Mark] {
  /// What is right below what changed, and what is wrong on top; otherwise in the same order.
  fileprivate var inOrderOfTones: [PictureSheet.Mark] {
    PictureSheet.Tone.allCases.flatMap { tone in filter { $0.tone == tone } }
  }
}

extension [ObjectShape] {
  fileprivate func element(_ index: Int) -> ObjectShape? { indices.contains(index) ? self[index] : nil }
}
