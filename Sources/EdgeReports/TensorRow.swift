import EdgeEvaluation
import EdgeModel

/// One tensor of a comparison, as reports show it.
public struct TensorRow: Sendable, Encodable {
  /// Number in the model's file; nil when it is known by name only.
  public var tensor: Int?
  public var name: String
  public var operators: [Int]
  public var kind: String
  public var shape: [Int]
  public var elementType: String
  /// `exact`, `explained` or `unexplained`.
  public var verdict: String
  /// True when an unexplained difference reached this tensor from an earlier one.
  public var isInherited: Bool
  /// Name of the closest level kept.
  public var level: String
  /// Nil when the element types differ.
  public var total: Difference?
  public var localOfFirst: Difference?
  public var localOfSecond: Difference?
  public var inherited: Difference?
  public var metrics: Metrics?

  /// How two tensors differ, in steps: LSBs of integers, ulps of floats.
  public struct Difference: Sendable, Encodable {
    public var elements: Int
    public var differing: Int
    public var largestSteps: Int
    public var histogram: [Bin]

    init(_ difference: TensorDifference) {
      elements = difference.count
      differing = difference.differingCount
      largestSteps = difference.largestSteps
      histogram = difference.histogram.bins.map(Bin.init)
    }
  }

  /// Elements whose difference lies within a range of steps.
  public struct Bin: Sendable, Encodable {
    public var from: Int
    public var to: Int
    public var count: Int

    init(_ bin: StepHistogram.Bin) { (from, to, count) = (bin.steps.lowerBound, bin.steps.upperBound, bin.count) }

    var label: String { from == to ? "\(from)" : "\(from)..\(to)" }
  }

  /// The columns of ST's validation report.
  public struct Metrics: Sendable, Encodable {
    public var acc: Double?
    public var rmse: Double
    public var mae: Double
    public var l2r: Double
    public var mean: Double
    public var std: Double
    public var nse: Double
    public var cos: Double

    public init(_ metrics: TensorMetrics) {
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

  public init(_ verdict: TensorVerdict) {
    if case .number(let number) = verdict.key { tensor = number }
    name = verdict.name
    operators = verdict.operators
    kind = verdict.kind
    shape = verdict.shape
    elementType = verdict.elementType.rawValue
    self.verdict = verdict.verdict.rawValue
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
