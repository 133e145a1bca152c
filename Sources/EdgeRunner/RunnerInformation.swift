public import EdgeFormats
public import EdgeModel

/// Who computes, and where.
public struct RunnerInformation: Sendable, Hashable {
  /// Driver name as used in descriptors.
  public var driver: String
  /// Runtime and version, e.g. `EdgeRunner engine 0.1`, `LiteRT 2.3.0`, `ST.AI 10.2.0`.
  public var runtime: String
  /// The device, e.g. `x86-64 host, AVX2` or `STM32N6xx (0x486), 800 MHz`.
  public var device: String
  /// Further facts in display order: tools and compiler versions, clocks, protocol, caches.
  public var details: [Detail]
  /// Data cross a line to get there, so that moving them costs time.
  public var isRemote: Bool
  /// Sessions that can compute side by side: the machine's cores over the threads of each, 1 for a device.
  public var parallelSessionCount: Int

  /// One named fact.
  public struct Detail: Sendable, Hashable {
    /// What the fact is about, in a few words.
    public var name: String
    /// The fact itself, with its unit.
    public var value: String
    /// A fact for people, such as `("compiler", "gcc 13.2")`.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A runner that runs one session at a time and has no details, unless given.
  public init(
    driver: String, runtime: String, device: String, details: [Detail] = [], isRemote: Bool = false,
    parallelSessionCount: Int = 1
  ) {
    self.driver = driver
    self.runtime = runtime
    self.device = device
    self.details = details
    self.isRemote = isRemote
    self.parallelSessionCount = parallelSessionCount
  }
}

/// One named model on a runner. Sizes are nil when the runner does not know them.
public struct ModelInformation: Sendable, Hashable {
  /// What `makeSession` is asked for.
  public var name: String
  /// Inputs of one invocation, in order.
  public var inputs: [TensorDescription]
  /// Outputs of one invocation, in order.
  public var outputs: [TensorDescription]
  /// Nodes of the plan as the runner executes it.
  public var nodeCount: Int?
  /// Multiply-accumulates of one inference.
  public var macs: Int?
  /// Bytes of constant data.
  public var weightsByteCount: Int?
  /// Bytes of the activations arena.
  public var activationsByteCount: Int?
  /// The file the model was made of; nil where that is not known or not at hand.
  public var source: ModelSource?
  /// Class names, task, image size, when the file carries them.
  public var metadata: ModelMetadata?
  /// Further facts in display order.
  public var details: [RunnerInformation.Detail]
  private let statedHash: ModelHash?

  /// A model of which nothing is known but its ports, unless given.
  /// - Parameter hash: hash or signature as the runner states it; nil to use that of `source`.
  public init(
    name: String, inputs: [TensorDescription], outputs: [TensorDescription], nodeCount: Int? = nil, macs: Int? = nil,
    weightsByteCount: Int? = nil, activationsByteCount: Int? = nil, hash: ModelHash? = nil, source: ModelSource? = nil,
    metadata: ModelMetadata? = nil, details: [RunnerInformation.Detail] = []
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.nodeCount = nodeCount
    self.macs = macs
    self.weightsByteCount = weightsByteCount
    self.activationsByteCount = activationsByteCount
    statedHash = hash
    self.source = source
    self.metadata = metadata
    self.details = details
  }

  /// Hash or signature of the model as the runner states it, otherwise the SHA-256 of `source`, which is computed when
  /// it is first asked for.
  public var hash: String? { (statedHash ?? source?.hash)?.description }

  /// False when both runners say what their models were made of and it is not the same file.
  public func mayBeSameFile(as other: ModelInformation) -> Bool {
    if let source, source == other.source { return true }
    guard let a = hash, let b = other.hash, a.count == 64, b.count == 64 else { return true }
    return a == b
  }
}
