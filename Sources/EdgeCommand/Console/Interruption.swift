import Foundation
import Synchronization

/// Ctrl-C and termination: the running command is cancelled so that it can clean up; a second signal, or two seconds
/// without an end, ends the process after running the registered clean-ups.
enum Interruption {
  private struct State {
    var received: Int32?
    var cleanups: [Int: @Sendable () -> Void] = [:]
    var nextToken = 0
  }
  private static let state = Mutex(State())
  private static let gracePeriod = 2.0

  /// Ends of the pipe through which the signal handler, which may call nothing else, wakes the watching thread.
  ///
  /// Written once in `install()`, before any signal can arrive.
  nonisolated(unsafe) private static var pipeEnds: (read: Int32, write: Int32) = (-1, -1)

  /// The signal that asked the process to end; nil when none did.
  static var received: Int32? { state.withLock { $0.received } }

  /// Catches SIGINT and SIGTERM, and makes a write to a closed pipe or beyond the
  /// limit of file sizes an error rather than the end of the process.
  static func install() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipeEnds = (ends[0], ends[1])
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        let saved = errno
        _ = write(Interruption.pipeEnds.write, &byte, 1)
        errno = saved
      }
    }
    // A handler, not SIG_IGN: ignored signals stay ignored in the programs that commands start, handled ones do not.
    for number in [SIGPIPE, SIGXFSZ] { signal(number) { _ in } }
  }

  /// Cancels `work` when a signal arrives.
  static func cancelOnSignal(_ work: Task<ExitStatus, Never>) {
    let end = pipeEnds.read
    guard end >= 0 else { return }
    Thread.detachNewThread {
      while true {
        var byte: UInt8 = 0
        let count = read(end, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1 else { return }
        let number = Int32(byte)
        let isFirst = state.withLock { state in
          defer { state.received = state.received ?? number }
          return state.received == nil
        }
        guard isFirst else { endNow(number) }
        work.cancel()
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: gracePeriod)
          endNow(number)
        }
      }
    }
  }

  /// Registers what must happen when the process ends early; call the returned closure when it is no longer needed.
  static func onEarlyEnd(_ cleanup: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
    let token = state.withLock { state in
      state.nextToken += 1
      state.cleanups[state.nextToken] = cleanup
      return state.nextToken
    }
    return { state.withLock { _ = $0.cleanups.removeValue(forKey: token) } }
  }

  /// Runs what is registered, newest first, once.
  static func runCleanups() {
    let cleanups = state.withLock { state in
      defer { state.cleanups = [:] }
      return state.cleanups.sorted { $0.key > $1.key }.map(\.value)
    }
    for cleanup in cleanups { cleanup() }
  }

  private static func endNow(_ number: Int32) -> Never {
    runCleanups()
    Console.removeProgressAtOnce()
    _exit(128 + number)
  }
}
