package import EdgeEvaluation
package import EdgeModel
package import EdgeRunner

/// How well a runner reproduces a reference: what `edgerunner validate` prints and writes.
package struct ConformanceReport: Sendable, Encodable {
  package var data: String
  package var sampleCount: Int
  package var reference: Side
  package var candidate: Side
  /// Milliseconds per sample of the candidate.
  package var timing: ProfileReport.Timing?
  /// The candidate's inputs and outputs and the reference's outputs over all samples.
  package var tensors: [TensorSummary]
  /// The candidate's nodes in execution order; empty when only outputs were compared.
  package var nodes: [Node]
  /// Each output of the candidate against the reference's (X-cross).
  package var crossAccuracy: [TensorRow]
  /// Outputs against those the user expects; empty when none were given.
  package var againstExpected: [ExpectedAccuracy]
  /// Confusion matrix of each classifier output, `[reference class][candidate class]`.
  package var confusion: [[[Int]]]
  package var policy: ConformancePolicy
  package var policyMeaning: String
  /// The strictest policy that all outputs meet.
  package var strictestPolicyMet: ConformancePolicy
  package var passed: Bool

  /// One of the two runners.
  package struct Side: Sendable, Encodable {
    package var descriptor: String
    package var model: String
    package var runtime: String
    package var device: String
    package var isHost: Bool
    package var nodeCount: Int?
    package var activationsByteCount: Int?
    package var weightsByteCount: Int?
    package var macs: Int?
    package var hash: String?
    package var capabilities: [String]
    package var details: [ModelReport.Fact]

    package init(descriptor: String, runner: any Runner, model: ModelInformation) {
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
  package struct TensorSummary: Sendable, Encodable {
    /// `I.1`, `O.1` of the candidate, `R.1` of the reference's outputs.
    package var tag: String
    package var name: String
    package var shape: [Int]
    package var elementType: ElementType
    package var statistics: TensorStatistics

    package init(tag: String, name: String, tensor: Tensor) {
      self.tag = tag
      self.name = name
      shape = tensor.shape
      elementType = tensor.elementType
      statistics = TensorStatistics(tensor)
    }
  }

  /// One node of the candidate.
  package struct Node: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    package var operators: [Int]
    /// Mean over the samples; nil when not measured.
    package var milliseconds: Double?
    /// Its results against the reference's of the same operators; empty where the reference does not show them.
    package var results: [TensorRow]
  }

  /// One output against what the user expects of it.
  package struct ExpectedAccuracy: Sendable, Encodable {
    /// `c-model` or `original model`.
    package var subject: String
    package var output: Int
    package var metrics: TensorRow.Metrics

    package init(subject: String, output: Int, metrics: TensorMetrics) {
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
  package init(
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
    self.policy = policy
    policyMeaning = policy.meaning
    strictestPolicyMet = ConformancePolicy.strictest(metBy: outputs)
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
