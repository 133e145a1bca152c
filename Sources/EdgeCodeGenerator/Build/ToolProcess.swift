import Foundation

/// One run of an external program, with what it printed.
package struct ToolProcess: Sendable {
  package var status: Int32
  /// Standard output and standard error together, as lossy UTF-8.
  package var output: String

  /// Runs `executable` to its end.
  /// - Parameter folder: its working folder.
  /// - Throws: `BuildError.cannotStart`.
  package static func run(
    _ executable: String, _ arguments: [String], in folder: URL, environment: [String: String]? = nil
  ) throws(BuildError) -> ToolProcess {
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
    } catch { throw .cannotStart(executable, reason: "\(error)") }
    let bytes = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return ToolProcess(
      status: signalled ? 128 + process.terminationStatus : process.terminationStatus,
      output: String(decoding: bytes, as: UTF8.self))
  }

  /// The executable called `name` in the folders of PATH; nil when there is none.
  package static func find(_ name: String, environment: [String: String]) -> String? {
    if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
    for folder in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
      let path = "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
        FileManager.default.isExecutableFile(atPath: path)
      {
        return path
      }
    }
    return nil
  }
}
