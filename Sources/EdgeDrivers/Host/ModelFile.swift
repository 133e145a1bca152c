import EdgeModel
import EdgeRunner
import Foundation

/// A model file read into aligned memory for a runtime that wants its bytes.
struct ModelFile: Sendable {
  /// Path as given.
  var path: String
  /// File name without its extension, the model's name.
  var name: String
  var bytes: TensorStorage

  /// Reads the file at `path`.
  /// - Parameter suffix: what the name should end in, for the hint when the file is missing.
  /// - Throws: `RunnerError.Code.invalidModel` when there is no such file or it cannot be read.
  init(path: String, suffix: String) throws(RunnerError) {
    guard !path.isEmpty else {
      throw RunnerError(.invalidDescriptor, "the descriptor names no model file", hint: "write driver:PATH\(suffix)")
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw RunnerError(.invalidModel, "cannot read the model \(path)", cause: error)
    }
    guard !data.isEmpty else { throw RunnerError(.invalidModel, "the model \(path) is empty") }
    let bytes = TensorStorage(byteCount: data.count)
    data.withUnsafeBytes { bytes.baseAddress.copyMemory(from: $0.baseAddress!, byteCount: data.count) }
    self.path = path
    self.name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    self.bytes = bytes
  }
}
