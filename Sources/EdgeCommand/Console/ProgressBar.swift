import Foundation

/// How far a long job is, on standard error: a bar on a terminal, otherwise a line every ten seconds.
///
/// Nothing is shown for the first two seconds, so that short jobs stay quiet.
struct ProgressBar: ~Copyable {
  private static let quietTime = Duration.seconds(2)
  private static let redrawInterval = Duration.milliseconds(100)
  private static let lineInterval = Duration.seconds(10)

  private let label: String
  private let total: Int?
  private let unit: String
  private let start = ContinuousClock.now
  private var nextShow: ContinuousClock.Instant
  private(set) var done: Int
  /// How many were done before this job began; they do not count for its speed.
  private let earlier: Int
  /// Shown behind the speed; empty for nothing.
  var detail = ""

  /// - Parameters:
  ///   - label: what is being done, e.g. `predict`.
  ///   - total: how many there are; nil when unknown.
  ///   - unit: what is counted, in the plural, e.g. `pictures`.
  ///   - done: how many were done earlier.
  init(_ label: String, total: Int?, unit: String, done: Int = 0) {
    self.label = label
    self.total = total
    self.unit = unit
    self.done = done
    earlier = done
    nextShow = start + Self.quietTime
  }

  deinit { Console.removeProgress() }

  /// Counts `count` more and shows it when it is time to.
  mutating func advance(by count: Int = 1) {
    done += count
    let now = ContinuousClock.now
    guard now >= nextShow else { return }
    let text =
      Self.text(
        label: label, done: done, total: total, unit: unit, elapsed: start.duration(to: now),
        isDrawn: Console.errorIsTerminal, earlier: earlier) + (detail.isEmpty ? "" : "  " + detail)
    if Console.errorIsTerminal {
      Console.showProgress(text)
      nextShow = now + Self.redrawInterval
    } else {
      Console.note(text)
      nextShow = now + Self.lineInterval
    }
  }

  /// `predict  [#######-------]  412/1000 pictures  82.1/s  7 s left`; the bar only when it is to be drawn.
  static func text(
    label: String, done: Int, total: Int?, unit: String, elapsed: Duration, isDrawn: Bool, earlier: Int = 0
  ) -> String {
    let rate = Double(done - earlier) / max(elapsed.inSeconds, 1e-9)
    let rateText = String(format: rate < 10 ? "%.1f/s" : "%.0f/s", rate)
    guard let total, total > 0 else { return "\(label)  \(done) \(unit)  \(rateText)" }
    let width = 24
    let filled = min(width, width * done / total)
    let bar = "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]  "
    let left = rate > 0 ? String(format: "  %.0f s left", (Double(total - done) / rate).rounded(.up)) : ""
    return "\(label)  \(isDrawn ? bar : "")\(done)/\(total) \(unit)  \(rateText)\(left)"
  }
}
