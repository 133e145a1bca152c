import Foundation

extension DetectorScoreReport {
  /// The tables, each under a line that says what and how.
  public var text: String {
    var lines = [
      "data      \(settings.dataText)",
      "model     \(settings.model)",
      "settings  \(settings.rulesText)",
    ]
    lines += notes.map { "note      \($0)" }
    lines += [
      "",
      "Ultralytics \(settings.compatibility): AP by its own rules, equal scores ranked as on Arm processors",
      header,
    ]
    lines += rows
    for kind in kinds {
      guard let shape = kind.kind.cocoShape else { continue }
      lines += [
        "",
        "COCO protocol, \(kind.kind.rawValue) (\(shape.rawValue)), objects from \(settings.cocoObjects)",
      ]
      lines += kind.coco.map(\.text)
    }
    return lines.joined(separator: "\n")
  }

  private var header: String {
    var cells = ["Images", "Instances"]
    for kind in kinds { cells += ["\(kind.kind.columnName)(P", "R", "mAP50", "mAP50-95)"] }
    return FigureColumn.padded("Class", 22) + cells.map { FigureColumn.padded($0, 11) }.joined()
  }

  private var rows: [String] {
    guard let first = kinds.first?.ultralytics else { return [] }
    let others = kinds.map(\.ultralytics)
    let all = line(first.all, others.map(\.all))
    guard settings.task != "pose" && first.classes.count > 1 else { return [all] }
    return [all] + first.classes.indices.map { index in line(first.classes[index], others.map { $0.classes[index] }) }
  }

  private func line(_ row: Row, _ kinds: [Row]) -> String {
    let numbers = kinds.flatMap { [$0.precision, $0.recall, $0.map50, $0.map] }
    return FigureColumn.padded(row.name, 22) + String(format: "%11d%11d", row.pictures, row.objects)
      + numbers.map { FigureColumn.padded(String(format: "%.3g", $0), 11) }.joined()
  }

  /// All figures as `protocol,kind,class,metric,value`, with the settings in front.
  public var csv: String {
    var figures = CSVText.Figures(settings: [
      ("data", settings.dataText), ("model", settings.model), ("model_sha256", settings.modelHash ?? ""),
      ("rules", settings.rulesText), ("compatibility", settings.compatibility), ("objects", settings.cocoObjects),
    ])
    for kind in kinds {
      let name = kind.kind.rawValue
      for row in [kind.ultralytics.all] + kind.ultralytics.classes {
        let metrics: [(String, String)] = [
          ("images", "\(row.pictures)"), ("instances", "\(row.objects)"), ("precision", "\(row.precision)"),
          ("recall", "\(row.recall)"), ("map50", "\(row.map50)"), ("map50_95", "\(row.map)"),
        ]
        for (metric, value) in metrics {
          figures.add(["ultralytics-\(settings.compatibility)", name, row.name, metric, value])
        }
      }
      for line in kind.coco { figures.add(["coco", name, "all", line.name, line.value.map { "\($0)" } ?? ""]) }
    }
    return figures.text
  }
}

extension ObjectKind {
  /// As Ultralytics heads the columns.
  fileprivate var columnName: String {
    switch self {
    case .boxes, .orientedBoxes: "Box"
    case .masks: "Mask"
    case .poses: "Pose"
    }
  }
}
