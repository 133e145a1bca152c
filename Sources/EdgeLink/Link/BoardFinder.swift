import EdgeWire

/// Brings host and board to the same place: the start of a request, in small packets.
///
/// A board that lost its host waits for ever in the middle of a packet, a message or an acknowledgement. It answers
/// the end of any packet without content with one byte, so zeros find packet boundaries; a synchronization request
/// then shows whether it stands at the start of a request, or what it takes the request for.
struct BoardFinder {
  var line: PacketLine
  let options: LinkOptions
  /// Nil while unknown.
  private var generation: Generation?
  /// The generation was measured here, so it may be wrong.
  private var isMeasured = false
  /// Packets the board reads now, as far as known.
  private var sending: PacketFormat
  /// A board was there before: it may be busy with an inference, so patience pays.
  private let isReturning: Bool
  private let start: ContinuousClock.Instant
  private let end: ContinuousClock.Instant
  /// Starts anywhere, so that an answer to a request of an earlier host is not taken for one of ours.
  private var identifier = UInt32.random(in: 0x8000_0000...0xFFFF_0000)
  private var noiseCount = 0
  private var silenceCount = 0
  /// Answers in large packets, which are left of what an earlier host began.
  private var largeAnswerCount = 0
  /// Requests sent in vain.
  private var attempts = 0
  /// Of these, since the generation was measured.
  private var attemptsSinceMeasured = 0
  private var isAligned = false

  private static let step = "finding the board"

  init(line: PacketLine, options: LinkOptions, knownGeneration: Generation?, isReturning: Bool) {
    self.line = line
    self.options = options
    self.isReturning = isReturning
    generation = knownGeneration
    sending = line.format
    start = line.now
    end = start + options.timeouts.recovery
  }

  private enum Reply {
    case synchronized(SynchronizationMessage)
    /// The board wants the next packet of something.
    case goAhead
    /// An answer to an older request.
    case stale
    case noise
    case silence
  }

  /// Leaves `line` in small packets of the board's generation.
  mutating func find() throws(LinkError) -> SynchronizationMessage {
    do throws(LinkError) {
      return try search()
    } catch {
      guard error.reason == .transport(.blocked) else { throw error }
      throw LinkError(.noBoard("nobody takes the bytes"), step: Self.step)
    }
  }

  private mutating func search() throws(LinkError) -> SynchronizationMessage {
    while true {
      try line.drain(quiet: max(options.timeouts.quiet, options.timeouts.alignment * patience), step: Self.step)
      let reply = try synchronize()
      guard line.now < end else {
        let text = silenceCount > 0 ? "no answer" : "the board did not return to the start of a request"
        throw LinkError(.noBoard("\(text) within \(options.timeouts.recovery)"), step: Self.step)
      }
      attempts += 1
      attemptsSinceMeasured += 1
      if isMeasured, attemptsSinceMeasured > 3 { forgetMeasurement() }
      switch reply {
      case .synchronized(let message):
        // A board that was in small packets all along has read a large request as many empty packets.
        guard !sendsLargePackets else {
          sending = PacketFormat(sending.generation)
          isAligned = false
          continue
        }
        line.format = sending
        return message
      case .stale: break
      case .goAhead: try advance()
      case .noise:
        noiseCount += 1
        guard noiseCount <= 8 else {
          throw LinkError(.noBoard("something answers, but not in this protocol"), step: Self.step)
        }
      case .silence:
        silenceCount += 1
        guard isReturning || silenceCount <= 2 || line.now - start < options.timeouts.control * 3 else {
          throw LinkError(.noBoard("no answer"), step: Self.step)
        }
        // Whoever replies to zeros is a board, and every reply brings it nearer to the end of what it was doing.
        if try wake() { silenceCount = 0 }
      }
    }
  }

  /// Sends one synchronization request in the packets the board is thought to read; the answer is always small.
  private mutating func synchronize() throws(LinkError) -> Reply {
    identifier &+= 1
    line.format = sending
    try line.send(RequestMessage(identifier: identifier, command: .synchronize), step: Self.step)
    guard let first = try line.readByte(within: answerTime, step: Self.step) else { return .silence }
    if first == PacketFormat.synchronizationByte { return .goAhead }
    line.unreadByte()
    line.format = PacketFormat(sending.generation)
    do throws(LinkError) {
      let bytes = try line.receive(
        within: options.timeouts.control, limit: options.maximumMessageByteCount, step: Self.step)
      guard let response = try? DecodedResponse(decoding: bytes.span, generation: sending.generation) else {
        return .noise
      }
      guard case .synchronization(let message) = response.payload, response.identifier == identifier else {
        // Something was understood, so the packets are those that the board uses.
        if !bytes.isEmpty { attemptsSinceMeasured = 0 }
        return .stale
      }
      return .synchronized(message)
    } catch {
      switch error.reason {
      case .damaged, .timeout, .excess:
        guard sendsLargePackets else { return .noise }
        // What is left of an earlier request comes in large packets too: a log line for each request that the board
        // takes for its acknowledgement, then node reports and outputs.
        largeAnswerCount += 1
        if largeAnswerCount.isMultiple(of: Self.largeAnswerLimit) {
          forgetMeasurement()
        } else {
          attemptsSinceMeasured = 0
        }
        return .stale
      default: throw error
      }
    }
  }

  /// Answers in large packets after which the packets' size is doubted.
  private static let largeAnswerLimit = 96

  private var sendsLargePackets: Bool { sending.payloadByteCount != PacketFormat.smallPayloadByteCount }

  /// Wait for the answer to a synchronization: short at first, since a board that stands elsewhere never answers.
  private var answerTime: Duration {
    min(options.timeouts.control, .milliseconds(500) * (1 << min(silenceCount, 4)))
  }

  /// The board answered a request with a go-ahead: it stands elsewhere, or its packets have another size.
  private mutating func advance() throws(LinkError) {
    if generation == nil {
      guard let measured = try measureHeader() else {
        noiseCount += 1
        return
      }
      generation = measured
      isMeasured = true
      attemptsSinceMeasured = 0
      sending = PacketFormat(measured)
      isAligned = true
    } else if !isAligned {
      isAligned = try align()
    } else {
      try feed()
      isAligned = false
    }
  }

  /// A board that stays unfindable in the packets measured has others.
  private mutating func forgetMeasurement() {
    generation = nil
    isMeasured = false
    isAligned = false
    sending = PacketFormat(.second)
  }

  // MARK: Packet boundaries

  private mutating func sendZeros(_ count: Int) throws(LinkError) {
    try line.write([UInt8](repeating: 0, count: count), step: Self.step)
  }

  /// Factor for waits: a late reply looks like a boundary elsewhere, so a slow machine or line needs longer ones.
  private var patience: Int { 1 << min(attempts / 2, 3) }

  /// The board's reply to what was just sent, if any. Of large packets, `byteCount` bytes may still be on their way.
  private mutating func reply(to byteCount: Int = 0) throws(LinkError) -> UInt8? {
    let transmission = Duration.seconds(1) * byteCount / options.recoveryByteRate
    return try line.readByte(within: options.timeouts.alignment * patience + transmission, step: Self.step)
  }

  /// Finds a boundary of the packets thought to be in use.
  private mutating func align() throws(LinkError) -> Bool {
    sendsLargePackets ? try locateBoundary(packetByteCount: sending.packetByteCount) : try alignSmall()
  }

  /// Sends single zeros until the board replies: never a byte too many, since a polled UART would lose it.
  private mutating func alignSmall() throws(LinkError) -> Bool {
    for _ in 0..<2 * (2 + PacketFormat.smallPayloadByteCount) {
      try sendZeros(1)
      if try reply() != nil { return true }
    }
    return false
  }

  /// Counts the bytes of a packet to tell one-byte headers from two-byte ones.
  private mutating func measureHeader() throws(LinkError) -> Generation? {
    // To a boundary first. All but the last bytes of a packet at once: a first-generation board that took the two-byte
    // request for an empty packet and one byte more stands at a boundary after the first 32.
    let payload = PacketFormat.smallPayloadByteCount
    for _ in 0..<2 {
      try sendZeros(payload)
      if try reply() == nil { break }
    }
    guard try alignSmall() else { return nil }
    try sendZeros(payload)
    guard try reply() == nil else { return nil }
    try sendZeros(1)
    if try reply() != nil { return .first }
    try sendZeros(1)
    return try reply() != nil ? .second : nil
  }

  /// Finds the boundary of large packets by halving the range of the unknown position.
  ///
  /// Large packets exist on USB only, where bytes sent early wait instead of getting lost.
  private mutating func locateBoundary(packetByteCount: Int) throws(LinkError) -> Bool {
    // Position within the packet: known to be in `low..<high`.
    var low = 0
    var high = packetByteCount
    while high - low > 1 {
      let middle = (low + high + 1) / 2
      let count = packetByteCount - middle
      try sendZeros(count)
      if try reply(to: count) != nil {
        (low, high) = (0, high - middle)
      } else {
        (low, high) = (low + count, middle + count)
      }
    }
    try sendZeros(packetByteCount - low)
    guard try reply(to: packetByteCount - low) != nil else { return false }
    // The size was an assumption so far.
    return try isAtBoundary(packetByteCount: packetByteCount)
  }

  /// One empty packet must bring one reply, with its last byte.
  private mutating func isAtBoundary(packetByteCount: Int) throws(LinkError) -> Bool {
    try sendZeros(packetByteCount - 1)
    guard try reply(to: packetByteCount) == nil else { return false }
    try sendZeros(1)
    return try reply() != nil
  }

  // MARK: Silence

  /// Payloads of large packets that are known to be in use: those of EdgeRunner's firmware, which also come over slow
  /// lines, and ST's.
  private static let largePayloads = [254, 1022, 4094, 382, 512]

  /// Nobody answered: the board may be inside a packet, small or large, or busy. True when somebody replied.
  private mutating func wake() throws(LinkError) -> Bool {
    isAligned = false
    guard options.wakesSilentBoards || isReturning else { return false }
    if try alignSmall() {
      isAligned = !sendsLargePackets
      return true
    }
    guard generation != .first else { return false }
    let largest = 2 + PacketFormat.maximumPayloadByteCount
    var first: UInt8?
    for _ in 0..<2 * largest / 256 where first == nil {
      try sendZeros(256)
      first = try reply()
    }
    guard let first else { return false }
    // With the zeros, the request just sent may have filled a large packet: its answer is small, as is the next packet.
    if first != PacketFormat.synchronizationByte, try isSmallAnswer(startingWith: first) { return true }
    try identifyLargePackets()
    return true
  }

  /// True when what arrives is a message in small packets, then nothing but go-aheads. Large packets end in padding.
  private mutating func isSmallAnswer(startingWith first: UInt8) throws(LinkError) -> Bool {
    var bytes = [first]
    while bytes.count < options.maximumMessageByteCount,
      let byte = try line.readByte(within: options.timeouts.quiet, step: Self.step)
    {
      bytes.append(byte)
    }
    var deframer = ResponseDeframer(format: PacketFormat(generation ?? .second))
    var offset = 0
    while let part = try? deframer.next(in: bytes.span, at: &offset) {
      if part == .endOfMessage { return bytes[offset...].allSatisfy { $0 == PacketFormat.synchronizationByte } }
    }
    return false
  }

  /// The board replied to zeros only after more of them than a small packet can need, with a go-ahead or with the answer
  /// to the request that was stuck: finds out which packets it reads.
  private mutating func identifyLargePackets() throws(LinkError) {
    var candidates = Self.largePayloads
    if sendsLargePackets { candidates.insert(sending.payloadByteCount, at: 0) }
    for payload in candidates {
      guard let format = PacketFormat(generation ?? .second, payloadByteCount: payload) else { continue }
      try line.drain(quiet: options.timeouts.alignment * patience, step: Self.step)
      if try locateBoundary(packetByteCount: format.packetByteCount) {
        isMeasured = isMeasured || generation == nil
        attemptsSinceMeasured = 0
        generation = format.generation
        sending = format
        isAligned = true
        return
      }
    }
    sending = PacketFormat(sending.generation)
  }

  // MARK: A message that was never finished

  /// Presumably at a boundary inside a message: sends it full packets of zeros until the board stops asking.
  private mutating func feed() throws(LinkError) {
    var packet = MessageBytes()
    sending.writePacket([UInt8](repeating: 0, count: sending.payloadByteCount).span, to: &packet)
    while line.now < end {
      // Off the boundary, the board would take each of these packets for an empty one and ask for ever.
      guard try isAtBoundary(packetByteCount: sending.packetByteCount) else { return }
      for _ in 0..<64 {
        try line.write(packet.bytes, step: Self.step)
        guard let byte = try line.readByte(within: options.timeouts.quiet, step: Self.step) else { return }
        guard byte == PacketFormat.synchronizationByte else { return line.unreadByte() }
      }
    }
  }
}
