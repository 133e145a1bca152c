package import EdgeSystem
package import Foundation

/// Compilers and linkers, run as part of a build.
package enum BuildTool {
  /// Runs `executable` to its end in `folder`, with this process's environment unless another is given.
  /// - Throws: `BuildError.cannotStart`.
  package static func run(
    _ executable: String, _ arguments: [String], in folder: URL, environment: [String: String]? = nil
  ) throws(BuildError) -> ToolProcess {
    do throws(ToolProcess.StartFailure) {
      return try ToolProcess.run(executable, arguments, in: folder, environment: environment)
    } catch { throw .cannotStart(error.program, reason: error.reason) }
  }
}
