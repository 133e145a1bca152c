import EdgeTestSupport
import Foundation
import Testing

/// The built `edgerunner` run as a user runs it: a process of its own in a folder of its own.
struct CommandProcess {
  /// What a finished process left.
  struct Result {
    var status: Int32
    var output: String
    var errors: String

    /// The JSON document on standard output.
    func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    var outputLines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The executable beside the test bundle.
  static let executable: URL = {
    var places = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map(\.bundleURL)
    places += CommandLine.arguments.filter { $0.contains(".xctest") }.map { URL(fileURLWithPath: $0) }
    for var folder in places {
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("edgerunner")
        if isExecutableFile(candidate) { return candidate }
      }
    }
    return URL(fileURLWithPath: "/edgerunner-was-not-built")
  }()

  /// The process's working folder.
  let folder: URL

  /// Runs the command to its end and returns what it printed.
  /// - Parameters:
  ///   - arguments: as typed after `edgerunner`.
  ///   - environment: added to this process's own.
  ///   - standardOutput: where results go instead of into `Result.output`.
  ///   - executable: another program that runs the command.
  func run(
    _ arguments: [String], environment: [String: String] = [:], standardOutput: FileHandle? = nil,
    executable: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = executable.map { URL(fileURLWithPath: $0) } ?? Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a pipe that nobody empties while the other is read would stop the process.
    let capture = try TemporaryFolder()
    let outputURL = capture.url.appendingPathComponent("out")
    let errorURL = capture.url.appendingPathComponent("err")
    for url in [outputURL, errorURL] { try Data().write(to: url) }
    process.standardOutput = try standardOutput ?? FileHandle(forWritingTo: outputURL)
    process.standardError = try FileHandle(forWritingTo: errorURL)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Result(
      status: status, output: String(decoding: try Data(contentsOf: outputURL), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorURL), as: UTF8.self))
  }

  private static func isExecutableFile(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
      && FileManager.default.isExecutableFile(atPath: url.path)
  }
}
