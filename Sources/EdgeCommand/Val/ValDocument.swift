import EdgeDetection
import EdgeEvaluation
import EdgeRunner

/// The figures of one descriptor.
protocol ScoredResults: Encodable {
  /// The tables.
  var text: String { get }
  /// Files that could not be used, and notes on the data set.
  var problems: [DetectorScoreReport.Problem] { get }
}

/// What `val` prints for one descriptor.
struct ValDocument<Results: ScoredResults, Comparison: Encodable>: Encodable {
  var descriptor: String
  var runtime: String
  var device: String
  var results: Results
  var speed: StageTimes
  var folder: String?
  /// With the first descriptor; nil for that one itself.
  var comparison: Comparison?

  init(descriptor: String, runner: any Runner, results: Results, speed: StageTimes, folder: RunFolder?) {
    self.descriptor = descriptor
    runtime = runner.information.runtime
    device = runner.information.device
    self.results = results
    self.speed = speed
    self.folder = folder?.path
  }

  /// The figures for people.
  /// - Parameter comparison: a line on the comparison with the first descriptor.
  func text(comparison: String? = nil) -> String {
    var lines = ["runs on   \(descriptor) (\(runtime), \(device))", results.text, "", speed.text]
    let problems = results.problems
    if !problems.isEmpty { lines.append("\(problems.count) problem(s) with files, listed in results.json") }
    if let comparison { lines.append(comparison) }
    if let folder { lines.append("Results saved to \(folder)") }
    return lines.joined(separator: "\n")
  }
}
