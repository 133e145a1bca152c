package import Foundation

/// One run of an external program, with what it printed.
package struct ToolProcess: Sendable {
  /// Exit status, or 128 plus the signal that ended it.
  package var status: Int32
  /// Standard output and standard error together, as lossy UTF-8.
  package var output: String

  /// A program that could not be started.
  package struct StartFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path that was to be run.
    package var program: String
    /// The system's words.
    package var reason: String

    /// Program and reason in one line.
    package var description: String { "cannot start \(program): \(reason)" }
  }

  /// Runs `executable` to its end.
  /// - Parameter folder: its working folder.
  /// - Throws: `StartFailure`; a program that fails is no error here.
  package static func run(
    _ executable: String, _ arguments: [String], in folder: URL, environment: [String: String]? = nil
  ) throws(StartFailure) -> ToolProcess {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    process.standardInput = FileHandle.nullDevice
    // A pipe would stop the program once it is full, so its text is read while it runs.
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    do {
      try process.run()
    } catch { throw StartFailure(program: executable, reason: "\(error)") }
    let bytes = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return ToolProcess(
      status: signalled ? 128 + process.terminationStatus : process.terminationStatus,
      output: String(decoding: bytes, as: UTF8.self))
  }
}
