import EdgeDetection
import EdgeRunner
import EdgeVision

/// One run of `predict`: processes pictures one by one, tells and saves what is found, and sums up.
struct PredictRun {
  private let predictor: PicturePredictor
  private let saving: SavingOptions
  private let isJSON: Bool
  private let inputSize: [Int]
  /// Made with the first picture, so that a run without any leaves no folder.
  private var writer: ResultWriter?
  private var labelFileCount = 0
  private var report: PredictionReport
  private var times = PredictionReport.Times()

  init(predictor: PicturePredictor, runner: any Runner, descriptor: String, saving: SavingOptions, isJSON: Bool) {
    self.predictor = predictor
    self.saving = saving
    self.isJSON = isJSON
    inputSize = [predictor.preprocessor.inputHeight, predictor.preprocessor.inputWidth]
    report = PredictionReport(
      descriptor: descriptor, model: predictor.session.model.name, runtime: runner.information.runtime,
      device: runner.information.device, task: predictor.task, inputSize: inputSize)
  }

  /// Tells and counts a picture or source that cannot be processed.
  mutating func recordFailure(source: String, error: String) {
    Console.warning(error)
    report.failures.append(.init(source: source, error: error))
    report.summary.failed += 1
  }

  /// Processes one picture; one that cannot be decoded is told and counted.
  /// - Throws: errors of the runner, and `CommandFailure` when results cannot be written.
  mutating func process(_ input: PictureInput, position: Int, count: Int) async throws {
    let picture: Picture
    do throws(PictureError) {
      picture = try input.decode()
    } catch {
      recordFailure(source: input.path, error: "image \(position)/\(count) \(error)")
      return
    }
    let found = try await predictor.predict(picture, path: input.path, wantsRecords: isJSON)
    tellNotes(found.finding)
    let files = try save(found.finding, picture: picture)
    add(found, files, of: picture)
    guard !isJSON else { return }
    Console.line(
      PredictionText.line(
        position: position, count: count, path: input.path, inputSize: inputSize, finding: found.finding,
        inference: found.inference))
  }

  /// Tells what was guessed about the outputs or left out of them, each thing once.
  private mutating func tellNotes(_ finding: any PictureFinding) {
    var notes: [String] = []
    switch predictor {
    case .detector(let detector): notes = detector.head.notes
    case .classifier: notes = (finding as? PictureClassification)?.notes ?? []
    }
    let new = notes.filter { !report.notes.contains($0) }
    for note in new { Console.note("note: \(note)") }
    report.notes += new
  }

  /// Writes the files that were asked for; nil when none were.
  private mutating func save(_ finding: any PictureFinding, picture: Picture) throws -> ResultWriter.Files? {
    if saving.savesNothing { return nil }
    do {
      let writer = try writer ?? makeWriter()
      self.writer = writer
      let files = try writer.write(finding, picture: picture)
      if files.labels != nil { labelFileCount += 1 }
      return files
    } catch {
      throw CommandFailure(
        .outputUnwritable, "\(error)", hint: "check free space and permissions, or choose a folder by --project")
    }
  }

  private func makeWriter() throws(RunFolder.Failure) -> ResultWriter {
    let folder = try RunFolder.make(
      project: saving.project ?? "runs/\(predictor.task)", name: saving.name,
      reusingExisting: saving.reusesFolder)
    return ResultWriter(folder: folder, options: saving.writerOptions)
  }

  private mutating func add(
    _ found: PicturePredictor.Prediction, _ files: ResultWriter.Files?, of picture: Picture
  ) {
    times.add(found.times)
    report.summary.pictures += 1
    if case .detector = predictor { report.summary.detections += found.countedClasses.count }
    for name in found.countedClasses { report.summary.classes[name, default: 0] += 1 }
    guard isJSON else { return }
    report.pictures.append(
      .init(
        path: found.finding.path, width: picture.width, height: picture.height, detections: found.detections,
        classes: found.classes, milliseconds: found.times, saved: files?.picture, labels: files?.labels,
        crops: files?.crops ?? []))
  }

  /// Tells the totals.
  /// - Throws: `CommandFailure` when pictures could not be processed.
  mutating func finish() throws {
    report.summary.milliseconds = times.divided(by: report.summary.pictures)
    report.folder = writer?.folder.path
    if isJSON {
      try JSONOutput.print(report)
    } else if report.summary.pictures > 0 {
      Console.line(PredictionText.speedLine(report.summary.milliseconds, inputSize: inputSize))
      if let folder = report.folder {
        Console.line("Results saved to \(folder)")
        if saving.savesText { Console.line("\(labelFileCount) label files saved to \(folder)/labels") }
      }
    }
    let failed = report.summary.failed
    guard failed > 0 else { return }
    throw CommandFailure(
      .input, "\(failed) of \(failed + report.summary.pictures) pictures or sources could not be processed")
  }
}

extension SavingOptions {
  /// The same choices for the writer of result files.
  fileprivate var writerOptions: ResultWriter.Options {
    var options = ResultWriter.Options()
    options.savesPictures = !savesNoPictures
    options.savesLabels = savesText
    options.savesConfidences = savesConfidence
    options.savesCrops = savesCrops
    return options
  }
}

extension PredictionReport.Times {
  fileprivate mutating func add(_ other: Self) {
    preprocess += other.preprocess
    inference += other.inference
    postprocess += other.postprocess
  }

  /// Means of `count` pictures; zeros for none.
  fileprivate func divided(by count: Int) -> Self {
    let count = Double(max(count, 1))
    return Self(preprocess: preprocess / count, inference: inference / count, postprocess: postprocess / count)
  }
}
