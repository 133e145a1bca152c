import EdgeDrivers
import EdgeRunner
import Foundation
import Synchronization

/// What users see of boards while a command works with them: log lines, long transfers, where the time went.
enum BoardConsole {
  private struct Watch {
    /// When the transfer under way began.
    var start: ContinuousClock.Instant?
    var nextShow = ContinuousClock.now
    var total = Profile.TransferTimes(upload: .zero, inference: .zero, download: .zero)
    var runCount = 0
  }

  private static let watch = Mutex(Watch())
  /// Shorter transfers stay quiet.
  private static let quietTime = Duration.seconds(1)

  /// The same driver, telling this console what its boards do.
  static func watching(_ driver: any Driver) -> any Driver {
    switch driver {
    case var serial as SerialDriver:
      watch(&serial.options)
      return serial
    case var socket as SocketDriver:
      watch(&socket.options)
      return socket
    default: return driver
    }
  }

  private static func watch(_ options: inout LinkOptions) {
    options.log = { line in
      // Lines for programs, such as hardware counters by the thousand.
      if line.level != .debug { Console.note("board: \(line.text)") }
    }
    options.progress = show
    options.runDidEnd = { times in
      watch.withLock {
        $0.total.upload += times.upload
        $0.total.inference += times.inference
        $0.total.download += times.download
        $0.runCount += 1
      }
    }
  }

  private static func show(_ progress: TransferProgress) {
    guard Console.errorIsTerminal else { return }
    let now = ContinuousClock.now
    let isOver = progress.transferred >= progress.total
    let text = watch.withLock { watch -> String? in
      let start = watch.start ?? now
      watch.start = isOver ? nil : start
      guard !isOver, now - start >= quietTime, now >= watch.nextShow else { return nil }
      watch.nextShow = now + .milliseconds(100)
      return Self.text(progress, elapsed: now - start)
    }
    if let text { Console.showProgress(text) } else if isOver { Console.removeProgress() }
  }

  /// `upload  [######------]  54/108 kB  23.2 kB/s`.
  private static func text(_ progress: TransferProgress, elapsed: Duration) -> String {
    let width = 24
    let filled = min(width, width * progress.transferred / max(progress.total, 1))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    let rate = Double(progress.transferred) / 1000 / max(elapsed.inSeconds, 1e-9)
    return "\(progress.direction.rawValue)  [\(bar)]  \(progress.transferred / 1000)/\(progress.total / 1000) kB  "
      + String(format: "%.1f kB/s", rate)
  }

  /// Says where the time of all runs on boards went; nothing when there were none.
  static func tellTimes() {
    let (total, runCount) = watch.withLock { ($0.total, $0.runCount) }
    guard runCount > 0, let sentence = sentence(total, runCount: runCount) else { return }
    Console.note(sentence)
  }

  /// `board: 1 run in 5.21 s: 91% upload (4.74 s), 6% inference (0.31 s), 3% download (0.16 s)`.
  static func sentence(_ times: Profile.TransferTimes, runCount: Int) -> String? {
    let total = times.upload + times.inference + times.download
    guard total > .zero else { return nil }
    let parts = [("upload", times.upload), ("inference", times.inference), ("download", times.download)].map {
      "\(Int(($0.1 / total * 100).rounded()))% \($0.0) (\($0.1.text))"
    }
    return "board: \(runCount) run\(runCount == 1 ? "" : "s") in \(total.text): \(parts.joined(separator: ", "))"
  }
}
