import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Testing

/// A case of the shared folder: a model with inputs, and the outputs that a real runtime recorded.
struct SharedCase {
  let folder: String

  init(_ folder: String) { self.folder = folder }

  static let arePresent: ConditionTrait = .enabled(
    if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent))

  func path(_ file: String) -> String { SharedFiles.path("cases/\(folder)/\(file)") }

  func inputs() throws -> [Tensor] { try NPZArchive.read(contentsOf: path("in.npz")).entries.map(\.tensor) }
  func expected() throws -> [Tensor] { try NPZArchive.read(contentsOf: path("expected.npz")).entries.map(\.tensor) }
}

extension Tensor {
  /// Shape, type and bytes, to be compared at once.
  var facts: String {
    withUnsafeBytes { bytes in "\(elementType) \(shape) \(bytes.map { String($0, radix: 16) }.joined(separator: " "))" }
  }
}
