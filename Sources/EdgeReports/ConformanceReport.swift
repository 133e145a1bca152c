import EdgeEvaluation
import EdgeModel
import EdgeRunner

/// How well a runner reproduces a reference: what `edgerunner validate` prints and writes.
public struct ConformanceReport: Sendable, Encodable {
  public var data: String
  public var sampleCount: Int
  public var reference: Side
  public var candidate: Side
  /// Milliseconds per sample of the candidate.
  public var timing: ProfileReport.Timing?
  /// The candidate's inputs and outputs and the reference's outputs over all samples.
  public var tensors: [TensorSummary]
  /// The candidate's nodes in execution order; empty when only outputs were compared.
  public var nodes: [Node]
  /// Each output of the candidate against the reference's (X-cross).
  public var crossAccuracy: [TensorRow]
  /// Outputs against those the user expects; empty when none were given.
  public var againstExpected: [ExpectedAccuracy]
  /// Confusion matrix of each classifier output, `[reference class][candidate class]`.
  public var confusion: [[[Int]]]
  public var policy: String
  public var policyMeaning: String
  /// The strictest policy that all outputs meet.
  public var strictestPolicyMet: String
  public var passed: Bool

  /// One of the two runners.
  public struct Side: Sendable, Encodable {
    public var descriptor: String
    public var model: String
    public var runtime: String
    public var device: String
    public var isHost: Bool
    public var nodeCount: Int?
    public var activationsByteCount: Int?
    public var weightsByteCount: Int?
    public var macs: Int?
    public var hash: String?
    public var capabilities: [String]
    public var details: [ModelReport.Fact]

    public init(descriptor: String, runner: any Runner, model: ModelInformation) {
      self.descriptor = descriptor
      self.model = model.name
      runtime = runner.information.runtime
      device = runner.information.device
      isHost = device.contains("host")
      nodeCount = model.nodeCount
      activationsByteCount = model.activationsByteCount
      weightsByteCount = model.weightsByteCount
      macs = model.macs
      hash = model.hash
      capabilities = runner.capabilities.names
      details = runner.information.details.map { .init(name: $0.name, value: $0.value) }
    }
  }

  /// Values of one input or output over all samples.
  public struct TensorSummary: Sendable, Encodable {
    /// `I.1`, `O.1` of the candidate, `R.1` of the reference's outputs.
    public var tag: String
    public var name: String
    public var shape: [Int]
    public var elementType: String
    public var statistics: TensorStatistics

    public init(tag: String, name: String, tensor: Tensor) {
      self.tag = tag
      self.name = name
      shape = tensor.shape
      elementType = tensor.elementType.rawValue
      statistics = TensorStatistics(tensor)
    }
  }

  /// One node of the candidate.
  public struct Node: Sendable, Encodable {
    public var index: Int
    public var kind: String
    public var name: String
    public var operators: [Int]
    /// Mean over the samples; nil when not measured.
    public var milliseconds: Double?
    /// Its results against the reference's of the same operators; empty where the reference does not show them.
    public var results: [TensorRow]
  }

  /// One output against what the user expects of it.
  public struct ExpectedAccuracy: Sendable, Encodable {
    /// `c-model` or `original model`.
    public var subject: String
    public var output: Int
    public var metrics: TensorRow.Metrics

    public init(subject: String, output: Int, metrics: TensorMetrics) {
      self.subject = subject
      self.output = output
      self.metrics = .init(metrics)
    }
  }

  /// - Parameters:
  ///   - comparison: reference first, candidate second, all samples added.
  ///   - nodeRuns: the candidate's nodes of each sample.
  ///   - durations: of the candidate, one per sample.
  ///   - crossMetrics: of each output over the whole batch.
  public init(
    data: String, reference: Side, candidate: Side, comparison: RunComparison, nodeRuns: [[NodeProfile]],
    durations: [Duration], crossMetrics: [TensorMetrics], tensors: [TensorSummary], againstExpected: [ExpectedAccuracy],
    confusion: [ArgMaxConfusion], policy: ConformancePolicy
  ) {
    self.data = data
    sampleCount = comparison.sampleCount
    self.reference = reference
    self.candidate = candidate
    timing = DurationStatistics(durations).map(ProfileReport.Timing.init)
    self.tensors = tensors
    nodes = Self.nodes(nodeRuns, comparison.tensors)
    let outputs = comparison.outputs
    crossAccuracy = zip(outputs, crossMetrics).map { output, metrics in
      var row = TensorRow(output)
      row.metrics = TensorRow.Metrics(metrics)
      return row
    }
    self.againstExpected = againstExpected
    self.confusion = confusion.map(\.counts)
    self.policy = policy.rawValue
    policyMeaning = policy.meaning
    strictestPolicyMet = ConformancePolicy.strictest(metBy: outputs).rawValue
    passed = outputs.allSatisfy(policy.accepts)
  }

  private static func nodes(_ runs: [[NodeProfile]], _ verdicts: [TensorVerdict]) -> [Node] {
    guard let first = runs.first else { return [] }
    var rows: [TensorKey: TensorRow] = [:]
    for verdict in verdicts { rows[verdict.key] = TensorRow(verdict) }
    return first.enumerated().map { position, profile in
      let node = profile.node
      let durations = runs.compactMap { position < $0.count ? $0[position].duration : nil }
      let mean = durations.isEmpty ? nil : durations.reduce(.zero, +) / .milliseconds(1) / Double(durations.count)
      let results = node.outputs.indices.compactMap { output in
        let number = output < node.outputTensorIndices.count ? node.outputTensorIndices[output] : nil
        return rows[number.map(TensorKey.number) ?? .name(node.outputs[output].name)]
      }
      return Node(
        index: node.index, kind: node.kind, name: node.name, operators: node.sourceOperators, milliseconds: mean,
        results: results)
    }
  }
}
