import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeReports
import EdgeRunner
import EdgeVision

/// `val` for classifiers: top-1 and top-5 accuracy on folders of pictures, for one descriptor or several.
struct ClassificationValidation {
  let options: ValidationJob.Options
  let place: ValidationJob.Place
  let modelName: String?
  let drawing: DrawingOptions

  /// Validates each descriptor in turn.
  /// - Returns: what to tell of each, and the most pictures that one could not use.
  func run(
    _ connected: [(descriptor: String, runner: any Runner)], observe: @escaping @Sendable (ValidationJob.Event) -> Void
  ) async throws -> (documents: [ClassificationDocument], unusableCount: Int) {
    var documents: [ClassificationDocument] = []
    var reference: [ClassificationOutcome] = []
    var unusableCount = 0
    for (index, (descriptor, runner)) in connected.enumerated() {
      let job = try await ClassificationJob(
        runner: runner, descriptor: descriptor, modelName: modelName, options: options, observe: observe)
      var progress = ProgressBar("val", total: job.dataset.pictures.count, unit: "images")
      let report = try await job.run(in: place, suffix: connected.count > 1 ? "-\(index + 1)" : "") {
        progress.advance()
      }
      _ = consume progress
      try draw(job)
      var document = ClassificationDocument(job, report)
      if index == 0 { reference = job.outcomes } else { document.comparison = .init(reference, job.outcomes) }
      documents.append(document)
      unusableCount = max(unusableCount, job.unusableCount)
      await runner.close()
    }
    return (documents, unusableCount)
  }

  /// Draws the confusion matrix into the run's folder.
  private func draw(_ job: ClassificationJob) throws {
    guard !drawing.isOff, let folder = job.folder else { return }
    let matrix = ConfusionMatrix(job.outcomes, classCount: job.classifier.classCount)
    for named in ValidationPlots.confusion(matrix, names: ClassNames(list: job.dataset.classNames)) {
      try OutputFile.write(
        PictureEncoder().encode(named.plot.picture(), as: .png), to: folder.file("\(named.name).png"))
    }
  }
}

/// What `val` prints for one descriptor that classifies.
typealias ClassificationDocument = ValDocument<ClassificationReport, ClassifierComparison>

extension ClassificationDocument {
  init(_ job: ClassificationJob, _ report: ClassificationReport) {
    self.init(
      descriptor: job.descriptor, runner: job.runner, results: report, speed: job.stageTimes, folder: job.folder)
  }
}

extension ClassificationReport: ScoredResults {}

/// How often two classifiers agree.
struct ClassifierComparison: Encodable {
  /// Pictures that both could use.
  var pictures: Int
  /// Pictures whose most likely class is the same.
  var sameTop1: Int
  /// Pictures that only the first descriptor gets right, and that only this one does.
  var onlyReferenceRight: Int
  var onlyThisRight: Int

  init(_ reference: [ClassificationOutcome], _ candidate: [ClassificationOutcome]) {
    let byPath = Dictionary(reference.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let pairs = candidate.compactMap { outcome in byPath[outcome.path].map { ($0, outcome) } }
    pictures = pairs.count
    sameTop1 = pairs.count { $0.top.first == $1.top.first }
    onlyReferenceRight = pairs.count { $0.isTop1 && !$1.isTop1 }
    onlyThisRight = pairs.count { !$0.isTop1 && $1.isTop1 }
  }

  var text: String {
    "compared with A: the same class on \(sameTop1) of \(pictures) pictures; only A is right on "
      + "\(onlyReferenceRight), only this one on \(onlyThisRight)"
  }
}
