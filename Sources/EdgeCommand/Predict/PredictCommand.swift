import ArgumentParser
import EdgeDetection
import EdgeFormats
import EdgeRunner
import EdgeVision

/// `edgerunner predict`: finds objects on pictures, or classifies them, and draws what it found.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Finds objects on pictures, or says what they show, and draws it on them.",
    discussion: """
      A source is a picture, a folder, a pattern such as 'photos/*.jpg' or a text file that lists these. Without a \
      source the built-in demo pictures are used, without -d the built-in model. Annotated pictures go to \
      runs/detect/predict, then predict2 and so on. A picture that cannot be read is told and counted, the others are \
      processed, and the exit status is then \(ExitStatus.input.code).
      """)

  @Argument(help: "Pictures, folders, patterns or lists.")
  var sources: [String] = []

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Detection")
  var detection: DetectionOptions

  @OptionGroup(title: "Output")
  var saving: SavingOptions

  @OptionGroup(title: "Output")
  var json: JSONOption

  func run() async throws {
    let (inputs, failures) = try expandedSources()
    let (runner, session) = try await model.makeSession()
    var run = PredictRun(
      predictor: try makePredictor(session), runner: runner, descriptor: model.descriptor, saving: saving,
      isJSON: json.isOn)
    for failure in failures { run.recordFailure(source: failure.source, error: "\(failure)") }
    var progress = ProgressBar("predict", total: inputs.count, unit: "pictures")
    for (index, input) in inputs.enumerated() {
      try Task.checkCancellation()
      try await run.process(input, position: index + 1, count: inputs.count)
      progress.advance()
    }
    _ = consume progress
    await runner.close()
    try run.finish()
  }

  /// The pictures that the sources stand for, and the sources that stand for none.
  private func expandedSources() throws -> ([PictureInput], [PictureSourceError]) {
    if sources.isEmpty { return (PictureInput.demo, []) }
    if let modelFile = sources.first(where: { ModelFormat(path: $0) != nil }) {
      throw CommandFailure(
        .usage, "\(modelFile) is a model, not a picture",
        hint: "name the model by -d: edgerunner predict -d \(modelFile)")
    }
    let expansion = PictureSource.expand(sources)
    if expansion.files.isEmpty {
      let reasons = expansion.failures.map(\.description).joined(separator: "; ")
      throw CommandFailure(.input, "no pictures to process: \(reasons)")
    }
    return (expansion.files.map(PictureInput.file), expansion.failures)
  }

  private func makePredictor(_ session: any Session) throws -> PicturePredictor {
    let predictor: PicturePredictor
    do throws(RunnerError) {
      if session.model.isClassifier(detection.detector.task) {
        predictor = .classifier(
          try Classifier(
            session: session, resizeMode: detection.resizeMode, rounding: detection.detector.rounding,
            inputRange: detection.detector.inputRange, channelOrder: detection.detector.channelOrder,
            names: detection.names))
      } else {
        predictor = .detector(
          try Detector(
            session: session, resizeMode: detection.resizeMode, rounding: detection.detector.rounding,
            inputRange: detection.detector.inputRange, channelOrder: detection.detector.channelOrder,
            headOptions: detection.detector.headOptions, names: detection.names))
      }
    } catch {
      guard error.code == .notADetector else { throw error }
      throw CommandFailure(
        .model, error.message, hint: error.hint ?? "edgerunner run runs any model; see edgerunner run --help")
    }
    try detection.detector.checkInputSize(of: predictor.preprocessor)
    try detection.checkVersion(for: predictor)
    guard case .detector(var detector) = predictor else {
      if saving.savesCrops { Console.note("--save-crop: a classifier finds no boxes to cut out") }
      return predictor
    }
    detector.options = try detection.postprocessOptions(names: detector.names)
    return .detector(detector)
  }
}
