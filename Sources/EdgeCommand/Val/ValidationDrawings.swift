import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeReports
import EdgeRunner
import EdgeVision
import Foundation

/// Draws what a validation found out into its folder, and sums it up on a page.
struct ValidationDrawings {
  let options: DrawingOptions

  /// Writes curves and confusion matrices under Ultralytics' names, the worst pictures, and `report.html`.
  func save(_ validation: ValidationJob, _ scores: ValidationScores, _ report: DetectorScoreReport) async throws {
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
    // The most important kind decides: masks or poses where there are any.
    let deciding = scores.kinds.last
    page.worstKind = deciding?.kind ?? .boxes
    // Where nothing was found there is no best confidence.
    let best = Float(deciding?.ultralytics.bestConfidence ?? 0)
    page.isWorstAtBestF1 = best > 0
    page.worstConfidence = best > 0 ? best : 0.25
    page.worst = try await worst(of: validation, outcomes, page.worstKind, above: page.worstConfidence, to: folder)
    try OutputFile.write(Array(page.page.html.utf8), to: folder.file("report.html"))
  }

  /// Draws the pictures with the most errors.
  private func worst(
    of validation: ValidationJob, _ outcomes: [PictureOutcome], _ kind: ObjectKind, above confidence: Float,
    to folder: RunFolder
  ) async throws -> [(caption: String, jpeg: [UInt8])] {
    let dataset = validation.dataset
    let names = ClassNames(list: dataset.classNames)
    let errors = PictureErrors.worst(outcomes, kind: kind, above: confidence, limit: options.pictureCount)
    let positions = validation.scoredPositions
    let records = validation.records(at: errors.map { positions[$0.picture] })
    let jobs = errors.compactMap { item -> SheetFolder.Job? in
      let position = positions[item.picture]
      guard let record = records[position] else { return nil }
      let picture = dataset.pictures[position]
      let truths = record.truthLabels.map { label in
        picture.labels.indices.contains(label)
          ? ObjectShape(
            picture.labels[label], annotations: dataset.annotations,
            isTurned: validation.validator.detector.head.task == .obb,
            statesVisibility: dataset.keypointShape?.dimensions == 3, width: record.width, height: record.height)
          : ObjectShape()
      }
      return SheetFolder.Job(
        path: picture.path, file: picture.file,
        sheet: PictureSheet(
          item, of: outcomes[item.picture], truthShapes: truths, shapes: record.objects.map { ObjectShape($0) },
          names: names, above: confidence))
    }
    return try await SheetFolder(name: "worst", of: folder).draw(jobs)
  }

  /// Writes `comparison.json`, the changed pictures and `comparison.html`.
  func save(
    _ report: PairedReport, _ changes: [PictureChange], rule: DetectionChange.Rule, reference: ValidationJob,
    candidate: ValidationJob
  ) async throws {
    guard let folder = candidate.folder else { return }
    try OutputFile.write(try JSONDocument.encode(report), to: folder.file("comparison.json"))
    guard !options.isOff else { return }
    let names = ClassNames(list: candidate.dataset.classNames)
    let shown = Array(changes.prefix(options.pictureCount))
    let (before, after) = (
      reference.records(at: shown.map(\.picture)), candidate.records(at: shown.map(\.picture))
    )
    let jobs = shown.compactMap { change -> SheetFolder.Job? in
      guard let a = before[change.picture], let b = after[change.picture] else { return nil }
      return SheetFolder.Job(
        path: change.path, file: candidate.dataset.pictures[change.picture].file,
        sheet: PictureSheet(
          change, reference: a.objects, candidate: b.objects, labels: (report.reference, report.candidate),
          names: names, rule: rule))
    }
    let sheets = try await SheetFolder(name: "changed", of: folder).draw(jobs)
    let page = ReportPage(
      title: "Is \(report.candidate) worse than \(report.reference)?", parts: report.pageParts(sheets: sheets))
    try OutputFile.write(Array(page.html.utf8), to: folder.file("comparison.html"))
  }

  private static func write(_ plots: [ValidationPlots.NamedPlot], to folder: RunFolder) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for named in plots {
        group.addTask {
          try OutputFile.write(
            PictureEncoder().encode(named.plot.picture(), as: .png), to: folder.file("\(named.name).png"))
        }
      }
      try await group.waitForAll()
    }
  }
}
