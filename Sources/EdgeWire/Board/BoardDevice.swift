/// What a board offers behind the protocol: its identity, its models, its memory. `BoardServer` does the talking.
///
/// Calls come one at a time, from the server. Channel failures pass through.
public protocol BoardDevice {
  associatedtype Tensors: TensorDescriptorSource

  var capabilities: BoardCapabilities { get }
  /// Runtime, interface and toolchain.
  var runtime: RuntimeIdentifier { get }
  /// `largePacketByteCount` other than 0 makes the server offer large packets, where the generation has them.
  var systemInformation: SystemInformationMessage { get }

  var modelCount: Int { get }
  /// - Parameter index: below `modelCount`.
  func model(at index: Int) -> ModelMessage<Tensors>
  /// Position of the model with that name; nil when there is none.
  func modelIndex(named name: WireText) -> Int?
  /// Called before a model is described: the place to send configuration lines with `port.log`.
  mutating func willDescribe<C: ByteChannel>(model index: Int, on port: inout BoardPort<C>) throws(C.Failure)

  /// Where the bytes of an input go. Its size is the size the host must send.
  mutating func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer
  /// Runs a model whose inputs are in place and reports as `reporter.parameters` ask: nodes, model, outputs.
  /// - Returns: false when execution failed, before any output was reported.
  mutating func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool

  /// The bytes at a device address; nil when they are not all readable and writable memory of this board.
  mutating func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer?
}

extension BoardDevice {
  /// Does nothing, unless a device says otherwise.
  public mutating func willDescribe<C: ByteChannel>(
    model index: Int, on port: inout BoardPort<C>
  ) throws(C.Failure) {}

  /// Nil, unless a device says otherwise: no memory can be read or written.
  public mutating func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer? { nil }
}

/// How the host wants a model run.
public struct RunOrder: Equatable, Sendable {
  /// The bits of the request.
  public var parameters: RunParameters
  /// First sample of a batch: state that lives between samples starts anew.
  public var isFirstSample: Bool
  /// Selects counters on some boards; 24 bits.
  public var userOption: UInt32
}

/// Sends the reports of one run, in the order nodes, model, outputs.
public struct RunReporter<Channel: ByteChannel> {
  /// Where the reports go.
  public var port: BoardPort<Channel>
  /// What the host asked for.
  public let order: RunOrder

  /// The host wants every node.
  public var wantsNodes: Bool { !order.parameters.isDisjoint(with: [.perLayer, .perLayerWithData]) }
  /// The host wants the data of every node.
  public var wantsNodeData: Bool { order.parameters.contains(.perLayerWithData) }
  /// The host wants no output data.
  public var isPerformanceOnly: Bool { order.parameters.contains(.performance) }

  /// Reports a node; `tensorCount` calls of `nodeTensor` must follow.
  public mutating func node(
    _ report: OperatorMessage, tensorCount: Int, isLast: Bool
  ) throws(Channel.Failure) {
    var flags: OperatorFlags = .internal
    if isLast { flags.insert(.last) }
    if tensorCount == 0 { flags.insert(.withoutTensor) }
    var report = report
    report.type = UInt32(flags.rawValue) << 24 | report.kind
    try port.send(report, state: .processing)
  }

  /// Reports a result of the node just reported. The bytes are sent only when wanted; nil when there are none to send.
  public mutating func nodeTensor<B: ByteSource>(
    _ descriptor: TensorDescriptorMessage, bytes: B?, isLast: Bool
  ) throws(Channel.Failure) {
    var descriptor = descriptor
    descriptor.flags.subtract([.input, .output, .last, .withoutData])
    descriptor.flags.insert(.internal)
    try tensor(&descriptor, bytes: wantsNodeData ? bytes : nil, isLast: isLast, state: .processing)
  }

  /// Reports the whole model; the outputs must follow.
  public mutating func model(_ report: OperatorMessage) throws(Channel.Failure) {
    try port.send(report, state: .processing)
  }

  /// Reports an output. The last one ends the run.
  public mutating func output<B: ByteSource>(
    _ descriptor: TensorDescriptorMessage, bytes: B, isLast: Bool
  ) throws(Channel.Failure) {
    var descriptor = descriptor
    descriptor.flags.subtract([.internal, .input, .last, .withoutData])
    descriptor.flags.insert(.output)
    try tensor(
      &descriptor, bytes: isPerformanceOnly ? nil : bytes, isLast: isLast, state: isLast ? .done : .processing)
  }

  private mutating func tensor<B: ByteSource>(
    _ descriptor: inout TensorDescriptorMessage, bytes: B?, isLast: Bool, state: State
  ) throws(Channel.Failure) {
    if isLast { descriptor.flags.insert(.last) }
    if let bytes {
      let data = DataMessage(bytes, address: descriptor.address)
      try port.send(TensorMessage(descriptor: descriptor, data: data), state: state)
    } else {
      descriptor.flags.insert(.withoutData)
      let data = DataMessage(BorrowedBytes.none, address: descriptor.address)
      try port.send(TensorMessage(descriptor: descriptor, data: data), state: state)
    }
  }
}
