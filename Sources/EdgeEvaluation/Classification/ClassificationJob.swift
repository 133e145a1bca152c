public import EdgeDatasets
public import EdgeDetection
import EdgeModel
public import EdgeRunner
import EdgeSystem
import EdgeVision
import Foundation

/// One classifier's validation on folders of pictures: pictures in, accuracies and files out.
///
///     let runner = try await Drivers.connect("yolov8n-cls.tflite")
///     let job = try await ClassificationJob(runner: runner, options: .init(data: "imagenette"))
///     let report = try await job.run()
///     print(report.scores.all.top1)
///
/// A job belongs to one task.
public final class ClassificationJob {
  /// What is validated: the descriptor as the caller wrote it.
  public let descriptor: String
  /// Where the model runs.
  public let runner: any Runner
  /// What is validated.
  public let classifier: Classifier
  /// The pictures that take part.
  public let dataset: ClassificationDataset
  /// What was found on the pictures so far that could be used, in the data set's order.
  public private(set) var outcomes: [ClassificationOutcome] = []
  /// Pictures that could not be used, and notes on the data set.
  public private(set) var problems: [Dataset.Problem]
  /// The run's folder; nil until one is made.
  public private(set) var folder: RunFolder?

  private let options: ValidationJob.Options
  private let observe: @Sendable (ValidationJob.Event) -> Void
  private let sessions: [any Session]
  private var settings: ClassificationReport.Settings
  private var times = PictureRecord.Times()
  private var wall = Duration.zero

  /// Opens the data set for what the model knows.
  /// - Parameters:
  ///   - runner: where the model runs; it stays open when the job is done.
  ///   - descriptor: what reports call it.
  ///   - modelName: the model to use where the runner holds several.
  ///   - options: of which data, split, sample, seed, strictness, how pictures are prepared, sessions and version
  ///     count.
  ///   - observe: told what happens, from the task that runs the job.
  /// - Throws: `RunnerError`, with the code `notADetector` for models that do not classify; `DatasetError`;
  ///   `ValidationFailure`.
  public init(
    runner: any Runner, descriptor: String = "", modelName: String? = nil, options: ValidationJob.Options,
    observe: @escaping @Sendable (ValidationJob.Event) -> Void = { _ in }
  ) async throws {
    self.runner = runner
    self.descriptor = descriptor
    self.options = options
    self.observe = observe
    let session = try await runner.makeSession(modelName: modelName)
    let classifier = try Classifier(
      session: session, resizeMode: options.resizeMode, rounding: options.rounding, inputRange: options.inputRange,
      channelOrder: options.channelOrder)
    self.classifier = classifier
    let isNamed = !(session.model.metadata?.names.isEmpty ?? true)
    let whole = try ClassificationDataset.open(
      options.data, split: options.split,
      modelNames: isNamed ? (0..<classifier.classCount).map { classifier.names[$0] } : [],
      classCount: classifier.classCount, version: options.version)
    dataset =
      options.sample.count(of: whole.pictures.count).map { whole.sampled(count: $0, seed: options.seed) } ?? whole
    problems = dataset.problems
    let parallelCount = options.sessionCount(parallelSessionCount: runner.information.parallelSessionCount)
    sessions = try await ValidationJob.sessions(
      runner, first: session, count: min(parallelCount, dataset.pictures.count))
    settings = ClassificationReport.Settings(
      data: options.data, split: options.split, task: Classifier.task, pictureCount: whole.pictures.count,
      usedPictureCount: dataset.pictures.count,
      seed: dataset.pictures.count < whole.pictures.count ? options.seed : nil, model: session.model.name,
      modelHash: session.model.hash,
      inputSize: [classifier.preprocessor.inputHeight, classifier.preprocessor.inputWidth],
      resize: options.resizeMode?.rawValue ?? "center-crop", rounding: options.rounding.rawValue,
      compatibility: options.version.rawValue)
    for problem in problems { observe(.problem(problem)) }
  }

  /// Validates all pictures and writes the files of the run.
  /// - Parameters:
  ///   - place: the folder of the files; nil to write none.
  ///   - suffix: added to the folder's name, to keep several runs apart.
  ///   - advance: called after each picture with the accuracies so far.
  /// - Throws: `RunnerError` when the model fails, `ValidationFailure`, `CancellationError`.
  public func run(
    in place: ValidationJob.Place? = .init(), suffix: String = "", advance: () -> Void = {}
  ) async throws -> ClassificationReport {
    let start = ContinuousClock.now
    try await PictureStream(sessions).run(
      dataset.pictures.indices,
      prepare: { [classifier, dataset] position throws(Dataset.Problem) in
        try Self.prepared(dataset.pictures[position], classifier)
      },
      finish: { [classifier, dataset] position, times, outputs, inference throws(RunnerError) in
        try Self.finished(dataset.pictures[position], classifier, times, outputs, inference)
      },
      deliver: { _, step in
        switch step {
        case .success(let (outcome, times)):
          outcomes.append(outcome)
          self.times += times
        case .failure(let problem):
          if options.isStrict { throw ValidationFailure.unusable(problem) }
          observe(.problem(problem))
          problems.append(problem)
        }
        advance()
      })
    wall += start.duration(to: .now)
    guard !outcomes.isEmpty else { throw ValidationFailure.nothingScored(problems.last { $0.kind != .note }) }
    let report = report
    if let place { try save(report, in: place, suffix: suffix) }
    return report
  }

  /// Reads, decodes and resizes a picture.
  private static func prepared(
    _ picture: ClassificationDataset.Picture, _ classifier: Classifier
  ) throws(Dataset.Problem) -> PictureStream.Prepared<PictureRecord.Times> {
    let clock = ContinuousClock()
    let start = clock.now
    let decoded = try Dataset.Problem.decoded(file: picture.file, path: picture.path)
    let ready = clock.now
    let input = classifier.input(of: decoded)
    var times = PictureRecord.Times()
    times.decoding = start.duration(to: ready)
    times.preprocessing = ready.duration(to: clock.now)
    return PictureStream.Prepared(input: input, context: times)
  }

  /// Ranks the network's outputs for a picture.
  private static func finished(
    _ picture: ClassificationDataset.Picture, _ classifier: Classifier, _ times: PictureRecord.Times,
    _ outputs: [Tensor], _ inference: Duration
  ) throws(RunnerError) -> (ClassificationOutcome, PictureRecord.Times) {
    let clock = ContinuousClock()
    let start = clock.now
    let top = try classifier.result(of: outputs, path: picture.path).top()
    var times = times
    times.inference = inference
    times.postprocessing = start.duration(to: clock.now)
    let outcome = ClassificationOutcome(
      path: picture.path, truth: picture.classIndex, top: top.map(\.classIndex), confidences: top.map(\.confidence))
    return (outcome, times)
  }

  /// Writes `predictions.json`, `results.json`, `results.csv` and `speed.json` into a new folder.
  private func save(_ report: ClassificationReport, in place: ValidationJob.Place, suffix: String) throws {
    let folder = try place.makeFolder(task: Classifier.task, suffix: suffix)
    self.folder = folder
    let files = [
      ("predictions.json", try JSONDocument.encode(outcomes)), ("results.json", try JSONDocument.encode(report)),
      ("results.csv", Array(report.csv.utf8)), ("speed.json", try JSONDocument.encode(stageTimes)),
    ]
    for (name, bytes) in files { try folder.write(bytes, to: name) }
  }

  /// The accuracies so far.
  public var scores: ClassificationScores { ClassificationScores(outcomes, classNames: dataset.classNames) }

  /// The accuracies so far with all that they depend on.
  public var report: ClassificationReport {
    ClassificationReport(settings: settings, scores: scores, problems: problems)
  }

  /// Pictures that could not be used.
  public var unusableCount: Int { problems.count { $0.kind != .note } }

  /// How long the stages of the pictures so far took.
  public var stageTimes: StageTimes {
    StageTimes(
      times, pictures: outcomes.count, sessions: sessions.count, wall: wall,
      peakMemoryByteCount: ProcessMemory.peakByteCount)
  }
}
