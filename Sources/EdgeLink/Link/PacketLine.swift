import EdgeRunner
import EdgeWire

/// Packets and messages over a transport, from the host's side: blocking, with deadlines. Used by one thread.
///
/// Knows nothing of requests, only what step of one it is used for; after an error its position in the stream is unknown
/// until a new start.
final class PacketLine: Stepping {
  typealias Failure = LinkError

  let transport: any Transport
  let options: LinkOptions
  /// Told how far long messages are.
  let progress: @Sendable (TransferProgress) -> Void
  /// True once the owner wants to stop: every wait then ends.
  let isStopping: @Sendable () -> Bool
  var format: PacketFormat

  var step = ""
  private var input: [UInt8] = []
  private var inputOffset = 0

  /// Waits end at least this often to notice a cancelled task.
  private static let slice = Duration.milliseconds(20)

  init(
    transport: any Transport, options: LinkOptions, progress: @escaping @Sendable (TransferProgress) -> Void,
    format: PacketFormat, isStopping: @escaping @Sendable () -> Bool
  ) {
    self.transport = transport
    self.options = options
    self.progress = progress
    self.format = format
    self.isStopping = isStopping
  }

  /// The line's time.
  var now: ContinuousClock.Instant { transport.now }

  /// A failure of the step in work.
  /// - Parameter detail: added to the step.
  func failure(_ reason: LinkError.Reason, _ detail: String = "") -> LinkError {
    LinkError(reason, step: step + detail)
  }

  // MARK: Bytes

  /// Makes sure that unread input is there; false at the deadline.
  private func fill(until deadline: ContinuousClock.Instant) throws(LinkError) -> Bool {
    while inputOffset == input.count {
      if isStopping() { throw failure(.closed) }
      if Task.isCancelled { throw failure(.cancelled) }
      let left = deadline - now
      guard left > .zero else { return false }
      do throws(TransportError) {
        input = try transport.read(atMost: 16_384, timeout: min(left, Self.slice))
      } catch {
        throw failure(.transport(error))
      }
      inputOffset = 0
    }
    return true
  }

  /// True when bytes have arrived that nobody asked for.
  func hasInput() throws(LinkError) -> Bool {
    if inputOffset < input.count { return true }
    do throws(TransportError) {
      input = try transport.read(atMost: 16_384, timeout: .zero)
    } catch {
      throw failure(.transport(error))
    }
    inputOffset = 0
    return !input.isEmpty
  }

  /// True when the firmware's greeting is among the bytes that came last, or comes now: the board has started anew.
  func hasGreeting() -> Bool {
    let longest = 256
    while input.count < longest, let more = try? transport.read(atMost: longest, timeout: options.timeouts.quiet),
      !more.isEmpty
    {
      input += more
    }
    let greeting = Array("\(FirmwareIdentity.greeting)".utf8)
    return input.indices.dropLast(greeting.count - 1).contains { input[$0...].starts(with: greeting) }
  }

  /// The next byte; nil at the deadline.
  func readByte(within limit: Duration) throws(LinkError) -> UInt8? {
    guard try fill(until: now + limit) else { return nil }
    inputOffset += 1
    return input[inputOffset - 1]
  }

  /// Takes back the byte just read.
  func unreadByte() {
    precondition(inputOffset > 0)
    inputOffset -= 1
  }

  func write(_ bytes: [UInt8]) throws(LinkError) {
    do throws(TransportError) {
      try transport.write(bytes, timeout: options.timeouts.packet)
    } catch {
      throw failure(.transport(error))
    }
  }

  /// Throws away what arrives until the line is quiet. Gives up on peers that never are.
  /// - Returns: number of bytes thrown away.
  @discardableResult
  func drain(quiet: Duration? = nil) throws(LinkError) -> Int {
    let quiet = quiet ?? options.timeouts.quiet
    let end = now + options.timeouts.recovery
    var count = input.count - inputOffset
    inputOffset = input.count
    while try fill(until: now + quiet) {
      count += input.count - inputOffset
      inputOffset = input.count
      guard now < end else {
        throw failure(.noBoard("the line never falls silent"))
      }
    }
    return count
  }

  // MARK: Messages

  /// Sends a message: length prefix, packets, and between two packets the board's byte that it wants the next.
  func send(_ message: some WireMessage, reportsProgress: Bool = false) throws(LinkError) {
    var delimited = MessageBytes()
    let byteCount = message.encodedByteCount
    delimited.bytes.reserveCapacity(byteCount + 10)
    delimited.writeVarint(UInt64(byteCount))
    message.encode(to: &delimited)
    let packetCount = format.packetCount(forByteCount: delimited.bytes.count)
    var packet = MessageBytes()
    packet.bytes.reserveCapacity(format.packetByteCount)
    for index in 0..<packetCount {
      if index > 0 { try awaitGoAhead(packet: index, of: packetCount) }
      let start = index * format.payloadByteCount
      let end = min(delimited.bytes.count, start + format.payloadByteCount)
      packet.bytes.removeAll(keepingCapacity: true)
      format.writePacket(delimited.bytes.span.extracting(start..<end), to: &packet)
      try write(packet.bytes)
      if reportsProgress, (index + 1) * 100 / packetCount != index * 100 / packetCount {
        progress(TransferProgress(direction: .upload, transferred: end, total: delimited.bytes.count))
      }
    }
  }

  private func awaitGoAhead(packet: Int, of count: Int) throws(LinkError) {
    guard let byte = try readByte(within: options.timeouts.packet) else {
      throw failure(.timeout(options.timeouts.packet), ", packet \(packet) of \(count)")
    }
    guard byte == PacketFormat.synchronizationByte else {
      throw failure(.unexpected("byte \(byte) instead of the board's go-ahead"), ", packet \(packet) of \(count)")
    }
  }

  /// Receives one message.
  /// - Parameters:
  ///   - timeout: longest wait for its first byte; after that it must keep flowing.
  ///   - limit: most bytes accepted.
  func receive(
    within timeout: Duration, limit: Int, reportsProgress: Bool = false
  ) throws(LinkError) -> [UInt8] {
    var deframer = ResponseDeframer(format: format)
    var message: [UInt8] = []
    var limitOfWait = timeout
    // When a message that drips at the minimum rate would have arrived; set once it has begun.
    var slowest: ContinuousClock.Instant?
    let earning = Duration.seconds(1) / options.minimumByteRate
    var reported = 0
    while true {
      let deadline = min(now + limitOfWait, slowest ?? now + timeout)
      guard try fill(until: deadline) else {
        let place = slowest == nil ? "" : " (after \(message.count) bytes)"
        throw failure(.timeout(limitOfWait), place)
      }
      if slowest == nil, input[inputOffset] == PacketFormat.synchronizationByte {
        throw failure(.unexpected("the board asks for more of a message instead of answering"))
      }
      let chunk = input
      var offset = inputOffset
      // What follows this message stays unread, whatever happens.
      defer { inputOffset = offset }
      limitOfWait = options.timeouts.stall
      slowest = (slowest ?? now + limitOfWait) + earning * (chunk.count - offset)
      while let part = try next(&deframer, in: chunk, at: &offset) {
        guard case .content(let range) = part else { return message }
        guard message.count + range.count <= limit else {
          throw failure(.excess("the answer is longer than \(limit) bytes"))
        }
        message.append(contentsOf: chunk[range])
      }
      if reportsProgress, message.count * 100 / max(limit, 1) != reported {
        reported = message.count * 100 / max(limit, 1)
        progress(TransferProgress(direction: .download, transferred: message.count, total: limit))
      }
    }
  }

  private func next(
    _ deframer: inout ResponseDeframer, in chunk: [UInt8], at offset: inout Int
  ) throws(LinkError) -> ResponseDeframer.Part? {
    do throws(WireError) {
      return try deframer.next(in: chunk.span, at: &offset)
    } catch {
      throw failure(.damaged(error))
    }
  }
}
