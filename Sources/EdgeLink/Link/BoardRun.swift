import EdgeWire

/// What to run on a board, and how much to report.
public struct BoardRunOrder: Sendable {
  public var modelName: String
  /// `ioOnly` is added.
  public var parameters: RunParameters
  /// Whole tensors, or one element each with `constantValue`.
  public var inputs: [[UInt8]]
  /// First sample of a batch.
  public var isFirstSample: Bool
  /// Counter selection on boards that have it, 24 bits.
  public var userOption: UInt32

  public init(
    modelName: String, parameters: RunParameters = [], inputs: [[UInt8]], isFirstSample: Bool = true,
    userOption: UInt32 = 0
  ) {
    self.modelName = modelName
    self.parameters = parameters.union(.ioOnly)
    self.inputs = inputs
    self.isFirstSample = isFirstSample
    self.userOption = userOption
  }
}

/// A tensor a board reported.
public struct BoardTensor: Sendable {
  public var descriptor: TensorDescriptorMessage
  /// Empty when the board left them out.
  public var bytes: [UInt8]
}

/// A node a board reported.
public struct BoardNode: Sendable {
  public var report: OperatorMessage
  public var tensors: [BoardTensor]
  /// Lines the board logged for this node, without their `s:node:` prefix.
  public var extra: [String]
}

/// What one run gave.
public struct BoardRun: Sendable {
  public var nodes: [BoardNode] = []
  /// The whole-model report.
  public var model: OperatorMessage
  public var outputs: [BoardTensor] = []
  /// Host time from the request to the last input's acknowledgement.
  public var upload: Duration
  /// Host time until the whole-model report, without the tensors of nodes.
  public var inference: Duration
  /// Host time for the outputs and the tensors of nodes.
  public var download: Duration
}
