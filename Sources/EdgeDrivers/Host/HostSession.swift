import EdgeModel
import EdgeRunner

/// One use of a model on a runtime in this process.
///
/// An actor without suspension points inside `invoke`, so invocations queue.
actor HostSession: Session {
  nonisolated let model: ModelInformation
  private let runtime: any HostRuntime
  private let program: any HostProgram
  private var timing: (any TimingProgram)?
  /// The program that last showed results, and whose they were.
  private var exposing: (wanted: Set<Int>, program: ExposingProgram)?

  init(runtime: any HostRuntime, model: ModelInformation, program: any HostProgram) {
    self.runtime = runtime
    self.model = model
    self.program = program
  }

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    try runtime.connection.check()
    let needs = try InvocationNeeds(
      mode: mode, observer: observer, capabilities: runtime.capabilities, runtime: runtime.information.runtime)
    var batch = try SampleBatch(inputs, for: model, keepsOutputs: needs.outputs)
    let start = ContinuousClock.now
    // Nodes with data come from a second program: showing every result undoes fusions, so it is never timed.
    let timing = needs.nodes && !needs.data ? try takeTiming() : nil
    var profile = Profile(durations: try run(timing ?? program, &batch), hostDuration: .zero)
    if let timing {
      profile.nodes = try timing.takeNodes()
      if timing.isReusable { self.timing = timing }
      for (sample, nodes) in profile.nodes.enumerated() { try observer?.replay(nodes, sample: sample) }
    } else if needs.data {
      profile.nodes = try exposedNodes(batch, observer: observer, keeps: mode == .perLayerWithData)
    }
    if mode == .ioOnly { profile.nodes = [] }
    profile.hostDuration = ContinuousClock.now - start
    return InvocationResult(outputs: batch.outputs, profile: profile)
  }

  /// Runs every sample and collects outputs and durations.
  private func run(_ program: any HostProgram, _ batch: inout SampleBatch) throws(RunnerError) -> [Duration] {
    var durations: [Duration] = []
    for sample in 0..<batch.count {
      load(sample, of: batch, into: program)
      let start = ContinuousClock.now
      try program.run()
      durations.append(ContinuousClock.now - start)
      for position in batch.outputs.indices {
        try program.withOutput(position) { bytes in
          batch.withOutput(position, sample: sample) { $0.copyMemory(from: bytes) }
        }
      }
    }
    return durations
  }

  /// Runs every sample once more to see the results of single operators.
  private func exposedNodes(
    _ batch: SampleBatch, observer: (any NodeObserver)?, keeps: Bool
  ) throws(RunnerError) -> [[NodeProfile]] {
    let exposing = try exposingProgram(for: observer)
    var samples: [[NodeProfile]] = []
    for sample in 0..<batch.count {
      load(sample, of: batch, into: exposing.program)
      try exposing.program.run()
      var profiles: [NodeProfile] = []
      for node in exposing.nodes {
        var profile = NodeProfile(node: node.description)
        for (tensor, position) in zip(node.description.outputs, node.outputPositions) {
          var data = Tensor(
            shape: tensor.shape, elementType: tensor.elementType, quantization: tensor.quantization)
          try exposing.program.withOutput(position) { bytes in
            data.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
          }
          profile.data.append(data)
        }
        try observer?.replay([profile], sample: sample)
        if keeps { profiles.append(profile) }
      }
      samples.append(profiles)
    }
    return samples
  }

  private func exposingProgram(for observer: (any NodeObserver)?) throws(RunnerError) -> ExposingProgram {
    let wanted = Set((0..<runtime.operatorCount).filter { observer?.wantsResults(ofSourceOperator: $0) ?? true })
    if let exposing, exposing.wanted == wanted { return exposing.program }
    // Two programs that hold every result at once would be large.
    exposing = nil
    let program = try runtime.makeExposingProgram(for: wanted)
    exposing = (wanted, program)
    return program
  }

  private func load(_ sample: Int, of batch: SampleBatch, into program: any HostProgram) {
    for position in batch.inputs.indices {
      batch.withInput(position, sample: sample) { program.setInput(position, to: $0) }
    }
  }

  private func takeTiming() throws(RunnerError) -> any TimingProgram {
    if let timing {
      self.timing = nil
      return timing
    }
    return try runtime.makeTimingProgram()
  }
}
