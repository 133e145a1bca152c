import EdgeWire

/// Brings host and board to the same place: the start of a request, in small packets.
///
/// A board that lost its host waits for ever in the middle of a packet, a message or an acknowledgement. It answers
/// the end of any packet without content with one byte, so zeros find packet boundaries; a synchronization request
/// then shows whether it stands at the start of a request, or what it takes the request for.
struct BoardFinder {
  let line: PacketLine
  let options: LinkOptions
  /// A board was there before: it may be busy with an inference, so patience pays.
  let isReturning: Bool
  var packets: BoardPackets
  private let start: ContinuousClock.Instant
  let end: ContinuousClock.Instant
  /// Starts anywhere, so that an answer to a request of an earlier host is not taken for one of ours.
  private var identifier = UInt32.random(in: 0x8000_0000...0xFFFF_0000)
  /// Requests sent in vain.
  private var attempts = 0
  private var noiseCount = 0
  private var silenceCount = 0
  /// Answers in large packets, which are left of what an earlier host began.
  private var largeAnswerCount = 0

  init(line: PacketLine, options: LinkOptions, knownGeneration: Generation?, isReturning: Bool) {
    self.line = line
    self.options = options
    self.isReturning = isReturning
    if let knownGeneration {
      let format = line.format.generation == knownGeneration ? line.format : PacketFormat(knownGeneration)
      packets = .assumed(format, isAligned: false)
    } else {
      packets = .unknown(line.format)
    }
    start = line.now
    end = start + options.timeouts.recovery
  }

  enum Reply {
    case synchronized(SynchronizationMessage)
    /// The board wants the next packet of something.
    case goAhead
    /// An answer to an older request.
    case stale
    case noise
    case silence
  }

  /// Leaves the line in small packets of the board's generation.
  mutating func find() throws(LinkError) -> SynchronizationMessage {
    do throws(LinkError) {
      return try search()
    } catch {
      guard error.reason == .transport(.blocked) else { throw error }
      throw line.failure(.noBoard("nobody takes the bytes"))
    }
  }

  private mutating func search() throws(LinkError) -> SynchronizationMessage {
    while true {
      try line.drain(quiet: max(options.timeouts.quiet, options.timeouts.alignment * patience))
      let reply = try synchronize()
      guard line.now < end else {
        let text = silenceCount > 0 ? "no answer" : "the board did not return to the start of a request"
        throw line.failure(.noBoard("\(text) within \(options.timeouts.recovery)"))
      }
      if case .synchronized(let message) = reply, !packets.areLarge {
        line.format = packets.format
        return message
      }
      attempts += 1
      packets.countAttempt()
      switch reply {
      // A board that was in small packets all along has read a large request as many empty packets.
      case .synchronized: packets.becomeSmall(isAligned: false)
      case .stale: break
      case .goAhead: try advance()
      case .noise:
        noiseCount += 1
        guard noiseCount <= 8 else {
          throw line.failure(.noBoard("something answers, but not in this protocol"))
        }
      case .silence:
        silenceCount += 1
        guard isReturning || silenceCount <= 2 || line.now - start < options.timeouts.control * 3 else {
          throw line.failure(.noBoard("no answer"))
        }
        // Whoever replies to zeros is a board, and every reply brings it nearer to the end of what it was doing.
        if try wake() { silenceCount = 0 }
      }
    }
  }

  /// Sends one synchronization request in the packets the board is thought to read, large ones only where it does not
  /// leave them when told to; the answer is always small.
  private mutating func synchronize() throws(LinkError) -> Reply {
    if packets.areLarge, let reply = try leaveLargePackets() { return reply }
    try send(.synchronize)
    guard let first = try line.readByte(within: answerTime) else { return .silence }
    if first == PacketFormat.synchronizationByte { return .goAhead }
    line.unreadByte()
    line.format = PacketFormat(packets.format.generation)
    do throws(LinkError) {
      let bytes = try line.receive(within: options.timeouts.control, limit: options.maximumMessageByteCount)
      guard let response = try? DecodedResponse(decoding: bytes.span, generation: packets.format.generation) else {
        return .noise
      }
      guard case .synchronization(let message) = response.payload, response.identifier == identifier else {
        // Something was understood, so the packets are those that the board uses.
        if !bytes.isEmpty { packets.confirm() }
        return .stale
      }
      return .synchronized(message)
    } catch {
      switch error.reason {
      case .damaged, .timeout, .excess:
        guard packets.areLarge else { return .noise }
        return countLargeAnswer()
      default: throw error
      }
    }
  }

  /// Sends a request in the packets the board is thought to read.
  /// - Returns: its number.
  @discardableResult
  mutating func send(_ command: Command) throws(LinkError) -> UInt32 {
    identifier &+= 1
    line.format = packets.format
    try line.send(RequestMessage(identifier: identifier, command: command))
    return identifier
  }

  /// What is left of an earlier request comes in large packets too: a log line for each request that the board takes for
  /// its acknowledgement, then node reports and outputs.
  mutating func countLargeAnswer() -> Reply {
    largeAnswerCount += 1
    if largeAnswerCount.isMultiple(of: Self.largeAnswerLimit) { packets.forget() } else { packets.confirm() }
    return .stale
  }

  /// Answers in large packets after which the packets' size is doubted.
  private static let largeAnswerLimit = 96

  /// Wait for the answer to a synchronization: short at first, since a board that stands elsewhere never answers.
  private var answerTime: Duration {
    min(options.timeouts.control, .milliseconds(500) * (1 << min(silenceCount, 4)))
  }

  /// Factor for waits: a late reply looks like a boundary elsewhere, so a slow machine or line needs longer ones.
  var patience: Int { 1 << min(attempts / 2, 3) }

  /// The board answered a request with a go-ahead: it stands elsewhere, or its packets have another size.
  private mutating func advance() throws(LinkError) {
    switch packets {
    case .unknown:
      if let measured = try measureHeader() {
        packets = .measured(PacketFormat(measured), isAligned: true, attempts: 0)
      } else {
        noiseCount += 1
      }
    case .assumed(_, isAligned: false), .measured(_, isAligned: false, _): packets.isAligned = try align()
    case .assumed, .measured:
      try feed()
      packets.isAligned = false
    }
  }

  /// Presumably at a boundary inside a message that was never finished: sends it full packets of zeros until the board
  /// stops asking.
  private func feed() throws(LinkError) {
    let format = packets.format
    var packet = MessageBytes()
    format.writePacket([UInt8](repeating: 0, count: format.payloadByteCount).span, to: &packet)
    while line.now < end {
      // Off the boundary, the board would take each of these packets for an empty one and ask for ever.
      guard try isAtBoundary(packetByteCount: format.packetByteCount) else { return }
      for _ in 0..<64 {
        try line.write(packet.bytes)
        guard let byte = try line.readByte(within: options.timeouts.quiet) else { return }
        guard byte == PacketFormat.synchronizationByte else { return line.unreadByte() }
      }
    }
  }
}
