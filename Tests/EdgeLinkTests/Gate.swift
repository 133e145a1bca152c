/// Holds a computation until a test lets it go on, and tells the test that it has come so far.
final class Gate: Sendable {
  private let arrivals = AsyncStream.makeStream(of: Void.self)
  private let opening = AsyncStream.makeStream(of: Void.self)

  /// Returns when the gate is open or the task is cancelled.
  func pass() async {
    arrivals.continuation.yield()
    for await _ in opening.stream { break }
  }

  /// Returns when somebody stands at the gate or has passed it.
  func arrival() async {
    for await _ in arrivals.stream { break }
  }

  /// From now on everybody passes.
  func open() { opening.continuation.finish() }
}
