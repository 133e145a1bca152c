package import EdgeEvaluation
package import EdgeModel
import Foundation

/// One tensor of a comparison, as reports show it.
package struct TensorRow: Sendable, Encodable {
  /// Number in the model's file; nil when it is known by name only.
  package var tensor: Int?
  package var name: String
  package var operators: [Int]
  package var kind: String
  package var shape: [Int]
  package var elementType: ElementType
  package var verdict: TensorVerdict.Class
  /// True when an unexplained difference reached this tensor from an earlier one.
  package var isInherited: Bool
  /// Name of the closest level kept.
  package var level: String
  /// Nil when the element types differ.
  package var total: Difference?
  package var localOfFirst: Difference?
  package var localOfSecond: Difference?
  package var inherited: Difference?
  package var metrics: Metrics?

  /// How two tensors differ, in steps: LSBs of integers, ulps of floats.
  package struct Difference: Sendable, Encodable {
    package var elements: Int
    package var differing: Int
    package var largestSteps: Int
    package var histogram: [Bin]

    init(_ difference: TensorDifference) {
      elements = difference.count
      differing = difference.differingCount
      largestSteps = difference.largestSteps
      histogram = difference.histogram.bins.map(Bin.init)
    }
  }

  /// Elements whose difference lies within a range of steps.
  package struct Bin: Sendable, Encodable {
    package var from: Int
    package var to: Int
    package var count: Int

    init(_ bin: StepHistogram.Bin) { (from, to, count) = (bin.steps.lowerBound, bin.steps.upperBound, bin.count) }

    var label: String { from == to ? "\(from)" : "\(from)..\(to)" }
  }

  /// The columns of ST's validation report.
  package struct Metrics: Sendable, Encodable {
    package var acc: Double?
    package var rmse: Double
    package var mae: Double
    package var l2r: Double
    package var mean: Double
    package var std: Double
    package var nse: Double
    package var cos: Double

    package init(_ metrics: TensorMetrics) {
      acc = metrics.acc
      rmse = metrics.rmse
      mae = metrics.mae
      l2r = metrics.l2r
      mean = metrics.mean
      std = metrics.std
      nse = metrics.nse
      cos = metrics.cos
    }

    /// Headers of the columns.
    static let headers: [TextTable.Column] = [
      .right("acc"), .right("rmse"), .right("mae"), .right("l2r"), .right("mean"), .right("std"), .right("nse"),
      .right("cos"),
    ]

    /// Cells of the columns.
    var cells: [String] {
      [acc.map { ReportText.percent($0) } ?? "n.a."] + [rmse, mae, l2r, mean, std, nse, cos].map(ReportText.metric)
    }
  }

  package init(_ verdict: TensorVerdict) {
    if case .number(let number) = verdict.key { tensor = number }
    name = verdict.name
    operators = verdict.operators
    kind = verdict.kind
    shape = verdict.shape
    elementType = verdict.elementType
    self.verdict = verdict.verdict
    isInherited = verdict.isInherited
    level = verdict.level.rawValue
    total = verdict.total.map(Difference.init)
    localOfFirst = verdict.localOfFirst.map(Difference.init)
    localOfSecond = verdict.localOfSecond.map(Difference.init)
    inherited = verdict.inherited.map(Difference.init)
    metrics = verdict.metrics.map(Metrics.init)
  }

  /// `operator 2 (CONV_2D), tensor 159 NAME`, or the name of an output.
  var place: String {
    guard !operators.isEmpty else { return name }
    let number = tensor.map { "tensor \($0) " } ?? ""
    return "operator \(ReportText.numbers(operators)) (\(kind)), \(number)\(ReportText.shortened(name))"
  }
}

extension ReportText {
  /// Steps of a difference, `-` for none known.
  static func steps(_ difference: TensorRow.Difference?) -> String {
    guard let difference else { return "-" }
    // Between floats of different size or sign there are so many numbers that their count says nothing.
    return difference.largestSteps > 1 << 20 ? "far" : grouped(difference.largestSteps)
  }

  /// `1 step`, `12 steps`.
  static func stepCount(_ difference: TensorRow.Difference?) -> String {
    steps(difference) + (difference?.largestSteps == 1 ? " step" : " steps")
  }

  /// Share of differing elements, `-` for none known.
  static func share(_ difference: TensorRow.Difference?) -> String {
    guard let difference, difference.elements > 0 else { return "-" }
    if difference.differing == 0 { return "0" }
    let percent = Double(difference.differing) / Double(difference.elements) * 100
    return percent < 0.01 ? "<0.01%" : number((percent * 100).rounded() / 100) + "%"
  }

  /// Six digits after the point, more where the value is small.
  static func metric(_ value: Double) -> String {
    value != 0 && abs(value) < 0.001 ? String(format: "%.3e", value) : String(format: "%.6f", value)
  }
}
