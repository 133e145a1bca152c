import EdgeTestSupport
import Foundation

extension TemporaryFolder {
  /// Runs the command in this folder.
  func edgerunner(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandProcess.Result {
    try edgerunner(arguments, environment: environment)
  }

  /// Runs the command in this folder.
  func edgerunner(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandProcess.Result {
    try CommandProcess(folder: url).run(arguments, environment: environment)
  }

  /// Starts the command in this folder; it is ended with the object that stands for it.
  func start(
    _ arguments: [String], environment: [String: String] = [:], reading stream: ChildProcess.Stream = .output
  ) throws -> ChildProcess {
    try ChildProcess(CommandProcess.executable, arguments, in: url, environment: environment, reading: stream)
  }

  /// Absolute path of a file or folder in this one.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Names in this folder or in one below it, sorted.
  func names(in path: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self.path(path)).sorted()
  }

  func text(of name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Writes a file; folders above it are made.
  func write(_ text: String, to name: String) throws {
    try makeFolder(above: name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  /// Copies one of the repository's demo pictures.
  func addDemoPicture(_ name: String, as newName: String? = nil) throws {
    let source = SharedFiles.repositoryRoot.appendingPathComponent("Pictures/\(name)")
    try makeFolder(above: newName ?? name)
    try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: path(newName ?? name)))
  }

  private func makeFolder(above name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path(name)).deletingLastPathComponent(), withIntermediateDirectories: true)
  }
}
