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

  /// Copies one of the repository's demo pictures.
  func addDemoPicture(_ name: String, as newName: String? = nil) throws {
    let source = SharedFiles.repositoryRoot.appendingPathComponent("Pictures/\(name)")
    try makeFolder(above: newName ?? name)
    try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: path(newName ?? name)))
  }
}
