import EdgeDatasets
import EdgeDetection
import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeReports
import EdgeRunner
import EdgeSystem
import Foundation

/// One model's validation on one data set: pictures in, figures and files out.
///
/// Several of them may work on the same pictures, part by part.
final class DetectorValidation {
  let descriptor: String
  let runner: any Runner
  let validator: DetectionValidator
  /// Where the model runs, on as many pictures at once.
  private let sessions: [any Session]
  private(set) var settings: ScoreSettings
  /// Outcomes of the pictures so far, in the data set's order; nil for those that cannot be used.
  private(set) var outcomesByPosition: [PictureOutcome?] = []
  private(set) var problems: [Dataset.Problem]
  private(set) var times = PictureRecord.Times()
  /// Pictures that this process validated, without those taken from a journal.
  private(set) var timedCount = 0
  private(set) var wall = Duration.zero
  private(set) var folder: RunFolder?
  private var journal: ValidationJournal?
  private let options: ValidationOptions
  private let isShuffled: Bool

  var dataset: Dataset { validator.dataset }
  /// Pictures that were scored, in the order of their paths, which both scorers rely on.
  var outcomes: [PictureOutcome] { scoredPositions.compactMap { outcomesByPosition[$0] } }
  /// Positions of `outcomes` in the data set.
  var scoredPositions: [Int] {
    let scored = outcomesByPosition.indices.filter { outcomesByPosition[$0] != nil }
    guard isShuffled else { return scored }
    return scored.sorted { dataset.pictures[$0].path.utf8.lexicographicallyPrecedes(dataset.pictures[$1].path.utf8) }
  }
  /// The next picture; all before it are done.
  var nextPosition: Int { outcomesByPosition.count }

  /// Connects a descriptor and opens the data set for its task.
  /// - Parameter isShuffled: take the pictures in random order, so that the first of them stand for all.
  init(
    descriptor: String, modelName: String?, options: ValidationOptions, isShuffled: Bool = false
  ) async throws {
    self.isShuffled = isShuffled
    self.descriptor = descriptor
    self.options = options
    runner = try await Connecting.connect(descriptor)
    let session = try await runner.makeSession(modelName: modelName)
    var detector = try Self.detector(session, options)
    let opened = try options.openDataset(task: detector.head.task)
    try Self.checkKeypoints(of: detector, against: opened)
    let whole = Self.restricted(opened, to: detector, version: options.version)
    let sample = options.sample(whole)
    let dataset = isShuffled ? sample.shuffled(seed: options.seed) : sample
    detector.options = try options.postprocessOptions(dataset)
    sessions = try await Self.sessions(
      runner, first: session, count: min(options.sessionCount(runner.information), dataset.pictures.count))
    validator = DetectionValidator(
      detector: detector, dataset: dataset, usesDefaultConfidence: options.confidence == nil)
    problems = dataset.problems
    let model = detector.session.model
    settings = ScoreSettings(
      data: options.data, split: options.split, task: detector.head.task.rawValue,
      pictureCount: whole.pictures.count, usedPictureCount: dataset.pictures.count,
      seed: dataset.pictures.count < whole.pictures.count ? options.seed : nil,
      model: model.name, modelHash: model.hash,
      inputSize: [detector.preprocessor.inputHeight, detector.preprocessor.inputWidth],
      resize: detector.preprocessor.options.resizeMode.rawValue, rounding: options.detector.rounding.rawValue,
      options: detector.options,
      cocoObjects: validator.truths.isAnnotated ? "COCO annotations" : "the labels (no crowds)")
    Self.warn(of: dataset, detector: detector)
  }

  /// As many sessions with the model of the first.
  private static func sessions(
    _ runner: any Runner, first: any Session, count: Int
  ) async throws(RunnerError) -> [any Session] {
    var sessions = [first]
    while sessions.count < count { sessions.append(try await runner.makeSession(modelName: first.model.name)) }
    return sessions
  }

  private static func detector(_ session: any Session, _ options: ValidationOptions) throws -> Detector {
    let detector: Detector
    do throws(RunnerError) {
      detector = try Detector(
        session: session, resizeMode: options.resizeMode(session.model.metadata), rounding: options.detector.rounding,
        task: options.detector.task)
    } catch {
      guard error.code == .notADetector else { throw error }
      throw CommandFailure(.model, error.message, hint: "edgerunner validate compares any two models")
    }
    try options.detector.checkInputSize(of: detector)
    return detector
  }

  /// Poses can only be compared point by point.
  private static func checkKeypoints(of detector: Detector, against dataset: Dataset) throws(CommandFailure) {
    guard detector.head.task == .pose, let found = detector.head.keypointShape?.count,
      let labelled = dataset.keypointShape?.count, found != labelled
    else { return }
    throw CommandFailure(
      .input, "\(dataset.source): its objects have \(labelled) keypoints, those of the model \(found)",
      hint: "take the data set that the model was trained for, or mend kpt_shape")
  }

  /// Since release 8.4.157 labels of classes that the model does not name are left out.
  private static func restricted(_ dataset: Dataset, to detector: Detector, version: UltralyticsVersion) -> Dataset {
    let named = detector.session.model.metadata?.names.count ?? 0
    guard version != .v8239, named > 0, named < dataset.classNames.count else { return dataset }
    Console.note("the model has \(named) of the data set's \(dataset.classNames.count) classes: only these are scored")
    return dataset.restricted(toClassesBelow: named)
  }

  private static func warn(of dataset: Dataset, detector: Detector) {
    let (model, data) = (detector.head.classCount, dataset.classNames.count)
    if model < data, detector.options.classes == nil {
      Console.warning(
        "the model has \(model) class(es), the data set \(data): the others count as missed; --classes "
          + "\(model == 1 ? "0" : "0,...") scores only what the model knows")
    }
    for problem in dataset.problems { Console.warning("\(problem)") }
  }

  /// What the journal of this validation is known by: model, runtime, data and settings.
  private func key() throws -> String {
    var text = String(decoding: try JSONOutput.encode(settings), as: UTF8.self)
    text += "\n\(descriptor)\n\(runner.information.runtime)\n\(options.isStrict)\n"
    for picture in dataset.pictures {
      text += "\(picture.path) \(picture.annotation ?? -1)"
      for label in picture.labels {
        text += " \(label.classIndex),\(label.box.centerX),\(label.box.centerY),\(label.box.width),\(label.box.height)"
      }
      text += "\n"
    }
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBytes { SHA256.hexDigest(of: UnsafeRawBufferPointer($0)) }
  }

  /// Makes the run's folder, or finds that of an interrupted run and takes up what it had done.
  func open(_ place: ValidationFolder, suffix: String = "") throws {
    let (folder, journal) = try place.open(task: validator.detector.head.task, key: key(), suffix: suffix)
    self.folder = folder
    self.journal = journal
    try journal.read { entry in
      switch entry {
      case .done(let record):
        guard nextPosition < dataset.pictures.count else { return }
        outcomesByPosition.append(validator.outcome(nextPosition, record))
      case .failed(let problem):
        problems.append(problem)
        outcomesByPosition.append(nil)
      }
    }
    if nextPosition > 0 { Console.note("\(folder.path): going on after \(nextPosition) pictures") }
  }

  /// Validates pictures up to a position of the data set.
  /// - Parameter advance: called after each picture.
  func process(upTo end: Int, advance: () -> Void) async throws {
    let start = ContinuousClock.now
    defer { wall += start.duration(to: .now) }
    guard nextPosition < end else { return }
    try await ValidationPipeline(validator, sessions: sessions).run(nextPosition..<end) { _, step in
      switch step {
      case .done(let record, let outcome):
        try journal?.append(.done(record))
        times += record.times
        timedCount += 1
        outcomesByPosition.append(outcome)
      case .failed(let problem):
        if options.isStrict { throw CommandFailure(.input, "\(problem)", hint: "without --strict it is left out") }
        Console.warning("\(problem)")
        try journal?.append(.failed(problem))
        problems.append(problem)
        outcomesByPosition.append(nil)
      }
      advance()
    }
  }

  /// What was found on each picture, complete, in the data set's order.
  var entries: ValidationJournal.Entries { journal?.entries() ?? .none }

  /// What was found on the pictures at some positions in the data set.
  func records(at positions: [Int]) -> [Int: PictureRecord] { journal?.records(at: Set(positions)) ?? [:] }

  /// The figures so far.
  var scores: ValidationScores { validator.scores(outcomes) }

  func report(_ scores: ValidationScores) -> DetectorScoreReport {
    DetectorScoreReport(settings: settings, scores: scores, classNames: dataset.classNames, problems: problems)
  }

  var stageTimes: StageTimes {
    StageTimes(
      times, pictures: timedCount, sessions: sessions.count, wall: wall,
      peakMemoryByteCount: ProcessMemory.peakByteCount)
  }

  /// Writes the result files; the run is then complete.
  func save(_ report: DetectorScoreReport) throws {
    guard let folder else { return }
    let predictions = try ResultFileWriter(path: folder.file("predictions.json"))
    var recordCount = 0
    for case .done(let record) in entries {
      try predictions.append(record.resultEntries(categoryIDs: dataset.categoryIDs))
      recordCount += 1
    }
    guard recordCount == outcomes.count else {
      throw CommandFailure(
        .unexpected, "\(folder.path): the journal holds \(recordCount) of \(outcomes.count) pictures",
        hint: "run it again, without --resume")
    }
    try predictions.finish()
    try OutputFile.write(Array(try JSONOutput.encode(report)), to: folder.file("results.json"))
    try OutputFile.write(Array(report.csv.utf8), to: folder.file("results.csv"))
    try OutputFile.write(Array(try JSONOutput.encode(stageTimes)), to: folder.file("speed.json"))
  }

  /// States that the run ends with the pictures so far.
  func stop() {
    guard nextPosition < dataset.pictures.count else { return }
    settings.usedPictureCount = nextPosition
    settings.seed = options.seed
  }

  /// Removes what only an interrupted run needs, and the folder where nothing else is in it.
  func complete() {
    journal?.remove()
    if let folder { rmdir(folder.path) }
  }

  /// Pictures and label files that could not be used.
  var unusableCount: Int { problems.count { $0.kind != .note } }
}
