public import EdgeSystem

/// A model file that a program carries inside itself.
public struct EmbeddedModel: Sendable {
  /// What stands for it where a path is expected, e.g. `builtin:`.
  public let name: String
  /// The file's name when the program was built.
  public let fileName: String
  /// Its content.
  public let bytes: ByteRegion

  /// A model called `name`; `bytes` are taken to stay as they are as long as the program runs.
  public init(name: String, fileName: String, bytes: ByteRegion) {
    self.name = name
    self.fileName = fileName
    self.bytes = bytes
  }
}
