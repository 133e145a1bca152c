import CEdgeHost
import Foundation
import Synchronization

/// A line on which bytes take their time, as on a UART: ten bit times each, in both directions.
///
/// Wraps the board's end. What the host wrote is delivered when its last bit would have arrived, and what the board
/// writes leaves at the same pace.
public final class PacedTransport: Transport {
  public let description: String
  private let base: any Transport
  private let byteTime: Duration
  private let turnaround: Duration
  private let times: Mutex<Times>

  private struct Times {
    /// When the line from the host becomes free.
    var receiving = ContinuousClock.now
    /// When the line to the host becomes free.
    var sending = ContinuousClock.now
    var lastWasRead = false
  }

  /// - Parameters:
  ///   - baudRate: bits per second.
  ///   - turnaround: extra time before each answer: what drivers and USB add to a change of direction.
  public init(_ base: any Transport, baudRate: Int, turnaround: Duration = .zero) {
    self.base = base
    description = base.description
    byteTime = .seconds(10) / baudRate
    self.turnaround = turnaround
    times = Mutex(Times())
  }

  public func close() { base.close() }
  public func discardInput() throws(TransportError) { try base.discardInput() }

  public func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let bytes = try base.read(atMost: limit, timeout: timeout)
    guard !bytes.isEmpty else { return bytes }
    let arrival = times.withLock { times in
      times.receiving = max(times.receiving, .now) + byteTime * bytes.count
      times.lastWasRead = true
      return times.receiving
    }
    sleep(until: arrival)
    return bytes
  }

  public func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    // In slices of about two milliseconds, so that the host sees a stream and not one lump at the end.
    let sliceByteCount = max(1, Int(Duration.milliseconds(2) / byteTime))
    var position = 0
    while position < bytes.count {
      let end = min(bytes.count, position + sliceByteCount)
      let departure = times.withLock { times in
        let start = max(times.sending, .now) + (times.lastWasRead ? turnaround : .zero)
        times.lastWasRead = false
        times.sending = start + byteTime * (end - position)
        return times.sending
      }
      sleep(until: departure)
      try base.write(Array(bytes[position..<end]), timeout: timeout)
      position = end
    }
  }

  private func sleep(until instant: ContinuousClock.Instant) {
    edge_serial_sharpen_sleep()
    let left = instant - ContinuousClock.now
    if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
  }
}
