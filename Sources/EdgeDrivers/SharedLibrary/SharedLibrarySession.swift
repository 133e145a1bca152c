import EdgeModel
import EdgeRunner

/// One use of a network of a shared library.
///
/// An actor without suspension points inside `invoke`, so invocations queue.
actor SharedLibrarySession: Session {
  nonisolated let model: ModelInformation
  private let runner: SharedLibraryRunner
  private let nodes: [NodeDescription]
  private let program: any LibraryProgram

  init(runner: SharedLibraryRunner, network: any LibraryNetwork, program: sending any LibraryProgram) {
    self.runner = runner
    self.program = program
    model = network.model
    nodes = network.nodes
  }

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    try runner.connection.check()
    let needs = try InvocationNeeds(
      mode: mode, observer: observer, capabilities: runner.capabilities, runtime: runner.information.runtime)
    var batch = try SampleBatch(inputs, for: model, keepsOutputs: needs.outputs)
    let start = ContinuousClock.now
    var profile = Profile(durations: [], hostDuration: .zero)
    for sample in 0..<batch.count {
      for position in batch.inputs.indices {
        batch.withInput(position, sample: sample) { program.inputBytes(position).copyMemory(from: $0) }
      }
      if needs.nodes {
        let run = NodeRun(nodes: nodes, sample: sample, mode: mode, observer: observer)
        try run.run(program)
        profile.durations.append(run.profiles.compactMap(\.duration).reduce(.zero, +))
        if mode == .perLayer || mode == .perLayerWithData { profile.nodes.append(run.profiles) }
      } else {
        let begin = ContinuousClock.now
        try program.run(watch: nil)
        profile.durations.append(ContinuousClock.now - begin)
      }
      for position in batch.outputs.indices {
        batch.withOutput(position, sample: sample) { $0.copyMemory(from: program.outputBytes(position)) }
      }
    }
    profile.hostDuration = ContinuousClock.now - start
    return InvocationResult(outputs: batch.outputs, profile: profile)
  }
}

/// One run whose nodes are timed and shown to the observer.
private final class NodeRun {
  private(set) var profiles: [NodeProfile] = []
  private let nodes: [NodeDescription]
  private let sample: Int
  private let keepsData: Bool
  private let observer: (any NodeObserver)?
  private var begin = ContinuousClock.now
  private var stoppedAt: NodeDescription?

  init(nodes: [NodeDescription], sample: Int, mode: InvocationMode, observer: (any NodeObserver)?) {
    self.nodes = nodes
    self.sample = sample
    self.observer = observer
    keepsData = mode == .perLayerWithData
    profiles.reserveCapacity(nodes.count)
  }

  func run(_ program: any LibraryProgram) throws(RunnerError) {
    let watch = NodeWatch(nodeWillRun: { self.willRun($0) }, nodeDidRun: { self.didRun($0, $1) })
    try program.run(watch: watch)
    if let node = stoppedAt {
      throw RunnerError(.cancelled, "the observer stopped the run at node \(node.index) (\(node.name))")
    }
  }

  private func isWatched(_ node: NodeDescription) -> Bool {
    guard let observer else { return false }
    return node.sourceOperators.isEmpty
      || node.sourceOperators.contains { observer.wantsResults(ofSourceOperator: $0) }
  }

  private func willRun(_ index: Int) -> Bool {
    guard stoppedAt == nil, nodes.indices.contains(index) else { return false }
    if isWatched(nodes[index]), observer?.nodeWillRun(nodes[index], sample: sample) == .stop {
      stoppedAt = nodes[index]
      return false
    }
    begin = ContinuousClock.now
    return true
  }

  private func didRun(_ index: Int, _ results: [UnsafeRawPointer?]) -> Bool {
    let duration = ContinuousClock.now - begin
    guard stoppedAt == nil, nodes.indices.contains(index) else { return false }
    let node = nodes[index]
    var profile = NodeProfile(node: node, duration: duration)
    let watched = isWatched(node)
    if keepsData || (watched && observer?.wantsData == true) {
      profile.data = zip(node.outputs, results).map { description, address in
        var tensor = Tensor(
          shape: description.shape, elementType: description.elementType, quantization: description.quantization)
        if let address {
          tensor.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: $0.count)) }
        }
        return tensor
      }
    }
    if watched, observer?.nodeDidRun(profile, sample: sample) == .stop {
      stoppedAt = node
      return false
    }
    // Data that only the observer asked for is not kept: a large model's would fill memory.
    if !keepsData { profile.data = [] }
    profiles.append(profile)
    return true
  }
}
