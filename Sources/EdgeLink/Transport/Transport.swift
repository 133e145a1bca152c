/// A line to a board: bytes in order, no message boundaries. Calls block and come from one thread at a time.
package protocol Transport: AnyObject, Sendable {
  /// What it is connected to, for messages: `/dev/ttyACM0:921600`, `localhost:10000`.
  var description: String { get }

  /// Waits for bytes and takes as many as are there, at most `limit`; none when none came within `timeout`.
  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8]

  /// Sends all bytes; fails when the line does not take them within `timeout`.
  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError)

  /// Throws away what has arrived and was not read.
  func discardInput() throws(TransportError)

  /// Lets go of the line. May be called twice.
  func close()

  /// The time that time-outs on this line are measured in. A simulated line has its own.
  var now: ContinuousClock.Instant { get }
}

extension Transport {
  package var now: ContinuousClock.Instant { .now }
}

/// Why a line does not carry bytes any more.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The other end is gone: unplugged, hung up, process ended.
  case disconnected
  /// The line was closed on this side.
  case closed
  /// The line accepts no bytes.
  case blocked
  /// A system call failed.
  case failed(operation: String, reason: String)

  package var description: String {
    switch self {
    case .disconnected: "the other end is gone"
    case .closed: "the line is closed"
    case .blocked: "the line takes no more bytes"
    case .failed(let operation, let reason): "\(operation): \(reason)"
    }
  }
}
