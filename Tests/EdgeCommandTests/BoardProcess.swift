import EdgeTestSupport
import Foundation
import Testing

/// A board in a process of its own.
final class BoardProcess {
  let process = Process()
  /// What hosts connect to.
  let descriptor: String

  /// Starts `edgerunner board` and waits until it serves.
  init(_ arguments: String..., in folder: TemporaryFolder) throws {
    let output = folder.url.appendingPathComponent(UUID().uuidString)
    try Data().write(to: output)
    process.executableURL = CommandProcess.executable
    process.arguments = ["board"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    var found: String?
    for _ in 0..<400 where found == nil && process.isRunning {
      Thread.sleep(forTimeInterval: 0.05)
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      found = text.split(separator: "\n").map(String.init).first { $0.contains(":") }
    }
    descriptor = try #require(found, "the board prints the descriptor to use")
    try FileManager.default.removeItem(at: output)
  }

  deinit { stop() }

  func stop() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}
