import EdgeRunner
import Synchronization

/// Whether a runner is still open, shared with the sessions made from it.
final class Connection: Sendable {
  private let isOpen = Atomic(true)

  func close() { isOpen.store(false, ordering: .releasing) }

  /// Throws `RunnerError.Code.notConnected` after `close`.
  func check() throws(RunnerError) {
    guard isOpen.load(ordering: .acquiring) else {
      throw RunnerError(.notConnected, "the runner has been closed", hint: "connect again")
    }
  }
}

extension Runner {
  /// Throws unless this runner has a model called `name`; nil stands for the first.
  func requireModel(named name: String?) throws(RunnerError) {
    guard let name, !models.contains(where: { $0.name == name }) else { return }
    throw RunnerError(
      .invalidArgument, "there is no model \(name) on this runner",
      hint: "it has \(models.map(\.name).joined(separator: ", "))")
  }
}
