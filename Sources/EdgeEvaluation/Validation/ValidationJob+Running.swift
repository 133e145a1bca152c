import EdgeDatasets
import EdgeDetection
import EdgeRunner
import EdgeSystem
import Foundation

extension ValidationJob {
  /// Validates all pictures and writes the files of the run.
  /// - Parameters:
  ///   - place: the folder of the files; nil to write none.
  ///   - advance: called after each picture.
  /// - Throws: `RunnerError` when the model fails, `ValidationFailure`, `CancellationError`. The journal of a run that
  ///   was given up stays, so that it can go on.
  public func run(in place: Place? = Place(), advance: () -> Void = {}) async throws -> DetectorScoreReport {
    if let place { try open(place) }
    try await process(upTo: dataset.pictures.count, advance: advance)
    try checkOutcomes()
    let report = report(scores)
    try save(report)
    complete()
    return report
  }

  /// Makes the run's folder, or finds that of an interrupted run and takes up what it had done.
  /// - Parameter suffix: added to the name, to keep several runs apart.
  public func open(_ place: Place, suffix: String = "") throws {
    let task = validator.detector.head.task.rawValue
    let project = place.projectFolder(task: task)
    let key = try key()
    var interrupted: (RunFolder, ValidationJournal)?
    if place.resumes {
      interrupted =
        RunFolder.existing(project: project, name: place.name + suffix).lazy.compactMap { folder in
          ValidationJournal.resume(in: folder.path, key: key).map { (folder, $0) }
        }.first
      if interrupted == nil { observe(.startedAnew(project: project)) }
    }
    guard let (folder, journal) = interrupted else {
      folder = try place.makeFolder(task: task, suffix: suffix)
      journal = try folder.map { try ValidationJournal.start(in: $0.path, key: key) }
      return
    }
    (self.folder, self.journal) = (folder, journal)
    try journal.read { entry in
      guard nextPosition < dataset.pictures.count else { return }
      switch entry {
      case .done(let record):
        notes += record.notes
        outcomesByPosition.append(validator.outcome(nextPosition, record))
      case .failed(let problem):
        problems.append(problem)
        outcomesByPosition.append(nil)
      }
    }
    if nextPosition > 0 { observe(.resumed(folder: folder.path, pictureCount: nextPosition)) }
  }

  /// Validates pictures up to a position of the data set.
  /// - Parameter advance: called after each picture.
  public func process(upTo end: Int, advance: () -> Void = {}) async throws {
    let start = ContinuousClock.now
    defer { wall += start.duration(to: .now) }
    guard nextPosition < end else { return }
    try await ValidationPipeline(validator, sessions: sessions).run(nextPosition..<end) { _, step in
      switch step {
      case .done(var record, let outcome):
        record.notes = validator.detector.head.notes.filter { !notes.contains($0) }
        notes += record.notes
        try journal?.append(.done(record))
        times += record.times
        timedCount += 1
        outcomesByPosition.append(outcome)
      case .failed(let problem):
        if options.isStrict { throw ValidationFailure.unusable(problem) }
        observe(.problem(problem))
        try journal?.append(.failed(problem))
        problems.append(problem)
        outcomesByPosition.append(nil)
      }
      advance()
    }
  }

  /// Fails when no picture was scored: figures of none at all would only look like bad ones.
  public func checkOutcomes() throws(ValidationFailure) {
    guard outcomesByPosition.allSatisfy({ $0 == nil }) else { return }
    complete()
    throw .nothingScored(problems.last { $0.kind != .note })
  }

  /// What was found on each picture, complete, in the data set's order; nothing without a folder.
  public var entries: ValidationJournal.Entries { journal?.entries() ?? .none }

  /// What was found on the pictures at some positions in the data set.
  public func records(at positions: [Int]) -> [Int: PictureRecord] { journal?.records(at: Set(positions)) ?? [:] }

  /// Writes `predictions.json`, `results.json`, `results.csv` and `speed.json` into the run's folder, if it has one.
  public func save(_ report: DetectorScoreReport) throws {
    guard let folder else { return }
    let predictions = try ResultFileWriter(path: folder.file("predictions.json"))
    var recordCount = 0
    for case .done(let record) in entries {
      try predictions.append(record.resultEntries(categoryIDs: dataset.categoryIDs))
      recordCount += 1
    }
    guard recordCount == outcomes.count else {
      throw ValidationFailure.incompleteJournal(path: folder.path, found: recordCount, expected: outcomes.count)
    }
    try predictions.finish()
    try folder.write(JSONDocument.encode(report), to: "results.json")
    try folder.write(Array(report.csv.utf8), to: "results.csv")
    try folder.write(JSONDocument.encode(stageTimes), to: "speed.json")
  }

  /// Removes what only an interrupted run needs, and the folder where nothing else is in it.
  public func complete() {
    journal?.remove()
    if let folder { rmdir(folder.path) }
  }

  /// What the journal of this validation is known by: model, runtime, data and settings.
  private func key() throws -> String {
    var text = String(decoding: try JSONDocument.encode(settings), as: UTF8.self)
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
}
