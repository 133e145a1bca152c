import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeRunner

/// One use of a model on the engine.
///
/// An actor without suspension points inside `invoke`, so invocations queue.
actor NativeSession: Session {
  nonisolated let model: ModelInformation
  private let runner: NativeRunner
  private let plain: EngineSession
  /// The arena last used for a run that was watched.
  private var watched: EngineSession?

  init(runner: NativeRunner, engine: Engine) {
    self.runner = runner
    model = runner.models[0]
    plain = EngineSession(engine: engine)
  }

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    try runner.connection.check()
    var loop = try SampleLoop(
      inputs, of: model, mode: mode, observer: observer, capabilities: runner.capabilities,
      runtime: runner.information.runtime)
    let session = try session(mode: mode, observer: observer)
    let descriptions = loop.needs.nodes ? session.engine.nodeDescriptions : nil
    try loop.run(
      load: { position, bytes in session.inputBytes(position).copyMemory(from: bytes) },
      compute: { sample throws(RunnerError) in
        guard let descriptions else { return .measuring { session.run() } }
        return .init(nodes: try runNodes(session, descriptions, sample: sample, mode: mode, observer: observer))
      },
      store: { position, room in room.copyMemory(from: session.outputBytes(position)) })
    return loop.result()
  }

  /// The arena to run in: the plain one unless results of single operators must be seen.
  private func session(mode: InvocationMode, observer: (any NodeObserver)?) throws(RunnerError) -> EngineSession {
    let engine: Engine
    if let observer {
      engine = try runner.engine(for: observer)
    } else if mode == .perLayerWithData {
      engine = try runner.engine(visible: .all)
    } else {
      return plain
    }
    if engine === plain.engine { return plain }
    if let watched, watched.engine === engine { return watched }
    let session = EngineSession(engine: engine)
    watched = session
    return session
  }

  /// Runs node by node, timing each and showing it to the observer.
  private func runNodes(
    _ session: EngineSession, _ descriptions: [NodeDescription], sample: Int, mode: InvocationMode,
    observer: (any NodeObserver)?
  ) throws(RunnerError) -> [NodeProfile] {
    var profiles: [NodeProfile] = []
    profiles.reserveCapacity(descriptions.count)
    for (node, description) in zip(session.engine.plan.nodes, descriptions) {
      let isWatched = observer?.watches(description) ?? false
      if isWatched, observer?.nodeWillRun(description, sample: sample) == .stop {
        throw .stopped(at: description)
      }
      let begin = ContinuousClock.now
      session.run(node: node)
      var profile = NodeProfile(node: description, duration: ContinuousClock.now - begin)
      if mode == .perLayerWithData || (isWatched && observer?.wantsData == true) {
        profile.data = node.outputs.map { session.copy(of: $0) }
      }
      if isWatched, observer?.nodeDidRun(profile, sample: sample) == .stop { throw .stopped(at: description) }
      // Data that only the observer asked for is not kept: a large model's would fill memory.
      if mode != .perLayerWithData { profile.data = [] }
      profiles.append(profile)
    }
    return profiles
  }
}
