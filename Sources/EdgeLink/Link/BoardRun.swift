package import EdgeWire

/// What to run on a board, and how much to report.
package struct BoardRunOrder: Sendable {
  package var modelName: String
  /// `ioOnly` is added.
  package var parameters: RunParameters
  /// Whole tensors, or one element each with `constantValue`.
  package var inputs: [[UInt8]]
  /// First sample of a batch.
  package var isFirstSample: Bool
  /// Counter selection on boards that have it, 24 bits.
  package var userOption: UInt32

  package init(
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
package struct BoardTensor: Sendable {
  package var descriptor: TensorDescriptorMessage
  /// Empty when the board left them out.
  package var bytes: [UInt8]
}

/// A node a board reported.
package struct BoardNode: Sendable {
  package var report: OperatorMessage
  package var tensors: [BoardTensor]
  /// Lines the board logged for this node, without their `s:node:` prefix.
  package var extra: [String]
}

/// What one run gave.
package struct BoardRun: Sendable {
  package var nodes: [BoardNode] = []
  /// The whole-model report.
  package var model: OperatorMessage
  package var outputs: [BoardTensor] = []
  /// Host time from the request to the last input's acknowledgement.
  package var upload: Duration
  /// Host time until the whole-model report, without the tensors of nodes.
  package var inference: Duration
  /// Host time for the outputs and the tensors of nodes.
  package var download: Duration
}
