import Foundation

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { self / .seconds(1) }
  /// The duration in milliseconds.
  var inMilliseconds: Double { self / .milliseconds(1) }

  /// `0.85 ms`, `12.3 ms`, `1.24 s`.
  var text: String {
    let milliseconds = inMilliseconds
    if milliseconds >= 1000 { return String(format: "%.2f s", inSeconds) }
    return String(format: milliseconds >= 10 ? "%.1f ms" : "%.2f ms", milliseconds)
  }
}
