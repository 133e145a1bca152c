import EdgeWire

/// What a board says of itself when a link is established.
public struct BoardIdentity: Sendable, Equatable {
  public var generation: Generation
  /// `major << 8 | minor`.
  public var protocolVersion: UInt32
  public var capabilities: BoardCapabilities
  public var runtime: RuntimeIdentifier
  public var system: SystemInformationMessage

  public init(
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
public struct BoardModel: Sendable {
  /// Everything but the tensors.
  public var description: ModelMessage<EncodedTensors>
  public var inputs: [TensorDescriptorMessage] = []
  public var outputs: [TensorDescriptorMessage] = []
  /// One per read-write segment of memory.
  public var activations: [TensorDescriptorMessage] = []
  /// One per read-only segment of memory.
  public var parameters: [TensorDescriptorMessage] = []
  /// Configuration the board logged before the description, in order: `mcu_freq`, `npu_freq`, ...
  public var configuration: [(key: String, value: String)] = []

  public var name: String { description.name.string }

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
