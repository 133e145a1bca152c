import CEdgeHost
package import EdgeRunner
import Foundation
import Synchronization

/// A program that runs as long as somebody needs it and never outlives this process.
package final class EmulatorProcess: Sendable {
  /// What can be said of a program that ended.
  package struct End: Sendable, Hashable {
    /// Exit status, or 128 plus the signal that ended it.
    package var status: Int
    /// The last lines it printed.
    package var output: String
  }

  private struct State {
    var started: edge_process?
    /// False from the moment the process number may belong to another program.
    var isAlive = false
    var output: [UInt8] = []
    var end: End?
  }

  /// Number of the process.
  package let identifier: Int32
  /// File name, for messages.
  package let name: String
  private let shared: Shared

  /// What the watching thread and the owner both use; the thread must not keep the owner alive.
  private final class Shared: Sendable {
    let state = Mutex(State())
    let condition = NSCondition()
  }

  /// Most bytes kept of what the program prints.
  private static let outputLimit = 16_384

  /// Starts the program.
  /// - Parameters:
  ///   - inherited: descriptors that the program finds under the same numbers.
  ///   - usesGuard: supervises with a process instead of the kernel's help, as systems without that do.
  /// - Throws: `RunnerError.Code.unavailable` when it cannot be started.
  package init(
    path: String, arguments: [String], inherited: [Int32] = [], usesGuard: Bool = false
  ) throws(RunnerError) {
    let name = URL(fileURLWithPath: path).lastPathComponent
    var ends: [Int32] = [-1, -1]
    let status = edge_socket_pair(&ends)
    guard status == 0 else {
      throw RunnerError(.unavailable, "cannot start \(name): \(String(cString: strerror(status)))")
    }
    let (output, programEnd) = (ends[0], ends[1])
    let shared = Shared()
    let launch = Launch()
    // The kernel takes the end of the thread that starts the program for the end of this process, so the same thread
    // starts it, collects its output and sees it end.
    let thread = Thread {
      var started = edge_process()
      let list = ([path] + arguments).map { strdup($0) } + [nil]
      defer { for text in list { free(text) } }
      // The emulated processor and its devices have a thread each and change places for every byte of the line.
      let options = EDGE_PROCESS_ONE_PROCESSOR | (usesGuard ? EDGE_PROCESS_GUARD : 0)
      let reason = edge_process_start(
        path, list, inherited, UInt32(inherited.count), programEnd, UInt32(options), &started)
      close(programEnd)
      if reason == 0 {
        shared.state.withLock {
          $0.started = started
          $0.isAlive = true
        }
      }
      launch.finish(reason, started.process)
      if reason == 0 { Self.watch(started, output, shared) }
      close(output)
    }
    thread.name = "watch \(name)"
    thread.start()
    let (reason, process) = launch.wait()
    guard reason == 0 else {
      throw RunnerError(.unavailable, "cannot start \(path): \(String(cString: strerror(reason)))")
    }
    identifier = process
    self.name = name
    self.shared = shared
  }

  deinit { stop() }

  /// Hands the outcome of a start from one thread to another.
  private final class Launch: Sendable {
    private let outcome = Mutex<(Int32, Int32)?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    func finish(_ reason: Int32, _ process: Int32) {
      outcome.withLock { $0 = (reason, process) }
      semaphore.signal()
    }

    func wait() -> (Int32, Int32) {
      semaphore.wait()
      return outcome.withLock { $0 } ?? (EINVAL, 0)
    }
  }

  private static func watch(_ started: edge_process, _ output: Int32, _ shared: Shared) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(output, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      shared.state.withLock {
        $0.output += buffer[..<count]
        $0.output.removeFirst(max(0, $0.output.count - outputLimit))
      }
    }
    edge_process_wait(started.process)
    shared.state.withLock { state in
      state.isAlive = false
      let status = edge_process_reap(started.process)
      let text = String(decoding: state.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      state.end = End(status: Int(status), output: text)
    }
    var started = started
    edge_process_dismiss(&started)
    shared.condition.withLock { shared.condition.broadcast() }
  }

  /// How it ended; nil while it runs.
  package var end: End? { shared.state.withLock { $0.end } }

  /// Kills the program. May be called twice.
  package func stop() {
    shared.state.withLock { state in
      // A zombie still owns its number, so this cannot hit another program.
      if state.isAlive { _ = kill(identifier, SIGKILL) }
    }
  }

  /// Waits for the program's end; nil when it still runs after `timeout`.
  package func waitForEnd(within timeout: Duration) -> End? {
    let deadline = Date(timeIntervalSinceNow: timeout / .seconds(1))
    shared.condition.lock()
    defer { shared.condition.unlock() }
    while end == nil {
      if !shared.condition.wait(until: deadline) { break }
    }
    return end
  }
}
