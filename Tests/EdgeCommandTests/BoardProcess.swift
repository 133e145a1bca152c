import EdgeTestSupport
import Foundation

/// A board in a process of its own.
final class BoardProcess {
  /// What hosts connect to.
  let descriptor: String
  private let process: ChildProcess

  /// Starts `edgerunner board` and waits until it serves.
  init(_ arguments: String..., in folder: TemporaryFolder) throws {
    process = try folder.start(["board"] + arguments)
    descriptor = try process.line { $0.contains(":") }
  }

  deinit { stop() }

  /// Number of the process.
  var identifier: Int32 { process.identifier }

  /// Ends it as Ctrl-C does not: by asking it to terminate.
  func stop() {
    process.send(SIGTERM)
    _ = process.waitForEnd()
  }
}
