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
    var loop = try SampleLoop(
      inputs, of: model, mode: mode, observer: observer, capabilities: runtime.capabilities,
      runtime: runtime.information.runtime)
    // Nodes with data come from a second program: showing every result undoes fusions, so it is never timed.
    let timing = loop.needs.nodes && !loop.needs.data ? try takeTiming() : nil
    let program = timing ?? program
    try loop.run(
      load: { position, bytes in program.setInput(position, to: bytes) },
      compute: { _ throws(RunnerError) in try .measuring { () throws(RunnerError) in try program.run() } },
      store: { position, room throws(RunnerError) in
        try program.withOutput(position) { room.copyMemory(from: $0) }
      },
      shape: { position throws(RunnerError) in try program.shapeOfOutput(position) })
    var nodes: [[NodeProfile]] = []
    if let timing {
      nodes = try timing.takeNodes()
      if timing.isReusable { self.timing = timing }
      for (sample, nodes) in nodes.enumerated() { try observer?.replay(nodes, sample: sample) }
    } else if loop.needs.data {
      nodes = try exposedNodes(loop, observer: observer, keeps: mode == .perLayerWithData)
    }
    loop.profile.nodes = mode == .ioOnly ? [] : nodes
    return loop.result()
  }

  /// Runs every sample once more to see the results of single operators.
  private func exposedNodes(
    _ loop: SampleLoop, observer: (any NodeObserver)?, keeps: Bool
  ) throws(RunnerError) -> [[NodeProfile]] {
    let exposing = try exposingProgram(for: observer)
    var samples: [[NodeProfile]] = []
    for sample in loop.samples {
      loop.load(sample) { position, bytes in exposing.program.setInput(position, to: bytes) }
      try exposing.program.run()
      var profiles: [NodeProfile] = []
      for node in exposing.nodes {
        var profile = NodeProfile(node: node.description)
        for (tensor, position) in zip(node.description.outputs, node.outputPositions) {
          var data = Tensor(
            shape: try exposing.program.shapeOfOutput(position) ?? tensor.shape, elementType: tensor.elementType,
            quantization: tensor.quantization)
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

  private func takeTiming() throws(RunnerError) -> any TimingProgram {
    if let timing {
      self.timing = nil
      return timing
    }
    return try runtime.makeTimingProgram()
  }
}
