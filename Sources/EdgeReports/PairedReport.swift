package import EdgeDetection
package import EdgeEvaluation
import Foundation

/// Whether one runtime's detections are worse than another's: what `edgerunner val` says about two descriptors.
package struct PairedReport: Sendable, Encodable {
  /// One figure of both runtimes.
  package struct FigureRow: Sendable, Encodable {
    package var kind: ObjectKind
    package var scorer: String
    package var name: String
    package var reference: Double
    package var candidate: Double
    package var difference: Double
    /// Of the difference.
    package var lower: Double
    package var upper: Double
    package var verdict: PairedComparison.Verdict
  }

  /// A picture whose detections changed.
  package struct PictureRow: Sendable, Encodable {
    package var path: String
    package var lost: Int
    package var added: Int
    package var moved: Int
    package var rescored: Int
    package var changes: [Change]
  }

  /// A detection that changed.
  package struct Change: Sendable, Encodable {
    package var kind: DetectionChange.Kind
    package var className: String
    package var confidenceBefore: Float?
    package var confidenceAfter: Float?
    /// Left, top, right and bottom in pixels of the picture.
    package var boxBefore: [Float]?
    package var boxAfter: [Float]?
    /// Pixels that the edge which moved most lies elsewhere; nil when the detection was lost or added.
    package var edgeMovement: Float?
    /// Intersection over union of both masks; nil without masks.
    package var maskOverlap: Double?
    /// Pixels that the keypoint which moved most lies elsewhere; nil without keypoints.
    package var keypointMovement: Float?
  }

  /// How the comparison was stopped before all pictures were seen.
  package struct Stop: Sendable, Encodable {
    /// `worse`, `better`, `no difference beyond the margin`, or `undecided` when all pictures did not decide.
    package var decision: String
    /// Pictures after which it was decided.
    package var pictureCount: Int
    /// Pictures there are.
    package var pictureLimit: Int
    package var margin: Double
    /// Times the figures were looked at.
    package var lookCount: Int
    /// Times they may be looked at.
    package var lookLimit: Int

    package init(rule: SequentialRule, decision: SequentialRule.Decision?, pictureCount: Int) {
      self.decision = decision?.rawValue ?? "undecided"
      self.pictureCount = pictureCount
      pictureLimit = rule.looks.last ?? 0
      margin = rule.margin
      lookCount = rule.looks.count { $0 <= pictureCount }
      lookLimit = rule.looks.count
    }
  }

  /// Short names of both runtimes, and where they run.
  package var reference: String
  package var candidate: String
  package var referenceDescriptor: String
  package var candidateDescriptor: String
  package var pictureCount: Int
  package var verdict: PairedComparison.Verdict
  /// One sentence.
  package var conclusion: String
  package var interval: String
  package var resampleCount: Int
  package var seed: UInt64
  /// Of each figure's interval.
  package var level: Double
  package var stop: Stop?
  package var figures: [FigureRow]
  package var rule: DetectionChange.Rule
  package var changedPictureCount: Int
  /// All pictures that changed, the worst first.
  package var changedPictures: [PictureRow]

  /// - Parameters:
  ///   - labels: what the runtimes are called, the reference first; likewise `descriptors`.
  package init(
    _ comparison: PairedComparison, changes: [PictureChange], rule: DetectionChange.Rule, labels: (String, String),
    descriptors: (String, String), names: ClassNames, stop: Stop? = nil
  ) {
    reference = labels.0
    candidate = labels.1
    referenceDescriptor = descriptors.0
    candidateDescriptor = descriptors.1
    pictureCount = comparison.pictureCount
    verdict = comparison.verdict
    interval = "bias-corrected and accelerated bootstrap (BCa), pictures resampled in pairs"
    resampleCount = comparison.options.resampleCount
    seed = comparison.options.seed
    level = comparison.options.level
    self.stop = stop
    self.rule = rule
    figures = comparison.figures.map { figure in
      FigureRow(
        kind: figure.kind, scorer: figure.scorer, name: figure.name, reference: figure.reference,
        candidate: figure.candidate, difference: figure.difference, lower: figure.interval.lower,
        upper: figure.interval.upper, verdict: figure.verdict)
    }
    changedPictureCount = changes.count
    changedPictures = changes.map { change in
      PictureRow(
        path: change.path, lost: change.count(.lost), added: change.count(.added), moved: change.count(.moved),
        rescored: change.count(.rescored),
        changes: change.changes.map { item in
          func corners(_ side: DetectionChange.Side?) -> [Float]? {
            side.map { [$0.box.x1, $0.box.y1, $0.box.x2, $0.box.y2] }
          }
          return Change(
            kind: item.kind, className: names[item.classIndex], confidenceBefore: item.before?.confidence,
            confidenceAfter: item.after?.confidence, boxBefore: corners(item.before), boxAfter: corners(item.after),
            edgeMovement: item.movement?.edge, maskOverlap: item.movement?.maskOverlap,
            keypointMovement: item.movement?.keypoint)
        })
    }
    conclusion = Self.conclusion(comparison, labels: labels, stop: stop)
  }

  private static func conclusion(_ comparison: PairedComparison, labels: (String, String), stop: Stop?) -> String {
    let place = "on \(comparison.pictureCount) pictures"
    var text: String
    if comparison.isIdentical {
      text = "\(labels.1) is identical to \(labels.0): every detection \(place) is the same to the last bit"
    } else if let figure = comparison.headline {
      let name = "\(figure.kind.singular) mAP50-95 (Ultralytics)"
      let size = "\(number(abs(figure.difference))) ± \(number(figure.interval.margin))"
      let range = "\(signed(figure.interval.lower)) to \(signed(figure.interval.upper))"
      switch figure.verdict {
      case .worse: text = "\(labels.1) is worse than \(labels.0) by \(size): \(name) differs by \(range) \(place)"
      case .better: text = "\(labels.1) is better than \(labels.0) by \(size): \(name) differs by \(range) \(place)"
      case .noDifference, .identical:
        text = "no difference shown between \(labels.1) and \(labels.0): \(name) differs by \(range) \(place)"
      }
    } else {
      text = "nothing was to be found \(place): there are no figures to compare"
    }
    if let stop {
      text +=
        stop.decision == "undecided"
        ? "; undecided at a margin of \(ReportText.number(stop.margin)) after all \(stop.pictureCount) pictures"
        : "; decided (\(stop.decision)\(stop.decision.hasSuffix("margin") ? " of \(ReportText.number(stop.margin))" : "")) "
          + "after \(stop.pictureCount) of \(stop.pictureLimit) pictures"
    }
    return text
  }

  static func number(_ value: Double) -> String { String(format: "%.4f", value) }
  static func signed(_ value: Double) -> String { value == 0 ? "0.0000" : String(format: "%+.4f", value) }
}

extension ObjectKind {
  /// As Ultralytics' files and tables name it.
  package var singular: String {
    switch self {
    case .boxes, .orientedBoxes: "Box"
    case .masks: "Mask"
    case .poses: "Pose"
    }
  }
}

extension PairedReport {
  /// For people.
  /// - Parameter pictureLimit: most pictures that are listed.
  package func text(pictureLimit: Int) -> String {
    var lines = [title, figureTable.text(indentedBy: 2), "  " + method]
    if !changedPictures.isEmpty {
      lines.append(
        "  \(changedPictureCount) of \(pictureCount) pictures changed above confidence "
          + ReportText.number(Double(rule.confidence)))
      lines.append(pictureTable(limit: pictureLimit).text(indentedBy: 2))
      if changedPictureCount > pictureLimit { lines.append("  \(changedPictureCount - pictureLimit) more (--json)") }
    }
    lines.append(conclusion)
    return lines.joined(separator: "\n")
  }

  /// `B litert:m.tflite against A m.tflite`.
  package var title: String {
    "\(candidate) (\(candidateDescriptor)) against \(reference) (\(referenceDescriptor))"
  }

  /// How intervals were computed.
  package var method: String {
    let share = ReportText.number((level * 10_000).rounded() / 100)
    var text = "intervals: \(share) % each, \(resampleCount) resamples, seed \(seed), \(interval)"
    if let stop { text += "; look \(stop.lookCount) of \(stop.lookLimit)" }
    return text
  }

  package var figureTable: TextTable {
    var table = TextTable([
      .left("figure"), .right(reference), .right(candidate), .right("difference"), .right("from"), .right("to"),
      .left("verdict"),
    ])
    for row in figures {
      table.append([
        "\(row.kind.singular) \(row.name) (\(row.scorer))", Self.number(row.reference), Self.number(row.candidate),
        Self.signed(row.difference), Self.signed(row.lower), Self.signed(row.upper), row.verdict.rawValue,
      ])
    }
    return table
  }

  package func pictureTable(limit: Int) -> TextTable {
    var table = TextTable([
      .left("picture"), .right("lost"), .right("added"), .right("moved"), .right("rescored"), .left("for example"),
    ])
    for row in changedPictures.prefix(limit) {
      table.append([
        ReportText.fileName(row.path), "\(row.lost)", "\(row.added)", "\(row.moved)", "\(row.rescored)",
        row.changes.first.map(text) ?? "",
      ])
    }
    return table
  }

  private func text(_ change: Change) -> String {
    func confidence(_ value: Float?) -> String { value.map { String(format: "%.2f", $0) } ?? "" }
    switch change.kind {
    case .lost: return "lost \(change.className) \(confidence(change.confidenceBefore))"
    case .added: return "added \(change.className) \(confidence(change.confidenceAfter))"
    case .moved:
      let name = "moved \(change.className) \(confidence(change.confidenceAfter))"
      if let overlap = change.maskOverlap, overlap < rule.maskOverlap {
        return name + String(format: ", masks overlap by %.2f", overlap)
      }
      if let distance = change.keypointMovement, distance > rule.keypointMovement {
        return name + String(format: ", a keypoint by %.1f pixels", distance)
      }
      return name + String(format: " by %.1f pixels", change.edgeMovement ?? 0)
    case .rescored:
      return "rescored \(change.className) \(confidence(change.confidenceBefore)) to "
        + confidence(change.confidenceAfter)
    }
  }

  /// What counts as a change.
  private var changeText: String {
    var places = ["an edge lies more than \(ReportText.number(Double(rule.movement))) pixel elsewhere"]
    if figures.contains(where: { $0.kind == .masks }) {
      places.append(String(format: "masks overlap by less than %.2f", rule.maskOverlap))
    }
    if figures.contains(where: { $0.kind == .poses }) {
      places.append("a keypoint lies more than \(ReportText.number(Double(rule.keypointMovement))) pixels elsewhere")
    }
    return "Detections of a class whose boxes overlap by \(ReportText.number(Double(rule.overlap))) or more are the "
      + "same object. It has moved when \(places.joined(separator: " or ")), else it is rescored when its confidence "
      + "differs by more than \(ReportText.number(Double(rule.rescoring))). Others are lost or added."
  }

  /// The parts of a page about it; `sheets` are drawn pictures, in the order of `changedPictures`.
  package func pageParts(sheets: [(caption: String, jpeg: [UInt8])]) -> [ReportPage.Part] {
    let tone: ReportPage.Tone =
      switch verdict {
      case .worse: .bad
      case .better, .identical: .good
      case .noDifference: .plain
      }
    var parts: [ReportPage.Part] = [
      .heading(title), .statement(conclusion, tone),
      .table(title: "Paired differences", ReportPage.Table(figureTable)), .text(method),
    ]
    if !changedPictures.isEmpty {
      parts += [.heading("Changed pictures"), .text(changeText)]
      parts.append(
        .table(
          title: "\(changedPictureCount) of \(pictureCount) pictures changed above confidence "
            + ReportText.number(Double(rule.confidence)),
          ReportPage.Table(pictureTable(limit: 50))))
      parts += sheets.map { .picture(caption: $0.caption, jpeg: $0.jpeg) }
    }
    return parts
  }
}
