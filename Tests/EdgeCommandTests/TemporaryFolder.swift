import EdgeTestSupport
import Foundation

/// A folder that exists as long as this object.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Runs the command in this folder.
  func edgerunner(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandProcess.Result {
    try edgerunner(arguments, environment: environment)
  }

  /// Runs the command in this folder.
  func edgerunner(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandProcess.Result {
    try CommandProcess(folder: url).run(arguments, environment: environment)
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
