import EdgeDatasets
import EdgeEvaluation
import Foundation

/// Scoring COCO-size results: EdgeRunner's scorer, pycocotools and faster-coco-eval on the same files.
let scoringTables = TableSource(name: "COCO scorer") {
  var notes: [String] = []
  var hasPython = true
  do {
    try BenchEnvironment.prepare()
  } catch {
    hasPython = false
    notes.append("pycocotools and faster-coco-eval were skipped: \(error)")
  }
  var tables: [BenchTable] = []
  for (shape, pictureCount) in [(COCOShape.boxes, 5000), (.masks, 500)] {
    tables.append(try ScoringComparison(shape: shape, pictureCount: pictureCount).table(hasPython: hasPython, notes))
  }
  return tables
}

/// What one run of a scorer took; each runs in a process of its own, so that its memory is its own.
struct ScoringRun: Codable {
  var loadSeconds: Double
  var scoreSeconds: Double
  var peakByteCount: Int
  var figures: [Double]

  /// Scores the files in `folder` with EdgeRunner's scorer.
  ///
  /// As in the Python packages, making masks of outlines belongs to the scoring, reading the files does not.
  init(folder: URL, shape: COCOShape) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let annotations = try COCOAnnotations(contentsOf: folder.appendingPathComponent("annotations.json").path)
    let results = try COCOResults(contentsOf: folder.appendingPathComponent("detections.json").path)
    let loaded = clock.now
    let truths = annotations.pictures.indices.map { annotations.truths(picture: $0, for: shape) }
    let detections = results.detections(for: annotations, shape: shape)
    let scorer = COCOScorer(COCOParameters(shape), categoryCount: annotations.categories.count)
    let summary = COCOSummary(scorer.scores(of: detections, against: truths))
    let end = clock.now
    loadSeconds = (loaded - start) / .seconds(1)
    scoreSeconds = (end - loaded) / .seconds(1)
    figures = summary.lines.map { $0.value ?? -1 }
    peakByteCount = ProcessMemory.peakByteCount ?? 0
  }
}

/// All scorers on one set of data.
private struct ScoringComparison {
  var shape: COCOShape
  var pictureCount: Int
  private static let roundCount = 3

  private struct Subject {
    var name: String
    var command: [String]
    var roundCount = ScoringComparison.roundCount
    var runs: [ScoringRun] = []

    var score: Double { median(\.scoreSeconds) }
    func median(_ quantity: KeyPath<ScoringRun, Double>) -> Double {
      runs.map { $0[keyPath: quantity] }.sorted()[runs.count / 2]
    }
  }

  func table(hasPython: Bool, _ notes: [String]) throws -> BenchTable {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let size = try ScoringData(pictureCount: pictureCount, shape: shape).write(to: folder)
    var subjects = try self.subjects(folder, hasPython: hasPython)
    for round in 0..<Self.roundCount {
      for index in subjects.indices where round < subjects[index].roundCount {
        let output = try Program.output(subjects[index].command)
        subjects[index].runs.append(try JSONDecoder().decode(ScoringRun.self, from: Data(output.utf8)))
      }
    }
    let ours = subjects[0]
    var notes = notes
    notes.append(
      "Median of \(Self.roundCount) runs each, in turn; pycocotools, which takes a minute, ran once. Scoring is matching, accumulation and summary; reading the "
        + "files is listed apart and not in the ratio. Memory is the peak of the whole process, files included.")
    notes.append(agreement(subjects))
    return BenchTable(
      title: "COCO scores of \(shape.rawValue): \(pictureCount) pictures, \(size.objects) objects, "
        + "\(size.detections) detections, at most 100 each",
      columns: ["scorer", "score s", "ratio", "read s", "peak MB"],
      rows: subjects.map { subject in
        [
          subject.name, String(format: "%.3f", subject.score), String(format: "%.1f", subject.score / ours.score),
          String(format: "%.3f", subject.median(\.loadSeconds)),
          String(format: "%.0f", Double(subject.runs.map(\.peakByteCount).max() ?? 0) / 1e6),
        ]
      }, notes: notes)
  }

  private func subjects(_ folder: URL, hasPython: Bool) throws -> [Subject] {
    let own = [CommandLine.arguments[0], "--score", folder.path, "--shape", shape.rawValue]
    let coreCount = ProcessInfo.processInfo.activeProcessorCount
    var subjects = [Subject(name: "EdgeRunner, \(coreCount) threads", command: own)]
    if coreCount > 1, (try? Program.output(["taskset", "-c", "0", "true"])) != nil {
      subjects.append(Subject(name: "EdgeRunner, held on 1 core", command: ["taskset", "-c", "0"] + own))
    }
    guard hasPython else { return subjects }
    for program in ["pycocotools", "faster-coco-eval"] {
      let threads = program == "pycocotools" ? "1 thread" : "its own choice of threads"
      subjects.append(
        Subject(
          name: "\(program), \(threads)",
          command: [BenchEnvironment.python, Checkout.script("score_coco.py"), program, shape.rawValue, folder.path],
          roundCount: program == "pycocotools" ? 1 : Self.roundCount))
    }
    return subjects
  }

  /// Ratios mean nothing when the answers differ.
  private func agreement(_ subjects: [Subject]) -> String {
    let answers = subjects.flatMap(\.runs).map(\.figures)
    guard let first = answers.first else { return "" }
    let largest = answers.flatMap { zip($0, first).map { abs($0 - $1) } }.max() ?? 0
    return "All scorers give the same twelve figures within \(String(format: "%.0e", largest)); "
      + String(format: "AP %.4f.", first[0])
  }
}
