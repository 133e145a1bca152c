import EdgeEvaluation
import EdgeReports
import EdgeVision
import Foundation

/// Draws what a validation found out into its folder, and sums it up on a page.
struct ValidationDrawings {
  let options: DrawingOptions
  private static let quality = 88

  /// Writes curves and confusion matrices under Ultralytics' names, the worst pictures, and `report.html`.
  func save(_ validation: DetectorValidation, _ scores: ValidationScores, _ report: DetectorScoreReport) async throws {
    guard !options.isOff, let folder = validation.folder else { return }
    let names = ClassNames(list: validation.dataset.classNames)
    let outcomes = validation.outcomes
    let curves = scores.kinds.flatMap {
      ValidationPlots.curves($0.ultralytics, kind: $0.kind.singular, names: names)
    }
    let matrix = ConfusionMatrix(outcomes, classCount: validation.dataset.classNames.count)
    let confusion = ValidationPlots.confusion(
      matrix, names: names, above: outcomes.first?.confusionConfidence ?? 0)
    try await Self.write(curves + confusion, to: folder)
    var page = ValidationPage(
      report: report, speed: validation.stageTimes, descriptor: validation.descriptor,
      runtime: validation.runner.information.runtime, device: validation.runner.information.device)
    page.curves = curves.map(\.plot)
    page.confusion = confusion.map(\.plot)
    page.worstConfidence = Float(scores.kinds.first?.ultralytics.bestConfidence ?? 0.25)
    let worst = PictureErrors.worst(outcomes, above: page.worstConfidence, limit: options.pictureCount)
    page.worst = try await sheets(of: validation, to: folder, name: "worst", count: worst.count) { position in
      let outcome = outcomes[worst[position].picture]
      return (
        outcome.path,
        PictureSheet(worst[position], of: outcome, names: names, above: Float(page.worstConfidence))
      )
    }
    try OutputFile.write(Array(page.page.html.utf8), to: folder.file("report.html"))
  }

  /// Writes `comparison.json`, the changed pictures and `comparison.html`.
  func save(
    _ report: PairedReport, _ changes: [PictureChange], reference: [PictureOutcome], candidate: [PictureOutcome],
    rule: DetectionChange.Rule, of validation: DetectorValidation
  ) async throws {
    guard let folder = validation.folder else { return }
    try OutputFile.write(Array(try JSONOutput.encode(report)), to: folder.file("comparison.json"))
    guard !options.isOff else { return }
    let names = ClassNames(list: validation.dataset.classNames)
    let shown = Array(changes.prefix(options.pictureCount))
    let sheets = try await sheets(of: validation, to: folder, name: "changed", count: shown.count) { position in
      let change = shown[position]
      return (
        change.path,
        PictureSheet(
          change, reference: reference[change.picture], candidate: candidate[change.picture],
          labels: (report.reference, report.candidate), names: names, rule: rule)
      )
    }
    let page = ReportPage(
      title: "Is \(report.candidate) worse than \(report.reference)?", parts: report.pageParts(sheets: sheets))
    try OutputFile.write(Array(page.html.utf8), to: folder.file("comparison.html"))
  }

  private static func write(_ plots: [ValidationPlots.NamedPlot], to folder: RunFolder) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for named in plots {
        group.addTask { try PictureEncoder().write(named.plot.picture(), to: folder.file("\(named.name).png")) }
      }
      try await group.waitForAll()
    }
  }

  /// Draws sheets into a folder inside, and hands them back for a page; pictures that are gone are left out.
  private func sheets(
    of validation: DetectorValidation, to folder: RunFolder, name: String, count: Int,
    sheet: (Int) -> (path: String, sheet: PictureSheet)
  ) async throws -> [(caption: String, jpeg: [UInt8])] {
    guard count > 0 else { return [] }
    let inside = try folder.subfolder(name)
    let files = Dictionary(
      validation.dataset.pictures.map { ($0.path, $0.file) }, uniquingKeysWith: { first, _ in first })
    let jobs = (0..<count).map { position in
      let (path, sheet) = sheet(position)
      let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      let number = String(format: "%02d", position + 1)
      return (file: files[path] ?? path, target: inside.file("\(number)-\(stem).png"), sheet: sheet)
    }
    return try await withThrowingTaskGroup(of: (Int, [UInt8]?).self) { group in
      for (position, job) in jobs.enumerated() {
        group.addTask {
          guard let picture = try? PictureDecoder().decode(file: job.file) else { return (position, nil) }
          let drawn = try job.sheet.draw(over: picture)
          try PictureEncoder().write(drawn, to: job.target)
          return (position, try PictureEncoder().encode(drawn, as: .jpeg(quality: Self.quality)))
        }
      }
      var drawn = [[UInt8]?](repeating: nil, count: count)
      for try await (position, jpeg) in group { drawn[position] = jpeg }
      return zip(jobs, drawn).compactMap { job, jpeg in jpeg.map { (job.sheet.title, $0) } }
    }
  }
}
