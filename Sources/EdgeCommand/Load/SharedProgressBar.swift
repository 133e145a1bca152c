import Synchronization

/// A progress bar in kilobytes that another thread advances.
final class SharedProgressBar: Sendable {
  private struct State: ~Copyable {
    var bar: ProgressBar?
    /// Bytes that do not make a kilobyte yet.
    var rest = 0
  }

  private let state: Mutex<State>

  init(_ label: String, total: Int, unit: String) {
    state = Mutex(State(bar: ProgressBar(label, total: total, unit: unit)))
  }

  func advance(byBytes count: Int) {
    state.withLock { state in
      state.rest += count
      state.bar?.advance(by: state.rest / 1024)
      state.rest %= 1024
    }
  }

  /// Takes the bar away.
  func finish() { state.withLock { $0.bar = nil } }
}
