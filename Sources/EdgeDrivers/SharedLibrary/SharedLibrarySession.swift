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
    var loop = try SampleLoop(
      inputs, of: model, mode: mode, observer: observer, capabilities: runner.capabilities,
      runtime: runner.information.runtime)
    let isWatched = loop.needs.nodes
    try loop.run(
      load: { position, bytes in program.inputBytes(position).copyMemory(from: bytes) },
      compute: { sample throws(RunnerError) in
        guard isWatched else { return try .measuring { () throws(RunnerError) in try program.run(watch: nil) } }
        let run = NodeRun(nodes: nodes, sample: sample, mode: mode, observer: observer)
        try run.run(program)
        return .init(nodes: run.profiles)
      },
      store: { position, room in room.copyMemory(from: program.outputBytes(position)) })
    return loop.result()
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
    if let node = stoppedAt { throw .stopped(at: node) }
  }

  private func isWatched(_ node: NodeDescription) -> Bool { observer?.watches(node) ?? false }

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
