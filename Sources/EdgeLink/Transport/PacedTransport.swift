import CEdgeHost
import Foundation
import Synchronization

/// A line on which bytes take their time, as on a UART: ten bit times each, in both directions.
///
/// Wraps the board's end. What the host wrote is delivered when its last bit would have arrived, and what the board
/// writes leaves at the same pace. Bytes that follow each other closely keep the line busy without a gap: what a sleep
/// took too long is not added to the next one.
package final class PacedTransport: Transport {
  package let description: String
  private let base: any Transport
  private let byteTime: Duration
  private let turnaround: Duration
  private let isExact: Bool
  private let times: Mutex<Times>

  private struct Times {
    /// When the line from the host becomes free.
    var receiving = ContinuousClock.now
    /// When the line to the host becomes free.
    var sending = ContinuousClock.now
    var lastWasRead = false
    var lastWasWrite = false
  }

  /// - Parameters:
  ///   - baudRate: bits per second.
  ///   - turnaround: extra time before each answer: what drivers and USB add to a change of direction.
  ///   - isExact: waits in a loop, as the firmware of boards does, which keeps a processor busy: for measurements.
  package init(_ base: any Transport, baudRate: Int, turnaround: Duration = .zero, isExact: Bool = false) {
    self.base = base
    description = base.description
    byteTime = .seconds(10) / baudRate
    self.turnaround = turnaround
    self.isExact = isExact
    times = Mutex(Times())
  }

  package func close() { base.close() }
  package func discardInput() throws(TransportError) { try base.discardInput() }

  package func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let bytes = try receive(atMost: limit, timeout: timeout)
    guard !bytes.isEmpty else { return bytes }
    let arrival = times.withLock { times in
      // What the host sends after an answer begins when it sends it.
      times.receiving = (times.lastWasWrite ? .now : Self.start(lineIsFree: times.receiving)) + byteTime * bytes.count
      times.lastWasRead = true
      times.lastWasWrite = false
      return times.receiving
    }
    sleep(until: arrival)
    return bytes
  }

  package func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    // In slices of about two milliseconds, so that the host sees a stream and not one lump at the end.
    let sliceByteCount = max(1, Int(Duration.milliseconds(2) / byteTime))
    var position = 0
    while position < bytes.count {
      let end = min(bytes.count, position + sliceByteCount)
      let departure = times.withLock { times in
        let start = times.lastWasRead ? .now + turnaround : Self.start(lineIsFree: times.sending)
        times.lastWasRead = false
        times.lastWasWrite = true
        times.sending = start + byteTime * (end - position)
        return times.sending
      }
      sleep(until: departure)
      try base.write(Array(bytes[position..<end]), timeout: timeout)
      position = end
    }
  }

  /// When bytes that are there now begin on a line that is free at `instant`: right then, unless there was a gap.
  private static func start(lineIsFree instant: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    return now - instant > .microseconds(500) ? now : instant
  }

  private func receive(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    guard isExact else { return try base.read(atMost: limit, timeout: timeout) }
    let end = ContinuousClock.now + min(timeout, .milliseconds(3))
    repeat {
      let bytes = try base.read(atMost: limit, timeout: .zero)
      if !bytes.isEmpty { return bytes }
    } while ContinuousClock.now < end
    return try base.read(atMost: limit, timeout: max(.zero, timeout - .milliseconds(3)))
  }

  private func sleep(until instant: ContinuousClock.Instant) {
    edge_serial_sharpen_sleep()
    let left = instant - ContinuousClock.now - (isExact ? .milliseconds(1) : .zero)
    if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
    if isExact { while ContinuousClock.now < instant {} }
  }
}
