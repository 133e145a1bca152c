/// A file or folder that could not be read or written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as the caller gave it.
  public var path: String
  /// What was attempted and why it failed, such as `cannot open: Permission denied`.
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}
