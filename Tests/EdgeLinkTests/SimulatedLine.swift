import EdgeDrivers
import EdgeLink
import Foundation

/// A line with its own time: when both ends wait, the host's wait is over at once.
///
/// Time-outs then cost nothing and do not depend on how busy the machine is. Bytes take ten microseconds each.
final class SimulatedLine: @unchecked Sendable {
  /// One byte that something happens to, counted from `arm()`.
  struct Hit: Sendable {
    var fault: Fault
    var direction: Direction
    var number: Int
  }

  private let condition = NSCondition()
  private let hit: Hit?
  private var toBoard = ByteQueue()
  private var toHost = ByteQueue()
  /// Bytes towards the host that are still on their way, and when they arrive.
  private var underway: [(bytes: [UInt8], arrival: Duration)] = []
  /// Longest extra time that what the board sends may take.
  private let jitter: Duration
  /// Time of a byte towards the board when the host does not wait for it; nil when writing takes that time.
  private let bufferedByteTime: Duration?
  /// When the last byte towards the board has arrived there.
  private var transmitted = Duration.zero
  private var random: SplitMix
  private var time = Duration.zero
  private var boardIsWaiting = false
  private var boardIsAttached = false
  private var counts: [Direction: Int] = [.toBoard: 0, .toHost: 0]
  private var isArmed = false
  private let epoch = ContinuousClock.now
  private static let byteTime = Duration.microseconds(10)

  init(hit: Hit? = nil, jitter: Duration = .zero, bufferedByteTime: Duration? = nil, seed: UInt64 = 0) {
    self.hit = hit
    self.jitter = jitter
    self.bufferedByteTime = bufferedByteTime
    random = SplitMix(state: seed)
  }

  /// Starts counting bytes.
  func arm() {
    condition.withLock {
      isArmed = true
      counts = [.toBoard: 0, .toHost: 0]
    }
  }

  /// Bytes carried since armed.
  func byteCount(_ direction: Direction) -> Int { condition.withLock { counts[direction] ?? 0 } }

  /// A host's end. Closing it leaves the line as it is: a cable stays plugged in.
  func host() -> any Transport { End(line: self, isHost: true) }

  /// The board's end. Closing it is the end of the board.
  func board() -> any Transport {
    condition.withLock {
      boardIsAttached = true
      boardIsWaiting = false
    }
    return End(line: self, isHost: false)
  }

  /// Waits until the board has sent its start-up text and reads.
  func boardListens() async {
    await onOwnThread {
      self.condition.withLock {
        while !self.boardIsWaiting { self.condition.wait() }
      }
    }
  }

  /// Cuts the board off at once, as a power failure does.
  func detachBoard() {
    condition.withLock {
      boardIsAttached = false
      toBoard.removeAll()
      condition.broadcast()
    }
  }

  /// The bytes after the fault, and where a delay begins.
  private func damaged(_ bytes: [UInt8], _ direction: Direction) -> (bytes: [UInt8], lateFrom: Int?) {
    guard isArmed, let start = counts[direction] else { return (bytes, nil) }
    counts[direction] = start + bytes.count
    guard let hit, hit.direction == direction, (start..<start + bytes.count).contains(hit.number) else {
      return (bytes, nil)
    }
    let index = hit.number - start
    var result = bytes
    result.replaceSubrange(index...index, with: hit.fault.result(bytes[index], number: hit.number))
    return (result, hit.fault == .delayed || hit.fault == .split ? index : nil)
  }

  private var delay: Duration { hit?.fault == .split ? .milliseconds(3) : .milliseconds(700) }

  private func hostWrites(_ bytes: [UInt8]) {
    condition.withLock {
      let (bytes, lateFrom) = damaged(bytes, .toBoard)
      // Towards the board a delay only costs time: it waits for ever.
      if let bufferedByteTime {
        transmitted = max(time, transmitted) + bufferedByteTime * bytes.count
      } else {
        time += Self.byteTime * bytes.count + (lateFrom == nil ? .zero : delay)
      }
      if boardIsAttached { toBoard.append(bytes) }
      condition.broadcast()
    }
  }

  private func hostReads(_ limit: Int, _ timeout: Duration) -> [UInt8] {
    condition.withLock {
      let end = time + timeout
      while true {
        if !toHost.isEmpty {
          let bytes = toHost.take(limit)
          time += Self.byteTime * bytes.count
          condition.broadcast()
          return bytes
        }
        if let first = underway.first {
          guard first.arrival <= end else {
            time = end
            return []
          }
          time = max(time, first.arrival)
          toHost.append(underway.removeFirst().bytes)
          continue
        }
        if !boardIsAttached || (boardIsWaiting && toBoard.isEmpty) {
          time = end
          return []
        }
        // The board computes. Returns now and then, so that the link notices when it is cancelled.
        if !condition.wait(until: Date(timeIntervalSinceNow: 0.02)) { return [] }
      }
    }
  }

  private func boardReads(_ limit: Int) throws(TransportError) -> [UInt8] {
    let bytes = condition.withLock { () -> [UInt8]? in
      if toBoard.isEmpty, boardIsAttached {
        boardIsWaiting = true
        condition.broadcast()
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05))
      }
      guard boardIsAttached else { return nil }
      guard !toBoard.isEmpty else { return [] }
      boardIsWaiting = false
      return toBoard.take(limit)
    }
    guard let bytes else { throw .closed }
    return bytes
  }

  private func boardWrites(_ bytes: [UInt8]) throws(TransportError) {
    let isBlocked = condition.withLock {
      boardIsWaiting = false
      if underway.count > 10_000 { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.02)) }
      guard underway.count <= 10_000 else { return true }
      let (bytes, lateFrom) = damaged(bytes, .toHost)
      var arrival = max(time, transmitted, underway.last?.arrival ?? .zero)
      if jitter > .zero { arrival += .microseconds(Int.random(in: 0...Int(jitter / .microseconds(1)), using: &random)) }
      underway.append((Array(bytes[..<(lateFrom ?? bytes.count)]), arrival))
      if let lateFrom { underway.append((Array(bytes[lateFrom...]), arrival + delay)) }
      condition.broadcast()
      return false
    }
    if isBlocked { throw .blocked }
  }

  private final class End: Transport, @unchecked Sendable {
    let line: SimulatedLine
    let isHost: Bool
    private let lock = NSLock()
    private var isOpen = true

    init(line: SimulatedLine, isHost: Bool) {
      self.line = line
      self.isHost = isHost
    }

    var description: String { "simulated" }
    var now: ContinuousClock.Instant { line.epoch + line.condition.withLock { line.time } }

    func close() {
      let wasOpen = lock.withLock {
        defer { isOpen = false }
        return isOpen
      }
      if wasOpen, !isHost { line.detachBoard() }
    }

    private func check() throws(TransportError) {
      guard lock.withLock({ isOpen }) else { throw .closed }
    }

    func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
      try check()
      return isHost ? line.hostReads(limit, timeout) : try line.boardReads(limit)
    }

    func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
      try check()
      if isHost { line.hostWrites(bytes) } else { try line.boardWrites(bytes) }
    }

    func discardInput() throws(TransportError) {}
  }
}

/// Bytes waiting to be read.
private struct ByteQueue {
  private var bytes: [UInt8] = []
  private var start = 0

  var count: Int { bytes.count - start }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ more: [UInt8]) { bytes += more }

  mutating func take(_ limit: Int) -> [UInt8] {
    let end = min(bytes.count, start + limit)
    defer {
      start = end
      if start == bytes.count { removeAll() }
    }
    return Array(bytes[start..<end])
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    start = 0
  }
}
