import EdgeWire

/// A line on which the host has already said everything; the board's words are kept.
final class ScriptedChannel: ByteChannel {
  struct Exhausted: Error {}

  var fromHost: [UInt8]
  var position = 0
  var toHost: [UInt8] = []

  init(fromHost: [UInt8]) { self.fromHost = fromHost }

  func readByte() throws(Exhausted) -> UInt8 {
    guard position < fromHost.count else { throw Exhausted() }
    position += 1
    return fromHost[position - 1]
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Exhausted) { toHost += Array(bytes) }
}

/// One model `net`: output = input with each byte complemented; two nodes, the second without tensor. All inputs share
/// one buffer.
struct ComplementDevice: BoardDevice {
  struct Tensors: TensorDescriptorSource {
    var byteCount: Int
    var inputCount = 1

    func count(of role: TensorRole) -> Int { role == .parameter ? 0 : role == .input ? inputCount : 1 }
    func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage {
      var dimensions = WordList(1)
      _ = dimensions.append(UInt32(byteCount))
      return TensorDescriptorMessage(
        name: WireText("\(role)"), format: .integer(bitCount: 8, isSigned: false), elementCount: UInt32(byteCount),
        shapeFormat: ShapeFormat(order: .undefined, rank: 2), dimensions: dimensions, scale: 0.5, zeroPoint: -3,
        address: 0x2000_0000)
    }
  }

  let arena: UnsafeMutableRawBufferPointer
  var capabilities: BoardCapabilities = [.observer]
  var largePacketByteCount: UInt32 = 0
  var logLines = 0
  var fails = false
  var inputCount = 1

  var runtime: RuntimeIdentifier { RuntimeIdentifier(rawValue: 0x10004) }
  var systemInformation: SystemInformationMessage {
    SystemInformationMessage(
      deviceIdentifier: 0x486, systemClock: 800_000_000, busClock: 400_000_000,
      largePacketByteCount: largePacketByteCount, extra: WordList(7))
  }
  var modelCount: Int { 1 }

  func model(at index: Int) -> ModelMessage<Tensors> {
    ModelMessage(
      name: WireText("net"), runtime: runtime, nodeCount: 2,
      tensors: Tensors(byteCount: arena.count, inputCount: inputCount))
  }

  func modelIndex(named name: WireText) -> Int? { name == WireText("net") ? 0 : nil }

  func willDescribe<C: ByteChannel>(model index: Int, on port: inout BoardPort<C>) throws(C.Failure) {
    for _ in 0..<logLines { try port.log(WireText("s:config:version:1.0")) }
  }

  func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer { arena }

  func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool {
    if fails { return false }
    for position in arena.indices { arena[position] = ~arena[position] }
    let tensor = Tensors(byteCount: arena.count).descriptor(.output, at: 0)
    if reporter.wantsNodes {
      try reporter.node(
        OperatorMessage(flags: .internal, kind: 0x103, duration: 0.5, counters: WordList(counter: 400)),
        tensorCount: 1, isLast: false)
      try reporter.nodeTensor(tensor, bytes: BorrowedBytes(UnsafeRawBufferPointer(arena)), isLast: true)
      try reporter.node(OperatorMessage(flags: .internal, kind: 0x104, duration: 0.25), tensorCount: 0, isLast: true)
    }
    try reporter.model(OperatorMessage(name: WireText("net"), flags: [], duration: 0.75))
    try reporter.output(tensor, bytes: BorrowedBytes(UnsafeRawBufferPointer(arena)), isLast: true)
    return true
  }

  func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer? {
    guard address >= 0x2000_0000, Int(address - 0x2000_0000) + Int(byteCount) <= arena.count else { return nil }
    let start = Int(address - 0x2000_0000)
    return UnsafeMutableRawBufferPointer(rebasing: arena[start..<start + Int(byteCount)])
  }
}

/// A board that has been fed everything a host sent, and what it answered.
final class ScriptedBoard {
  let arena: UnsafeMutableRawBufferPointer
  private let workspace: UnsafeMutableRawBufferPointer
  let generation: Generation
  private(set) var server: BoardServer<ScriptedChannel, ComplementDevice>

  init(
    _ generation: Generation, inputByteCount: Int = 40, largePacketByteCount: UInt32 = 0,
    capabilities: BoardCapabilities = [.observer], logLines: Int = 0, fails: Bool = false, inputCount: Int = 1
  ) {
    self.generation = generation
    arena = .allocate(byteCount: inputByteCount, alignment: 16)
    arena.initializeMemory(as: UInt8.self, repeating: 0)
    workspace = .allocate(
      byteCount: BoardPort<ScriptedChannel>.workspaceByteCount(payloadByteCount: 4094), alignment: 16)
    workspace.initializeMemory(as: UInt8.self, repeating: 0xEE)
    server = BoardServer(
      port: BoardPort(
        channel: ScriptedChannel(fromHost: []), generation: generation, workspace: workspace,
        maximumMessageByteCount: inputByteCount + 2048),
      device: ComplementDevice(
        arena: arena, capabilities: capabilities, largePacketByteCount: largePacketByteCount, logLines: logLines,
        fails: fails, inputCount: inputCount))
  }

  deinit {
    arena.deallocate()
    workspace.deallocate()
  }

  /// Serves until the host's words are used up; returns everything sent.
  func answer(to bytes: [UInt8]) -> [UInt8] {
    server.port.channel.fromHost += bytes
    let alreadySent = server.port.channel.toHost.count
    while true {
      do { try server.serveRequest() } catch { break }
    }
    return Array(server.port.channel.toHost[alreadySent...])
  }
}

/// A message as a host sends it: length prefix, packets, padding.
func packets(_ message: some WireMessage, _ format: PacketFormat) -> [[UInt8]] {
  var delimited = ByteArray()
  delimited.writeVarint(UInt64(message.encodedByteCount))
  message.encode(to: &delimited)
  return stride(from: 0, to: delimited.bytes.count, by: format.payloadByteCount).map { start in
    var packet = ByteArray()
    let payload = Array(delimited.bytes[start..<min(delimited.bytes.count, start + format.payloadByteCount)])
    format.writePacket(payload.span, to: &packet)
    return packet.bytes
  }
}

/// Everything a board sent, as sync bytes and messages.
struct BoardTranscript {
  var syncCount = 0
  var messages: [[UInt8]] = []
  var packetCount = 0
  var damage: WireError?

  /// - Parameter formats: format of each message in turn; the last goes on.
  init(_ bytes: [UInt8], _ formats: PacketFormat...) {
    var rest = bytes[...]
    while let first = rest.first {
      if first == PacketFormat.synchronizationByte {
        syncCount += 1
        rest = rest.dropFirst()
        continue
      }
      let format = formats[min(messages.count, formats.count - 1)]
      var deframer = ResponseDeframer(format: format)
      let chunk = Array(rest)
      var offset = 0
      var message: [UInt8] = []
      do {
        reading: while let part = try deframer.next(in: chunk.span, at: &offset) {
          switch part {
          case .content(let range): message += chunk[range]
          case .endOfMessage: break reading
          }
        }
      } catch {
        damage = error
        return
      }
      packetCount += offset / format.packetByteCount
      messages.append(message)
      rest = rest.dropFirst(offset)
    }
  }

  func response(_ index: Int, _ generation: Generation = .second) throws -> DecodedResponse {
    let message = messages[index]
    return try DecodedResponse(decoding: message.span, generation: generation)
  }

  func acknowledgement(_ index: Int) throws -> (State, AcknowledgementMessage)? {
    let response = try response(index)
    guard case .acknowledgement(let message) = response.payload else { return nil }
    return (response.state, message)
  }
}
