public import EdgeModel

/// One invocation as every session runs it: sample by sample, inputs in, compute, outputs out.
///
/// Sessions that compute synchronously call `run(load:compute:store:)`; others take its steps themselves.
public struct SampleLoop {
  /// What one sample cost.
  public struct Cost: Sendable {
    /// Time the model computed.
    public var duration: Duration
    /// What its nodes did; empty when nobody wants to know.
    public var nodes: [NodeProfile]

    /// What a sample cost; nodes only where they were asked for.
    public init(duration: Duration, nodes: [NodeProfile] = []) {
      self.duration = duration
      self.nodes = nodes
    }

    /// Of nodes that were timed one by one.
    public init(nodes: [NodeProfile]) {
      self.init(duration: nodes.reduce(.zero) { $0 + ($1.duration ?? .zero) }, nodes: nodes)
    }

    /// Of what `body` does.
    public static func measuring<E: Error>(_ body: () throws(E) -> Void) throws(E) -> Cost {
      let start = ContinuousClock.now
      try body()
      return Cost(duration: ContinuousClock.now - start)
    }
  }

  /// What the invocation asks for beyond outputs.
  public let needs: InvocationNeeds
  /// Inputs cut into samples, and room for the outputs.
  public private(set) var batch: SampleBatch
  /// What the invocation cost so far; sessions add what only they know.
  public var profile = Profile(durations: [], hostDuration: .zero)
  private let mode: InvocationMode
  private let start = ContinuousClock.now

  /// Checks what is asked of a model on a runner.
  /// - Throws: `RunnerError.Code.invalidArgument` for inputs that do not fit, `.missingCapability` for what the runner
  ///   cannot do, `.outOfMemory` when there is no room for the outputs.
  public init(
    _ inputs: [Tensor], of model: ModelInformation, mode: InvocationMode, observer: (any NodeObserver)?,
    capabilities: Capabilities, runtime: String
  ) throws(RunnerError) {
    needs = try InvocationNeeds(mode: mode, observer: observer, capabilities: capabilities, runtime: runtime)
    batch = try SampleBatch(inputs, for: model, keepsOutputs: needs.outputs)
    self.mode = mode
  }

  /// Samples in the order they run.
  public var samples: Range<Int> { 0..<batch.count }

  /// Hands the bytes of each input of `sample` to `load`, by position.
  public func load<E: Error>(
    _ sample: Int, _ load: (_ position: Int, _ bytes: UnsafeRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    for position in batch.inputs.indices {
      try batch.withInput(position, sample: sample) { bytes throws(E) in try load(position, bytes) }
    }
  }

  /// Makes room for the outputs of `sample`, whose sizes depend on its data.
  /// - Parameter shape: the shape of an output in this sample, by position; nil for the described one.
  /// - Throws: what `shape` throws, and `RunnerError.Code.invalidArgument` where samples have outputs of other shapes than
  ///   those before them.
  public mutating func makeRoom(
    _ sample: Int, shape: (_ position: Int) throws(RunnerError) -> [Int]?
  ) throws(RunnerError) {
    for position in batch.outputs.indices {
      if let shape = try shape(position) { try batch.setShape(shape, ofOutput: position, sample: sample) }
    }
  }

  /// Has `store` write each output of `sample`, by position, and adds what the sample cost. Outputs that nobody wants
  /// are not asked for.
  public mutating func finish<E: Error>(
    _ sample: Int, _ cost: Cost, _ store: (_ position: Int, _ room: UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    for position in batch.outputs.indices {
      try batch.withOutput(position, sample: sample) { room throws(E) in try store(position, room) }
    }
    profile.durations.append(cost.duration)
    if needs.nodes, mode != .ioOnly { profile.nodes.append(cost.nodes) }
  }

  /// Runs all samples.
  /// - Parameters:
  ///   - load: takes the bytes of an input, by position.
  ///   - compute: runs one sample.
  ///   - store: writes an output, by position.
  ///   - shape: the shape of an output in the sample that was computed last, by position; nil for the described one.
  public mutating func run(
    load: (_ position: Int, _ bytes: UnsafeRawBufferPointer) throws(RunnerError) -> Void,
    compute: (_ sample: Int) throws(RunnerError) -> Cost,
    store: (_ position: Int, _ room: UnsafeMutableRawBufferPointer) throws(RunnerError) -> Void,
    shape: (_ position: Int) throws(RunnerError) -> [Int]? = { _ in nil }
  ) throws(RunnerError) {
    for sample in samples {
      try self.load(sample, load)
      let cost = try compute(sample)
      try makeRoom(sample, shape: shape)
      try finish(sample, cost, store)
    }
  }

  /// The outputs and what they cost, up to now.
  public consuming func result() -> InvocationResult {
    if profile.nodes.allSatisfy(\.isEmpty) { profile.nodes = [] }
    profile.hostDuration = ContinuousClock.now - start
    return InvocationResult(outputs: batch.outputs, profile: profile)
  }
}
