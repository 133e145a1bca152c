import EdgeRunner

/// Hands sessions to pictures in the order of the pictures, each session to one picture at a time.
///
/// Keeping that order matters on slow devices: when a run is interrupted, only what comes after a gap is lost.
actor SessionQueue {
  private var idle: [any Session]
  /// The picture whose turn it is.
  private var turn: Int
  private var waiting: [Int: Waiter] = [:]
  private var isClosed = false

  private enum Waiter {
    case picture(CheckedContinuation<(any Session)?, Never>)
    /// A picture that needs no session after all.
    case nobody
  }

  /// - Parameters:
  ///   - sessions: at least one.
  ///   - first: the first of consecutive pictures, each of which either takes a session or passes.
  init(_ sessions: [any Session], first: Int) {
    idle = sessions
    turn = first
  }

  /// The next idle session when it is this picture's turn; nil once the queue is closed.
  func session(for picture: Int) async -> (any Session)? {
    await withCheckedContinuation { continuation in
      waiting[picture] = .picture(continuation)
      advance()
    }
  }

  /// This picture needs no session.
  func pass(_ picture: Int) {
    waiting[picture] = .nobody
    advance()
  }

  func giveBack(_ session: any Session) {
    idle.append(session)
    advance()
  }

  /// Lets nobody have a session any more: the run is given up.
  func close() {
    isClosed = true
    for case .picture(let continuation) in waiting.values { continuation.resume(returning: nil) }
    waiting = [:]
  }

  private func advance() {
    if isClosed { close() }
    while let waiter = waiting[turn] {
      if case .picture(let continuation) = waiter {
        guard !idle.isEmpty else { return }
        continuation.resume(returning: idle.removeFirst())
      }
      waiting[turn] = nil
      turn += 1
    }
  }
}
