public import EdgeModel

/// How much an invocation should report.
public enum InvocationMode: String, Sendable, Hashable, CaseIterable {
  /// Outputs and total duration.
  case ioOnly = "io-only"
  /// Also the duration of each node.
  case perLayer = "per-layer"
  /// Also the data each node produced.
  case perLayerWithData = "per-layer-with-data"
  /// Durations only: outputs stay on the device and come back empty.
  case performanceOnly = "performance-only"
}

/// One step of a plan as the user sees it (c-node).
public struct NodeDescription: Sendable, Hashable {
  /// Position in execution order.
  public var index: Int
  /// What the runner calls it: mostly the name of its first output tensor.
  public var name: String
  /// Kind of the step, e.g. `CONV_2D+SILU` or `Conv2D (0x103)`.
  public var kind: String
  /// What the operators of `sourceOperators` compute, in the same order; empty when unknown.
  public var operatorKinds: [OperatorKind]
  /// Operators of the source file this node covers, by position there, ascending; empty when unknown.
  public var sourceOperators: [Int]
  /// Results, in order.
  public var outputs: [TensorDescription]
  /// Source-file tensor number of each output; nil where unknown.
  public var outputTensorIndices: [Int?]
  /// Multiply-accumulates; nil when unknown.
  public var macs: Int?
  /// The kernel that runs it, e.g. `conv2d_s8__avx2`; nil when unknown.
  public var kernel: String?

  /// Lists are empty and figures unknown unless given.
  public init(
    index: Int, name: String, kind: String, operatorKinds: [OperatorKind] = [], sourceOperators: [Int] = [],
    outputs: [TensorDescription] = [], outputTensorIndices: [Int?] = [], macs: Int? = nil, kernel: String? = nil
  ) {
    self.index = index
    self.name = name
    self.kind = kind
    self.operatorKinds = operatorKinds
    self.sourceOperators = sourceOperators
    self.outputs = outputs
    self.outputTensorIndices = outputTensorIndices
    self.macs = macs
    self.kernel = kernel
  }
}

/// What one node did in one sample.
public struct NodeProfile: Sendable {
  /// The node that ran.
  public var node: NodeDescription
  /// Nil when not measured.
  public var duration: Duration?
  /// Hardware cycles; nil where there is no counter.
  public var cycles: UInt64?
  /// Emulated instructions; nil where nobody counts them. They rank kernels, they are no cycles and no time.
  public var instructions: UInt64?
  /// Data of the node's outputs; empty unless asked for.
  public var data: [Tensor]

  /// A node that ran; durations, cycles and data are absent unless given.
  public init(
    node: NodeDescription, duration: Duration? = nil, cycles: UInt64? = nil, instructions: UInt64? = nil,
    data: [Tensor] = []
  ) {
    self.node = node
    self.duration = duration
    self.cycles = cycles
    self.instructions = instructions
    self.data = data
  }
}

/// What an invocation cost.
public struct Profile: Sendable {
  /// Time the model computed, one entry per sample, as the device measured it.
  public var durations: [Duration]
  /// Wall time of the whole call on the host, transfers included.
  public var hostDuration: Duration
  /// Nodes of each sample: `nodes[sample][node]`; empty in `ioOnly` mode.
  public var nodes: [[NodeProfile]]
  /// Where the host's time went on a link: upload, inference, download; nil for in-process runners.
  public var transfer: TransferTimes?
  /// Further facts in display order: stack and heap use, counters.
  public var details: [RunnerInformation.Detail]

  /// Host time spent on each part of an exchange with a board.
  public struct TransferTimes: Sendable, Hashable {
    /// Writing the inputs.
    public var upload: Duration
    /// From the start of the run to the answer that it is done.
    public var inference: Duration
    /// Reading the outputs.
    public var download: Duration
    /// The three parts of one sample's exchange.
    public init(upload: Duration, inference: Duration, download: Duration) {
      self.upload = upload
      self.inference = inference
      self.download = download
    }
  }

  /// The cost of an invocation; lists are empty unless given.
  public init(
    durations: [Duration], hostDuration: Duration, nodes: [[NodeProfile]] = [], transfer: TransferTimes? = nil,
    details: [RunnerInformation.Detail] = []
  ) {
    self.durations = durations
    self.hostDuration = hostDuration
    self.nodes = nodes
    self.transfer = transfer
    self.details = details
  }
}

/// Outputs of an invocation and what it cost.
public struct InvocationResult: Sendable {
  /// One tensor per output; with a batch of n samples the first dimension is n times the model's.
  public var outputs: [Tensor]
  /// What the invocation cost.
  public var profile: Profile

  /// Outputs in the model's order, with their cost.
  public init(outputs: [Tensor], profile: Profile) {
    self.outputs = outputs
    self.profile = profile
  }
}
