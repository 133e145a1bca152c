public import EdgeModel
public import EdgeRunner

/// Names a tensor of a model file across the runtimes that run it.
public enum TensorKey: Sendable, Hashable, CustomStringConvertible {
  /// Number in a TFLite file.
  case number(Int)
  /// Name in a file whose tensors have unique names, as ONNX files do.
  case name(String)

  /// The number, or the name.
  public var description: String {
    switch self {
    case .number(let number): "tensor \(number)"
    case .name(let name): name
    }
  }
}

/// What one runner computed for one sample.
public struct RecordedSample: Sendable {
  /// One result of one node.
  public struct Result: Sendable {
    /// Names the tensor in the model's file.
    public var key: TensorKey
    /// Positions in the file of the operators that made it, ascending; several when they were fused.
    public var operators: [Int]
    /// Names of the operators that made it, joined by `+`.
    public var kind: String
    /// Name of the tensor, as the runner calls it.
    public var name: String
    /// The elements.
    public var data: Tensor

    /// A result that a runner showed.
    public init(key: TensorKey, operators: [Int], kind: String, name: String, data: Tensor) {
      self.key = key
      self.operators = operators
      self.kind = kind
      self.name = name
      self.data = data
    }
  }

  /// What was given to the model.
  public var inputs: [Tensor]
  /// What the model returned.
  public var outputs: [Tensor]
  /// In execution order; empty when the runner shows no intermediate data.
  public var results: [Result]
  /// Time the model computed; nil when not measured.
  public var duration: Duration?
  /// The nodes with their durations where measured, without their data.
  public var nodes: [NodeProfile]

  /// A sample as it was recorded.
  public init(
    inputs: [Tensor], outputs: [Tensor], results: [Result], duration: Duration? = nil, nodes: [NodeProfile] = []
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.results = results
    self.duration = duration
    self.nodes = nodes
  }
}

extension RecordedSample {
  /// Runs `session` on one sample and keeps outputs and, where `capabilities` allow, every operator's results.
  public init(
    _ session: any Session, inputs: [Tensor], capabilities: Capabilities
  ) async throws(RunnerError) {
    try await self.init(
      session, inputs: inputs, mode: capabilities.contains(.intermediateData) ? .perLayerWithData : .ioOnly)
  }

  /// Runs `session` on one sample and keeps what `mode` shows.
  ///
  /// Showing every result may undo fusions, so runners in this process run once more without: outputs and duration are
  /// those that users get. A board shows its results without changing what it runs, and a second transfer is dear.
  public init(_ session: any Session, inputs: [Tensor], mode: InvocationMode) async throws(RunnerError) {
    let result = try await session.invoke(inputs, mode: mode, observer: nil)
    var results: [Result] = []
    for profile in result.profile.nodes.first ?? [] {
      let node = profile.node
      for (position, data) in profile.data.enumerated() where position < node.outputs.count {
        let number = position < node.outputTensorIndices.count ? node.outputTensorIndices[position] : nil
        let name = node.outputs[position].name
        results.append(
          Result(
            key: number.map(TensorKey.number) ?? .name(name), operators: node.sourceOperators, kind: node.kind,
            name: name, data: data))
      }
    }
    let nodes = (result.profile.nodes.first ?? []).map { profile in
      var profile = profile
      profile.data = []
      return profile
    }
    let repeats = mode == .perLayerWithData && result.profile.transfer == nil
    let plain = repeats ? try await session.invoke(inputs, mode: .ioOnly, observer: nil) : result
    self.init(
      inputs: inputs, outputs: plain.outputs, results: results, duration: plain.profile.durations.first, nodes: nodes)
  }
}
