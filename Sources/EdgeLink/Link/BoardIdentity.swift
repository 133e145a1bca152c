package import EdgeWire

/// What a board says of itself when a link is established.
package struct BoardIdentity: Sendable, Equatable {
  package var generation: Generation
  /// `major << 8 | minor`.
  package var protocolVersion: UInt32
  package var capabilities: BoardCapabilities
  package var runtime: RuntimeIdentifier
  package var system: SystemInformationMessage

  package init(
    generation: Generation, protocolVersion: UInt32, capabilities: BoardCapabilities, runtime: RuntimeIdentifier,
    system: SystemInformationMessage
  ) {
    self.generation = generation
    self.protocolVersion = protocolVersion
    self.capabilities = capabilities
    self.runtime = runtime
    self.system = system
  }
}

/// A model as a board describes it.
package struct BoardModel: Sendable {
  /// Everything but the tensors.
  package var description: ModelMessage<EncodedTensors>
  package var inputs: [TensorDescriptorMessage] = []
  package var outputs: [TensorDescriptorMessage] = []
  /// One per read-write segment of memory.
  package var activations: [TensorDescriptorMessage] = []
  /// One per read-only segment of memory.
  package var parameters: [TensorDescriptorMessage] = []
  /// Configuration the board logged before the description, in order: `mcu_freq`, `npu_freq`, ...
  package var configuration: [(key: String, value: String)] = []

  package var name: String { description.name.string }

  package init(_ message: ModelMessage<EncodedTensors>, bytes: [UInt8]) throws(WireError) {
    description = message
    var lists: [TensorRole: [TensorDescriptorMessage]] = [:]
    try message.tensors.forEach(in: bytes.span) { lists[$0, default: []].append($1) }
    inputs = lists[.input] ?? []
    outputs = lists[.output] ?? []
    activations = lists[.activation] ?? []
    parameters = lists[.parameter] ?? []
  }

  /// What the board logged for a key of EdgeRunner's firmware; nil when it logged nothing.
  package func configuration(_ key: ConfigurationKey) -> String? {
    configuration.first { $0.key == "\(key.name)" }?.value
  }

  func count(of role: TensorRole) -> Int {
    switch role {
    case .input: inputs.count
    case .output: outputs.count
    case .activation: activations.count
    case .parameter: parameters.count
    }
  }
}
