/// A file to be written, with its path below the output folder.
public struct GeneratedFile: Sendable, Hashable {
  /// Path below the output folder, with `/` between components.
  public var path: String
  /// The whole content.
  public var bytes: [UInt8]

  /// A file of `bytes`.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}
