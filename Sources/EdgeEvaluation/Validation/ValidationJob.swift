public import EdgeDatasets
public import EdgeDetection
import EdgeModel
public import EdgeRunner

/// One model's validation on one data set: pictures in, figures and files out.
///
///     let runner = try await Drivers.connect("model.tflite")
///     let job = try await ValidationJob(runner: runner, options: .init(data: "coco.yaml"))
///     let report = try await job.run()
///     print(report.kinds[0].ultralytics.all.map)
///
/// Several jobs may work on the same pictures, part by part: `open`, `process`, `save` and `complete` are the steps of
/// which `run` consists. A job belongs to one task.
public final class ValidationJob {
  /// What a validation tells while it goes on.
  public enum Event: Sendable {
    /// The model names fewer classes than the data set has: only these are scored.
    case restricted(classCount: Int, datasetClassCount: Int)
    /// The model has fewer classes than the data set: the others count as missed.
    case missingClasses(classCount: Int, datasetClassCount: Int)
    /// A file cannot be used, or was mended.
    case problem(Dataset.Problem)
    /// An interrupted run was found and goes on.
    case resumed(folder: String, pictureCount: Int)
    /// There is no interrupted run to go on with in this folder.
    case startedAnew(project: String)
  }

  /// What is validated: the descriptor as the caller wrote it.
  public let descriptor: String
  /// Where the model runs.
  public let runner: any Runner
  /// Compares each picture's detections with its labels.
  public let validator: DetectionValidator
  /// What decides the figures, to stand beside them.
  public private(set) var settings: ScoreSettings
  /// Outcomes of the pictures so far, in the data set's order; nil for those that cannot be used.
  public internal(set) var outcomesByPosition: [PictureOutcome?] = []
  /// Files that could not be used, or were mended.
  public internal(set) var problems: [Dataset.Problem]
  /// The run's folder; nil until it is opened.
  public internal(set) var folder: RunFolder?

  let options: Options
  let observe: @Sendable (Event) -> Void
  /// Where the model runs, on as many pictures at once.
  let sessions: [any Session]
  var journal: ValidationJournal?
  /// What the head noted on the pictures so far, those of an interrupted run included.
  var notes: [String] = []
  var times = PictureRecord.Times()
  /// Pictures that this process validated, without those taken from a journal.
  var timedCount = 0
  var wall = Duration.zero

  /// Opens the data set for what the model does.
  /// - Parameters:
  ///   - runner: where the model runs; it stays open when the job is done.
  ///   - descriptor: what reports and the journal call it.
  ///   - modelName: the model to use where the runner holds several.
  ///   - observe: told what happens, from the task that runs the job.
  /// - Throws: `RunnerError`, with the code `notADetector` for other models; `DatasetError`; `ValidationFailure`.
  public init(
    runner: any Runner, descriptor: String = "", modelName: String? = nil, options: Options,
    observe: @escaping @Sendable (Event) -> Void = { _ in }
  ) async throws {
    self.runner = runner
    self.descriptor = descriptor
    self.options = options
    self.observe = observe
    let session = try await runner.makeSession(modelName: modelName)
    var detector = try Detector(
      session: session, resizeMode: options.resizeMode(session.model.metadata), rounding: options.rounding,
      inputRange: options.inputRange, channelOrder: options.channelOrder, headOptions: options.headOptions)
    let opened = try options.openDataset(task: detector.head.task)
    try Self.checkKeypoints(of: detector, against: opened)
    let whole = Self.restricted(opened, to: detector, version: options.version, observe)
    let sample = options.sample.count(of: whole.pictures.count).map { whole.sampled(count: $0, seed: options.seed) }
    let chosen = sample ?? whole
    let dataset = options.isShuffled ? chosen.shuffled(seed: options.seed) : chosen
    detector.options = try options.postprocessOptions(dataset)
    let parallelCount = options.sessionCount(parallelSessionCount: runner.information.parallelSessionCount)
    sessions = try await Self.sessions(runner, first: session, count: min(parallelCount, dataset.pictures.count))
    validator = DetectionValidator(
      detector: detector, dataset: dataset, usesDefaultConfidence: options.confidence == nil)
    problems = dataset.problems
    settings = ScoreSettings(
      data: options.data, split: options.split, task: detector.head.task.rawValue,
      pictureCount: whole.pictures.count, usedPictureCount: dataset.pictures.count,
      seed: dataset.pictures.count < whole.pictures.count ? options.seed : nil,
      model: session.model.name, modelHash: session.model.hash,
      inputSize: [detector.preprocessor.inputHeight, detector.preprocessor.inputWidth],
      preprocessing: detector.preprocessor.options, options: detector.options, headOptions: options.headOptions,
      cocoObjects: validator.truths.isAnnotated ? "COCO annotations" : "the labels (no crowds)")
    tellWhatIsMissing()
    if options.isStrict, let problem = problems.first(where: { $0.kind != .note }) {
      throw ValidationFailure.unusable(problem)
    }
  }

  /// As many sessions with the model of the first.
  static func sessions(
    _ runner: any Runner, first: any Session, count: Int
  ) async throws(RunnerError) -> [any Session] {
    var sessions = [first]
    while sessions.count < count { sessions.append(try await runner.makeSession(modelName: first.model.name)) }
    return sessions
  }

  private static func checkKeypoints(of detector: Detector, against dataset: Dataset) throws(ValidationFailure) {
    guard detector.head.task == .pose, let found = detector.head.keypointShape?.count,
      let labelled = dataset.keypointShape?.count, found != labelled
    else { return }
    throw .unlikeKeypoints(source: dataset.source, labelled: labelled, found: found)
  }

  /// Since release 8.4.157 labels of classes that the model does not name are left out.
  private static func restricted(
    _ dataset: Dataset, to detector: Detector, version: UltralyticsVersion, _ observe: (Event) -> Void
  ) -> Dataset {
    let named = detector.session.model.metadata?.names.count ?? 0
    guard version != .v8239, named > 0, named < dataset.classNames.count else { return dataset }
    observe(.restricted(classCount: named, datasetClassCount: dataset.classNames.count))
    return dataset.restricted(toClassesBelow: named)
  }

  private func tellWhatIsMissing() {
    let (model, data) = (validator.detector.head.classCount, dataset.classNames.count)
    if model > 0, model < data, validator.detector.options.classes == nil {
      observe(.missingClasses(classCount: model, datasetClassCount: data))
    }
    for problem in problems { observe(.problem(problem)) }
  }

  /// The pictures that take part, in the order in which they are taken.
  public var dataset: Dataset { validator.dataset }

  /// Pictures that were scored, in the order of their paths, which both scorers rely on.
  public var outcomes: [PictureOutcome] { scoredPositions.compactMap { outcomesByPosition[$0] } }

  /// Positions of `outcomes` in the data set.
  public var scoredPositions: [Int] {
    let scored = outcomesByPosition.indices.filter { outcomesByPosition[$0] != nil }
    guard options.isShuffled else { return scored }
    return scored.sorted { dataset.pictures[$0].path.utf8.lexicographicallyPrecedes(dataset.pictures[$1].path.utf8) }
  }

  /// The next picture; all before it are done.
  public var nextPosition: Int { outcomesByPosition.count }

  /// Pictures and label files that could not be used.
  public var unusableCount: Int { problems.count { $0.kind != .note } }

  /// The figures so far.
  public var scores: ValidationScores { validator.scores(outcomes) }

  /// How long the stages of the pictures so far took.
  public var stageTimes: StageTimes {
    StageTimes(
      times, pictures: timedCount, sessions: sessions.count, wall: wall,
      peakMemoryByteCount: ProcessMemory.peakByteCount)
  }

  /// The figures with all that they depend on.
  public func report(_ scores: ValidationScores) -> DetectorScoreReport {
    DetectorScoreReport(
      settings: settings, scores: scores, classNames: dataset.classNames, problems: problems,
      // In which order they are met depends on which picture is done first.
      notes: Set(notes).union(validator.detector.head.notes).sorted())
  }

  /// States that the run ends with the pictures so far.
  public func stop() {
    guard nextPosition < dataset.pictures.count else { return }
    settings.usedPictureCount = nextPosition
    settings.seed = options.seed
  }
}
