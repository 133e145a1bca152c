import ArgumentParser
import EdgeBuiltIn
import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeReports
import EdgeRunner

/// `edgerunner val`: a detector's precision, recall and mean average precision, or a classifier's accuracy, on a data
/// set.
struct ValCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "val",
    abstract: "Measures a detector's mAP or a classifier's accuracy on a data set, as Ultralytics and COCO compute it.",
    discussion: """
      Works for boxes, masks, poses and classes on every runtime. Writes predictions.json (COCO's result format), results.json, \
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
    let all = descriptors.isEmpty ? [BuiltInModel.descriptor] : descriptors
    var connected: [(descriptor: String, runner: any Runner)] = []
    for descriptor in all { connected.append((descriptor, try await Connecting.connect(descriptor))) }
    let classifierCount = connected.count { isClassifier($0.runner) }
    guard classifierCount == 0 || classifierCount == connected.count else {
      throw CommandFailure(
        .usage, "some of the descriptors classify and others find objects", hint: "compare descriptors of one task")
    }
    if classifierCount > 0 { return try await runClassifiers(connected) }
    var jobs: [ValidationJob] = []
    for (descriptor, runner) in connected { jobs.append(try await makeJob(descriptor, runner)) }
    var paired = try PairedValidation(jobs, options: comparison, seed: options.seed)
    for (index, job) in jobs.enumerated() {
      try job.open(place.place, suffix: all.count > 1 ? "-\(index + 1)" : "")
    }
    try await process(jobs, &paired)
    for job in jobs {
      do {
        try job.checkOutcomes()
      } catch {
        for job in jobs { job.complete() }
        throw error
      }
    }
    let documents: [DetectionDocument]
    do {
      documents = try await finish(jobs, paired)
    } catch {
      for job in jobs { Self.tellWhatIsKept(of: job) }
      throw error
    }
    if json.isOn { try JSONOutput.print(documents) }
    try Self.checkUnusable(jobs.map(\.unusableCount).max() ?? 0)
  }

  private func isClassifier(_ runner: any Runner) -> Bool {
    let model = runner.models.first { $0.name == modelName } ?? runner.models.first
    return model?.isClassifier(options.detector.task) ?? false
  }

  private func runClassifiers(_ connected: [(descriptor: String, runner: any Runner)]) async throws {
    if let option = options.firstOfDetectors ?? (place.resumes ? "--resume" : nil)
      ?? (comparison.stopsWhenDecided ? "--until-decided" : nil)
    {
      throw CommandFailure(.usage, "\(option) means nothing to a classifier", hint: "leave it out")
    }
    let validation = ClassificationValidation(
      options: options.classificationJob, place: place.place, modelName: modelName, drawing: drawing)
    let (documents, unusableCount) = try await Self.explaining {
      try await validation.run(connected, observe: Self.tell)
    }
    if json.isOn {
      try JSONOutput.print(documents)
    } else {
      for (index, document) in documents.enumerated() {
        Self.tell(document.text(comparison: document.comparison?.text), index, of: documents.count)
      }
    }
    try Self.checkUnusable(unusableCount)
  }

  private static func checkUnusable(_ count: Int) throws(CommandFailure) {
    guard count == 0 else {
      throw CommandFailure(.input, "\(count) pictures or label files could not be used; the others were scored")
    }
  }

  private func makeJob(_ descriptor: String, _ runner: any Runner) async throws -> ValidationJob {
    try await Self.explaining {
      let job = try await ValidationJob(
        runner: runner, descriptor: descriptor, modelName: modelName,
        options: options.job(isShuffled: comparison.stopsWhenDecided), observe: Self.tell)
      try options.detector.checkInputSize(of: job.validator.detector.preprocessor)
      try job.validator.detector.head.task.checkVersion(options.version)
      return job
    }
  }

  /// What `body` gives; a model that it cannot score is told with what can be done with it.
  private static func explaining<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as RunnerError where error.code == .notADetector {
      throw CommandFailure(.model, error.message, hint: error.hint ?? "edgerunner validate compares any two models")
    }
  }

  /// Prints the figures of one of several descriptors.
  private static func tell(_ text: String, _ index: Int, of count: Int) {
    let label = count > 1 ? PairedValidation.label(index) + "\n" : ""
    Console.line((index == 0 ? "" : "\n") + label + text)
  }

  @Sendable private static func tell(_ event: ValidationJob.Event) {
    switch event {
    case .restricted(let model, let data):
      Console.note("the model has \(model) of the data set's \(data) classes: only these are scored")
    case .missingClasses(let model, let data):
      Console.warning(
        "the model has \(model) class(es), the data set \(data): the others count as missed; --classes "
          + "\(model == 1 ? "0" : "0,...") scores only what the model knows")
    case .problem(let problem): Console.warning("\(problem)")
    case .resumed(let folder, let count): Console.note("\(folder): going on after \(count) pictures")
    case .startedAnew(let project):
      Console.note("no interrupted run of this model, data and settings in \(project): starting anew")
    }
  }

  /// Runs all descriptors on all pictures, or on as many as decide between them.
  private func process(_ jobs: [ValidationJob], _ paired: inout PairedValidation) async throws {
    let total = jobs.reduce(0) { $0 + $1.dataset.pictures.count }
    var progress = ProgressBar("val", total: total, unit: "images", done: jobs.reduce(0) { $0 + $1.nextPosition })
    var nextScores = ContinuousClock.now + RunningScores.interval
    for look in paired.looks {
      for job in jobs {
        do {
          try await job.process(upTo: look) {
            if ContinuousClock.now >= nextScores {
              let start = ContinuousClock.now
              progress.detail = RunningScores.text(job.scores)
              // Scoring costs the more the further the run is: it gets a twentieth of the time at most.
              nextScores = .now + max(RunningScores.interval, start.duration(to: .now) * 20)
            }
            progress.advance()
          }
        } catch {
          Self.tellWhatIsKept(of: job)
          throw error
        }
      }
      if paired.isDecided(after: look) { break }
    }
    for job in jobs { job.stop() }
    _ = consume progress
  }

  private static func tellWhatIsKept(of job: ValidationJob) {
    guard let folder = job.folder, job.nextPosition > 0 else { return }
    Console.note(
      "\(job.nextPosition) of \(job.dataset.pictures.count) pictures are kept in "
        + "\(folder.path); --resume goes on after them")
  }

  /// Writes and draws all results, and tells them unless they are to be told as JSON.
  private func finish(_ jobs: [ValidationJob], _ paired: PairedValidation) async throws -> [DetectionDocument] {
    let drawings = ValidationDrawings(options: drawing)
    var documents: [DetectionDocument] = []
    for (index, job) in jobs.enumerated() {
      let scores = job.scores
      let report = job.report(scores)
      try job.save(report)
      try await drawings.save(job, scores, report)
      let document = DetectionDocument(job, report)
      if !json.isOn { Self.tell(document.text(), index, of: jobs.count) }
      documents.append(document)
    }
    for index in jobs.indices.dropFirst() {
      let report = try await paired.report(index, drawings)
      if !json.isOn { Console.line("\n" + report.text(pictureLimit: 10)) }
      documents[index].comparison = report
    }
    for job in jobs {
      job.complete()
      await job.runner.close()
    }
    return documents
  }
}

/// The figures that the progress line shows.
private enum RunningScores {
  static let interval = Duration.seconds(2)

  static func text(_ scores: ValidationScores) -> String {
    scores.kinds.map { kind in
      let figures = kind.ultralytics
      return
        "\(kind.kind.rawValue) mAP50 \(PredictionText.figure(figures.map50)) mAP \(PredictionText.figure(figures.map))"
    }.joined(separator: ", ")
  }
}

/// What `val` prints for one descriptor that finds objects.
private typealias DetectionDocument = ValDocument<DetectorScoreReport, PairedReport>

extension DetectionDocument {
  fileprivate init(_ job: ValidationJob, _ report: DetectorScoreReport) {
    self.init(
      descriptor: job.descriptor, runner: job.runner, results: report, speed: job.stageTimes, folder: job.folder)
  }
}

extension DetectorScoreReport: ScoredResults {}
