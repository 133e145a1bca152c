import ArgumentParser
import EdgeBuiltIn
import EdgeEvaluation
import EdgeReports
import EdgeVision

/// `edgerunner val`: a detector's precision, recall and mean average precision on a data set.
struct ValCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "val",
    abstract: "Measures a detector's mAP on a data set, as Ultralytics and as COCO compute it.",
    discussion: """
      Works for boxes, masks and poses on every runtime. Writes predictions.json (COCO's result format), results.json, \
      results.csv and speed.json to runs/detect/val, then val2 and so on. An interrupted run goes on with --resume. \
      Pictures and label files that cannot be used are told and counted, the others are scored, and the exit status is \
      then \(ExitStatus.input.code).
      """)

  @Option(
    name: [.customShort("d"), .customLong("descriptor")],
    help: ArgumentHelp(
      "Where the model runs, e.g. model.tflite, litert:model.tflite; may be given several times.",
      valueName: "descriptor"))
  var descriptors: [String] = []

  @Option(name: .customLong("model"), help: "The model to use where the descriptor holds several.")
  var modelName: String?

  @OptionGroup(title: "Data and scoring") var options: ValidationOptions
  @OptionGroup(title: "Comparison of several descriptors") var comparison: ComparisonOptions
  @OptionGroup(title: "Output") var place: ValidationFolder
  @OptionGroup(title: "Output") var drawing: DrawingOptions
  @OptionGroup(title: "Output") var json: JSONOption

  func validate() throws {
    guard descriptors.count <= 26 else { throw ValidationError("val takes at most 26 descriptors") }
    guard !comparison.stopsWhenDecided || descriptors.count > 1 else {
      throw ValidationError("--until-decided compares descriptors: give -d at least twice")
    }
  }

  func run() async throws {
    var validations: [DetectorValidation] = []
    let all = descriptors.isEmpty ? [BuiltInModel.descriptor] : descriptors
    for descriptor in all {
      let validation = try await DetectorValidation(
        descriptor: descriptor, modelName: modelName, options: options, isShuffled: comparison.stopsWhenDecided)
      try failIfStrict(validation)
      validations.append(validation)
    }
    var paired = try PairedValidation(validations, options: comparison, seed: options.seed)
    for (index, validation) in validations.enumerated() {
      try validation.open(place, suffix: all.count > 1 ? "-\(index + 1)" : "")
    }
    try await process(validations, &paired)
    try failIfNothingWasScored(validations)
    let documents: [ValDocument]
    do {
      documents = try await finish(validations, paired)
    } catch {
      for validation in validations { Self.tellWhatIsKept(of: validation) }
      throw error
    }
    if json.isOn { try JSONOutput.print(documents) }
    let unusableCount = validations.map(\.unusableCount).max() ?? 0
    guard unusableCount == 0 else {
      throw CommandFailure(.input, "\(unusableCount) pictures or label files could not be used; the others were scored")
    }
  }

  private func failIfStrict(_ validation: DetectorValidation) throws(CommandFailure) {
    guard options.isStrict, let problem = validation.problems.first(where: { $0.kind != .note }) else { return }
    throw CommandFailure(.input, "\(problem)", hint: "without --strict it is left out")
  }

  /// Figures of no pictures at all would only look like bad ones.
  private func failIfNothingWasScored(_ validations: [DetectorValidation]) throws(CommandFailure) {
    guard let empty = validations.first(where: { $0.outcomes.isEmpty }) else { return }
    for validation in validations { validation.complete() }
    let reason = empty.problems.last { $0.kind != .note }.map { ": \($0)" } ?? ""
    throw CommandFailure(
      .input, "none of the data set's pictures could be used\(reason)",
      hint: "check that the pictures and labels of --data are what it says")
  }

  /// Runs all descriptors on all pictures, or on as many as decide between them.
  private func process(_ validations: [DetectorValidation], _ paired: inout PairedValidation) async throws {
    let total = validations.reduce(0) { $0 + $1.dataset.pictures.count }
    var progress = ProgressBar(
      "val", total: total, unit: "images", done: validations.reduce(0) { $0 + $1.nextPosition })
    var nextScores = ContinuousClock.now + RunningScores.interval
    for look in paired.looks {
      for validation in validations {
        do {
          try await validation.process(upTo: look) {
            if ContinuousClock.now >= nextScores {
              let start = ContinuousClock.now
              progress.detail = RunningScores.text(validation)
              // Scoring costs the more the further the run is: it gets a twentieth of the time at most.
              nextScores = .now + max(RunningScores.interval, start.duration(to: .now) * 20)
            }
            progress.advance()
          }
        } catch {
          Self.tellWhatIsKept(of: validation)
          throw error
        }
      }
      if paired.isDecided(after: look) { break }
    }
    for validation in validations { validation.stop() }
    _ = consume progress
  }

  private static func tellWhatIsKept(of validation: DetectorValidation) {
    guard let folder = validation.folder, validation.nextPosition > 0 else { return }
    Console.note(
      "\(validation.nextPosition) of \(validation.dataset.pictures.count) pictures are kept in "
        + "\(folder.path); --resume goes on after them")
  }

  /// Writes and draws all results, and tells them unless they are to be told as JSON.
  private func finish(_ validations: [DetectorValidation], _ paired: PairedValidation) async throws -> [ValDocument] {
    let drawings = ValidationDrawings(options: drawing)
    var documents: [ValDocument] = []
    for (index, validation) in validations.enumerated() {
      let scores = validation.scores
      let report = validation.report(scores)
      try validation.save(report)
      try await drawings.save(validation, scores, report)
      let document = ValDocument(validation, report)
      if !json.isOn {
        let label = validations.count > 1 ? PairedValidation.label(index) + "\n" : ""
        Console.line((index == 0 ? "" : "\n") + label + document.text)
      }
      documents.append(document)
    }
    for index in validations.indices.dropFirst() {
      let report = try await paired.report(index, drawings)
      if !json.isOn { Console.line("\n" + report.text(pictureLimit: 10)) }
      documents[index].comparison = report
    }
    for validation in validations {
      validation.complete()
      await validation.runner.close()
    }
    return documents
  }
}

/// The figures that the progress line shows.
private enum RunningScores {
  static let interval = Duration.seconds(2)

  static func text(_ validation: DetectorValidation) -> String {
    validation.scores.kinds.map { kind in
      let figures = kind.ultralytics
      return
        "\(kind.kind.rawValue) mAP50 \(PredictionText.figure(figures.map50)) mAP \(PredictionText.figure(figures.map))"
    }.joined(separator: ", ")
  }
}

/// What `val` prints for one descriptor.
private struct ValDocument: Encodable {
  var descriptor: String
  var runtime: String
  var device: String
  var results: DetectorScoreReport
  var speed: StageTimes
  var folder: String?
  /// With the first descriptor; nil for that one itself.
  var comparison: PairedReport?

  init(_ validation: DetectorValidation, _ report: DetectorScoreReport) {
    descriptor = validation.descriptor
    runtime = validation.runner.information.runtime
    device = validation.runner.information.device
    results = report
    speed = validation.stageTimes
    folder = validation.folder?.path
  }

  var text: String {
    var lines = ["runs on   \(descriptor) (\(runtime), \(device))", results.text, "", speed.text]
    let problems = results.problems
    if !problems.isEmpty { lines.append("\(problems.count) problem(s) with files, listed in results.json") }
    if let folder { lines.append("Results saved to \(folder)") }
    return lines.joined(separator: "\n")
  }
}
