/// Answers a host's requests for a device, one at a time, as a board of any generation does.
public struct BoardServer<Channel: ByteChannel, Device: BoardDevice> {
  /// The link to the host.
  public var port: BoardPort<Channel>
  /// What answers.
  public var device: Device
  /// Redirects nothing here, but hosts toggle and read it in self tests.
  var isInTestMode = false

  /// A server that has heard nothing so far.
  public init(port: BoardPort<Channel>, device: Device) {
    self.port = port
    self.device = device
  }

  private var generation: Generation { port.format.generation }

  /// Serves until the channel fails.
  public mutating func serve() throws(Channel.Failure) -> Never {
    while true { try serveRequest() }
  }

  /// Waits for one message and answers it, unless it is no request: boards stay silent then.
  public mutating func serveRequest() throws(Channel.Failure) {
    guard let request = try port.receiveRequest() else { return }
    port.requestIdentifier = request.identifier
    switch request.command {
    case .synchronize: try synchronize()
    case .systemInformation: try describeSystem()
    case .disconnect where generation >= .third: port.format = PacketFormat(generation)
    case .networkInformation: try describeModel(request)
    case .networkRun: try run(request)
    case .memoryRead where hasMemory: try readMemory(request)
    case .memoryWrite where hasMemory: try writeMemory(request)
    case .memoryChecksum where hasMemory: try sumMemory(request)
    case .test where device.capabilities.contains(.selfTest): try test(request)
    default: try refuse()
    }
  }

  private var hasMemory: Bool { device.capabilities.contains(.memoryAccess) }

  /// The answer to everything this board does not know: model, command, address.
  mutating func refuse() throws(Channel.Failure) {
    try port.acknowledge(.error, parameter: BoardErrorCode.invalidParameter.rawValue, error: .invalidParameter)
  }

  private mutating func synchronize() throws(Channel.Failure) {
    // The second generation is small again before the answer. In the third, only disconnecting leaves large packets.
    if generation < .third { port.format = PacketFormat(generation) }
    var capabilities = device.capabilities
    if generation < .third { capabilities.remove(.usb) }
    try port.send(
      SynchronizationMessage(
        version: generation.protocolVersion, capabilities: capabilities, runtime: device.runtime), state: .idle)
  }

  private mutating func describeSystem() throws(Channel.Failure) {
    var information = device.systemInformation
    let offered = min(Int(information.largePacketByteCount), port.payloadCapacity)
    let large = offered > 0 ? PacketFormat(generation, payloadByteCount: offered) : nil
    information.largePacketByteCount = large.map { UInt32($0.payloadByteCount) } ?? 0
    try port.send(information.layout(for: generation), state: .idle)
    if let large { port.format = large }
  }

  private mutating func describeModel(_ request: RequestMessage) throws(Channel.Failure) {
    let named = request.name.isEmpty ? Int(exactly: request.parameter) : device.modelIndex(named: request.name)
    guard let index = named, index < device.modelCount else { return try refuse() }
    try device.willDescribe(model: index, on: &port)
    var model = device.model(at: index)
    if generation < .third {
      model.installTime = nil
      model.initializationTime = nil
    } else {
      model.installTime = model.installTime ?? 0
      model.initializationTime = model.initializationTime ?? 0
    }
    try port.send(model, state: .idle)
  }

  private mutating func run(_ request: RequestMessage) throws(Channel.Failure) {
    guard let index = device.modelIndex(named: request.name), index < device.modelCount else { return try refuse() }
    let order = RunOrder(
      parameters: RunParameters(rawValue: request.parameter), isFirstSample: request.option & 1 != 0,
      userOption: request.option >> 8)
    guard try receiveInputs(ofModel: index, order: order) else { return }
    var reporter = RunReporter(port: port, order: order)
    defer { port = reporter.port }
    guard try device.run(model: index, order, reporter: &reporter) else {
      let generic = BoardErrorCode.generic
      return try reporter.port.acknowledge(.error, parameter: generic.rawValue, error: generic)
    }
  }

  /// False when an input was refused, or was no data message at all: the run is over then. The host acknowledges each
  /// answer to an input.
  private mutating func receiveInputs(ofModel index: Int, order: RunOrder) throws(Channel.Failure) -> Bool {
    let tensors = device.model(at: index).tensors
    let count = tensors.count(of: .input)
    // A model without inputs runs at once; its host still acknowledges once.
    try port.acknowledge(
      count == 0 ? .processing : .waiting,
      parameter: count == 0 ? 0 : UInt32(truncatingIfNeeded: device.inputBuffer(0, ofModel: index).count))
    if count == 0 { try port.receiveAcknowledgement() }
    for input in 0..<count {
      let buffer = device.inputBuffer(input, ofModel: index)
      let element = tensors.descriptor(.input, at: input).storedElementByteCount
      let isConstant = order.parameters.contains(.constantValue)
      let isInPlace = order.parameters.contains(.directWrite)
      let expected = isConstant || isInPlace ? element : buffer.count
      let destination = UnsafeMutableRawBufferPointer(
        rebasing: buffer[..<(isInPlace ? 0 : min(expected, buffer.count))])
      guard let receipt = try port.receiveData(into: destination) else { return false }
      guard receipt.receivedByteCount == expected else {
        try port.acknowledge(
          .error, parameter: UInt32(truncatingIfNeeded: receipt.receivedByteCount), error: .invalidSize)
        return false
      }
      if isConstant, !isInPlace { replicateFirstElement(of: buffer, elementByteCount: element) }
      try port.acknowledge(
        input == count - 1 ? .processing : .waiting, parameter: UInt32(truncatingIfNeeded: receipt.receivedByteCount))
      try port.receiveAcknowledgement()
    }
    return true
  }

  private func replicateFirstElement(of buffer: UnsafeMutableRawBufferPointer, elementByteCount: Int) {
    guard buffer.count > elementByteCount else { return }
    for position in elementByteCount..<buffer.count { buffer[position] = buffer[position - elementByteCount] }
  }
}

extension TensorDescriptorMessage {
  /// Bytes of one stored element. Packed bits are stored in words of four bytes.
  public var storedElementByteCount: Int {
    format.bitCount == 1 ? 4 : max(1, Int(format.bitCount) / 8)
  }
}
