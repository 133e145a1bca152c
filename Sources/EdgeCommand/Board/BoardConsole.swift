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
  /// Between two lines where no bar can be drawn.
  private static let lineInterval = Duration.seconds(10)

  /// What devices do, told to this console.
  static let events = DeviceEvents(
    log: { line in
      // Lines for programs, such as hardware counters by the thousand.
      if line.level != .debug { Console.note("board: \(line.text)") }
    }, progress: show,
    runDidEnd: { times in
      watch.withLock {
        $0.total.upload += times.upload
        $0.total.inference += times.inference
        $0.total.download += times.download
        $0.runCount += 1
      }
    })

  private static func show(_ progress: TransferProgress) {
    let isDrawn = Console.errorIsTerminal
    let now = ContinuousClock.now
    let isOver = progress.transferred >= progress.total
    let text = watch.withLock { watch -> String? in
      let start = watch.start ?? now
      watch.start = isOver ? nil : start
      guard !isOver, now - start >= (isDrawn ? quietTime : lineInterval), now >= watch.nextShow else { return nil }
      watch.nextShow = now + (isDrawn ? .milliseconds(100) : lineInterval)
      return Self.text(progress, elapsed: now - start, isDrawn: isDrawn)
    }
    if let text {
      if isDrawn { Console.showProgress(text) } else { Console.note(text) }
    } else if isOver, isDrawn {
      Console.removeProgress()
    }
  }

  /// `upload  [######------]  54/108 kB  23.2 kB/s  3 s left`; the bar only when it is to be drawn.
  static func text(_ progress: TransferProgress, elapsed: Duration, isDrawn: Bool) -> String {
    let width = 24
    let (done, total) = (progress.transferred, max(progress.total, 1))
    let filled = min(width, width * done / total)
    let bar = "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]  "
    let perSecond = Double(done) / max(elapsed.inSeconds, 1e-9)
    let left = String(format: "  %.0f s left", (Double(total - done) / max(perSecond, 1e-9)).rounded(.up))
    let amount =
      progress.direction == .nodes
      ? "\(done)/\(total)" : "\(done / 1000)/\(total / 1000) kB" + String(format: "  %.1f kB/s", perSecond / 1000)
    return "\(progress.direction.rawValue)  \(isDrawn ? bar : "")\(amount)\(left)"
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
