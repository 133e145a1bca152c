package import EdgeEvaluation
import Foundation

/// All that a validation found out, as a page.
package struct ValidationPage: Sendable {
  package var report: DetectorScoreReport
  package var speed: StageTimes
  /// Where the model ran.
  package var descriptor: String
  package var runtime: String
  package var device: String
  package var curves: [any Plot] = []
  package var confusion: [any Plot] = []
  /// Drawn pictures, the worst first, what decided about them, and from which confidence on detections counted.
  package var worst: [(caption: String, jpeg: [UInt8])] = []
  package var worstKind = ObjectKind.boxes
  package var isWorstAtBestF1 = true
  package var worstConfidence: Float = 0

  package init(report: DetectorScoreReport, speed: StageTimes, descriptor: String, runtime: String, device: String) {
    self.report = report
    self.speed = speed
    self.descriptor = descriptor
    self.runtime = runtime
    self.device = device
  }

  package var page: ReportPage {
    var parts: [ReportPage.Part] = [.facts(facts), .heading("Scores")]
    parts +=
      [ultralyticsTable] + report.kinds.filter { $0.kind.cocoShape != nil }.map(cocoTable) + [
        .heading("Speed"), speedTable,
      ]
    if !curves.isEmpty { parts += [.heading("Curves (Ultralytics \(report.settings.compatibility))"), .plots(curves)] }
    if !confusion.isEmpty { parts += [.heading("Confusion matrix"), .plots(confusion)] }
    if !worst.isEmpty {
      parts += [
        .heading("Worst pictures"),
        .text(worstText),
      ]
      parts += worst.map { .picture(caption: $0.caption, jpeg: $0.jpeg) }
    }
    if !report.problems.isEmpty { parts += [.heading("Problems with files"), problemTable] }
    return ReportPage(title: "Validation of \(report.settings.model)", parts: parts)
  }

  /// What makes pictures the worst.
  private var worstText: String {
    let errors: String
    switch worstKind {
    case .boxes: errors = "Most missed objects and false detections at an overlap of 0.50"
    case .orientedBoxes: errors = "Most missed objects and false detections at a probabilistic overlap of 0.50"
    case .masks: errors = "Most missed objects, false detections and wrong masks at a mask overlap of 0.50"
    case .poses: errors = "Most missed objects, false detections and wrong poses at a keypoint similarity of 0.50"
    }
    return errors + String(format: ", above confidence %.3f", worstConfidence)
      + (isWorstAtBestF1 ? ", where F1 is best." : ".")
  }

  private var facts: [(name: String, value: String)] {
    let settings = report.settings
    var facts: [(name: String, value: String)] = [
      ("data", settings.dataText), ("model", settings.model), ("runs on", "\(descriptor) (\(runtime), \(device))"),
      ("settings", settings.rulesText), ("rules of", "Ultralytics \(settings.compatibility)"),
      ("COCO objects", settings.cocoObjects),
      (
        "found",
        "\(ReportText.grouped(report.detectionCount)) detections for \(ReportText.grouped(report.objectCount)) objects "
          + "on \(ReportText.grouped(report.pictureCount)) pictures"
      ),
    ]
    if let hash = settings.modelHash { facts.insert(("SHA-256", hash), at: 2) }
    return facts
  }

  private var ultralyticsTable: ReportPage.Part {
    var columns: [TextTable.Column] = [.left("Class"), .right("Images"), .right("Instances")]
    for kind in report.kinds {
      columns += ["P", "R", "mAP50", "mAP50-95"].map { .right("\(kind.kind.singular) \($0)") }
    }
    func row(_ cells: [DetectorScoreReport.Row]) -> [String] {
      [cells[0].name, "\(cells[0].pictures)", "\(cells[0].objects)"]
        + cells.flatMap { [$0.precision, $0.recall, $0.map50, $0.map] }.map { String(format: "%.4f", $0) }
    }
    let kinds = report.kinds.map(\.ultralytics)
    var rows = kinds.isEmpty ? [] : [row(kinds.map(\.all))]
    if let classes = kinds.first?.classes, classes.count > 1 {
      rows += classes.indices.map { index in row(kinds.map { $0.classes[index] }) }
    }
    return .table(
      title: "Ultralytics \(report.settings.compatibility): its own average precision",
      .init(columns: columns, rows: rows))
  }

  private func cocoTable(_ kind: DetectorScoreReport.Kind) -> ReportPage.Part {
    .table(
      title: "COCO protocol, \(kind.kind.rawValue), objects from \(report.settings.cocoObjects)",
      .init(
        columns: [
          .left("figure"), .left("what"), .left("IoU"), .left("area"), .right("detections"), .right("value"),
        ],
        rows: kind.coco.map { line in
          [
            line.name, line.isPrecision ? "average precision" : "average recall", line.overlap, line.area,
            "\(line.detectionLimit)", line.value.map { String(format: "%.4f", $0) } ?? "-",
          ]
        }))
  }

  private var speedTable: ReportPage.Part {
    let stages = [
      ("decode", speed.decode), ("preprocess", speed.preprocess), ("inference", speed.inference),
      ("postprocess", speed.postprocess), ("match", speed.match),
    ]
    return .table(
      title: String(
        format: "%.1f images/s; %d pictures in %.1f s, stages overlapping, %d in the model at once",
        speed.picturesPerSecond, speed.pictures, speed.wallSeconds, speed.sessions),
      .init(
        columns: [.left("stage"), .right("ms per picture")],
        rows: stages.map { [$0.0, String(format: "%.2f", $0.1)] }))
  }

  private var problemTable: ReportPage.Part {
    let limit = 200
    let rows = report.problems.prefix(limit).map { [$0.kind, $0.path, $0.message] }
    return .table(
      title: report.problems.count > limit ? "the first \(limit) of \(report.problems.count)" : "\(rows.count)",
      .init(columns: [.left("kind"), .left("file"), .left("problem")], rows: rows))
  }
}
