package import EdgeLink
import EdgeSystem

/// A connection to a debug server: one command at a time, each to its answer or to an error that names the step.
///
/// Blocks; used from one thread at a time.
package final class GDBConnection: Stepping {
  package typealias Failure = GDBError

  /// How long it waits and how often it tries.
  package struct Options: Sendable {
    /// Answer to a command; probes on slow adapters take their time.
    package var answer: Duration = .seconds(5)
    /// Acknowledgement of a packet, after which it is sent again.
    package var acknowledgement: Duration = .seconds(2)
    /// Answer to whether the processor stands still, which running ones may not give.
    package var stopReport: Duration = .seconds(2)
    /// How long a started processor is watched for stopping again at once.
    package var watch: Duration = .milliseconds(200)
    /// Times a packet is sent before the connection counts as broken.
    package var attempts = 4
    /// Silence that ends what is left of an earlier answer.
    package var quiet: Duration = .milliseconds(50)

    package init() {}
  }

  package var step = ""
  let transport: any Transport
  package let options: Options
  private let isStopping: @Sendable () -> Bool
  private var deframer = GDBDeframer()
  private var events: [GDBDeframer.Event] = []
  /// Until both sides have agreed not to.
  package private(set) var acknowledges = true
  /// An answer may still come that nobody waits for.
  private var isUncertain = false

  /// Uses `transport`, which belongs to the connection from now on.
  /// - Parameter isStopping: asked while waiting; true ends the wait with `GDBError.Reason.cancelled`.
  package init(
    transport: any Transport, options: Options = Options(), isStopping: @escaping @Sendable () -> Bool = { false }
  ) {
    self.transport = transport
    self.options = options
    self.isStopping = isStopping
  }

  package func close() { transport.close() }

  /// A failure of the step in work.
  /// - Parameter detail: added to the step.
  package func failure(_ reason: GDBError.Reason, _ detail: String = "") -> GDBError {
    GDBError(reason, step: step + detail)
  }

  /// Sends `command` and returns the answer.
  /// - Parameter console: receives text that the server prints meanwhile.
  package func exchange(
    _ command: [UInt8], timeout: Duration? = nil, console: (String) -> Void = { _ in }
  ) throws(GDBError) -> [UInt8] {
    try settle()
    do throws(GDBError) {
      try send(command)
      return try receive(within: timeout ?? options.answer, console: console)
    } catch {
      isUncertain = true
      throw error
    }
  }

  package func exchange(
    _ command: String, timeout: Duration? = nil, console: (String) -> Void = { _ in }
  ) throws(GDBError) -> [UInt8] {
    try exchange(Array(command.utf8), timeout: timeout, console: console)
  }

  /// Sends a command that is answered only when the target stops.
  package func start(_ command: String) throws(GDBError) {
    try settle()
    try send(Array(command.utf8))
  }

  /// Waits for an answer that was not asked for just now, such as the report that the target stopped.
  package func receive(
    within timeout: Duration, console: (String) -> Void = { _ in }
  ) throws(GDBError) -> [UInt8] {
    let deadline = transport.now + timeout
    var damages = 0
    while true {
      guard let event = try nextEvent(until: deadline) else {
        throw failure(.timeout(timeout))
      }
      switch event {
      case .acknowledgement, .rejection: continue
      case .damage(let text):
        damages += 1
        // Without acknowledgements there is no asking again.
        guard acknowledges, damages < options.attempts else { throw failure(.damaged(text)) }
        try write([UInt8(ascii: "-")])
      case .packet(let payload):
        if acknowledges { try write([UInt8(ascii: "+")]) }
        if let text = Self.consoleText(payload) {
          console(text)
          continue
        }
        return payload
      }
    }
  }

  /// Stops a running target: the one byte of the protocol that is no packet.
  package func interrupt() throws(GDBError) { try write([0x03]) }

  /// Both sides stop acknowledging packets. On a line that damages nothing this halves the round trips.
  package func stopAcknowledging() throws(GDBError) {
    let answer = try withStep("QStartNoAckMode") { () throws(GDBError) in try exchange("QStartNoAckMode") }
    if answer == Array("OK".utf8) { acknowledges = false }
  }

  /// `O` and pairs of digits; `OK` is an answer.
  private static func consoleText(_ payload: [UInt8]) -> String? {
    guard payload.first == UInt8(ascii: "O"), payload.count > 1, let bytes = Hexadecimal.bytes(payload.dropFirst())
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Drops what an exchange that broke off may have left.
  private func settle() throws(GDBError) {
    guard isUncertain else { return }
    while try nextEvent(until: transport.now + options.quiet) != nil {}
    deframer = GDBDeframer()
    isUncertain = false
  }

  private func send(_ payload: [UInt8]) throws(GDBError) {
    let packet = GDBPacket.encoded(payload)
    guard acknowledges else { return try write(packet) }
    for _ in 0..<options.attempts {
      try write(packet)
      let deadline = transport.now + options.acknowledgement
      while let event = try nextEvent(until: deadline) {
        if event == .acknowledgement { return }
        if event == .rejection { break }
        // Anything else is an answer to an earlier command.
      }
    }
    throw failure(.timeout(options.acknowledgement * options.attempts), ", acknowledgement")
  }

  /// The next event; nil when none came until `deadline`.
  private func nextEvent(until deadline: ContinuousClock.Instant) throws(GDBError) -> GDBDeframer.Event? {
    while events.isEmpty {
      guard !isStopping() else { throw failure(.cancelled) }
      let left = deadline - transport.now
      guard left > .zero else { return nil }
      let bytes: [UInt8]
      do throws(TransportError) {
        bytes = try transport.read(atMost: 65_536, timeout: min(left, .milliseconds(100)))
      } catch { throw failure(.transport(error)) }
      for byte in bytes {
        if let event = deframer.take(byte) { events.append(event) }
      }
    }
    return events.removeFirst()
  }

  private func write(_ bytes: [UInt8]) throws(GDBError) {
    do throws(TransportError) {
      try transport.write(bytes, timeout: options.answer)
    } catch { throw failure(.transport(error)) }
  }
}
