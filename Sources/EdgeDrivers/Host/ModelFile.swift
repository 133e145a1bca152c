import EdgeFormats
import EdgeRunner
import EdgeSystem
import Foundation

/// A model file mapped for a runtime that wants its bytes.
struct ModelFile: Sendable {
  /// Path as given.
  var path: String
  /// File name without its extension, the model's name.
  var name: String
  var bytes: ByteRegion

  /// Maps the file at `path`.
  /// - Parameter suffix: what the name should end in, for the hint when no name is given.
  /// - Throws: `RunnerError.Code.invalidModel` when there is no such file, it is empty or cannot be read.
  init(path: String, suffix: String) throws(RunnerError) {
    guard !path.isEmpty else {
      throw RunnerError(.invalidDescriptor, "the descriptor names no model file", hint: "write driver:PATH\(suffix)")
    }
    do throws(FileError) {
      bytes = try MappedFile(path: path).region
    } catch {
      throw RunnerError(.invalidModel, "cannot read the model", cause: error)
    }
    self.path = path
    self.name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }
}
