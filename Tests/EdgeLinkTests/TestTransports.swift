import EdgeDrivers
import EdgeLink
import Foundation
import Synchronization

/// A line that is cut after a number of bytes towards the board, and counts.
final class CutTransport: Transport {
  private let base: any Transport
  private let limit: Int
  private let counts = Mutex((toBoard: 0, toHost: 0))

  init(_ base: any Transport, afterBytesToBoard limit: Int = .max) {
    self.base = base
    self.limit = limit
  }

  var description: String { base.description }
  var now: ContinuousClock.Instant { base.now }
  func close() { base.close() }
  func discardInput() throws(TransportError) { try base.discardInput() }

  func byteCount(_ direction: Direction) -> Int {
    counts.withLock { direction == .toBoard ? $0.toBoard : $0.toHost }
  }

  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    guard counts.withLock({ $0.toBoard }) < self.limit else { throw .disconnected }
    let bytes = try base.read(atMost: limit, timeout: timeout)
    counts.withLock { $0.toHost += bytes.count }
    return bytes
  }

  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    let left = limit - counts.withLock { $0.toBoard }
    try base.write(Array(bytes.prefix(max(0, left))), timeout: timeout)
    counts.withLock { $0.toBoard += bytes.count }
    if bytes.count >= left { throw .disconnected }
  }
}

/// A host's end that stops in the middle of reading until somebody has done something about the board.
final class ByteSwitch: Transport {
  private let base: any Transport
  private let limit: Int
  private let count = Mutex(0)
  private let arrival = AsyncStream.makeStream(of: Void.self)
  private let isReleased = DispatchSemaphore(value: 0)

  init(_ base: any Transport, afterBytesToHost limit: Int) {
    self.base = base
    self.limit = limit
  }

  var description: String { base.description }
  var now: ContinuousClock.Instant { base.now }
  func close() { base.close() }
  func discardInput() throws(TransportError) { try base.discardInput() }
  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) { try base.write(bytes, timeout: timeout) }

  /// Waits until the host has read so many bytes.
  func reached() async { for await _ in arrival.stream { return } }

  func release() { isReleased.signal() }

  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let left = self.limit - count.withLock { $0 }
    let bytes = try base.read(atMost: left > 0 ? min(left, limit) : limit, timeout: timeout)
    count.withLock { $0 += bytes.count }
    if left > 0, bytes.count == left {
      arrival.continuation.yield()
      isReleased.wait()
    }
    return bytes
  }
}
