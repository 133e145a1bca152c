import SystemPackage

/// A file or folder that could not be read or written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as the caller gave it.
  public var path: String
  /// What was attempted and why it failed, such as `cannot open: Permission denied`.
  public var reason: String
  /// The system's words alone, such as `Permission denied`; nil where the system was not to blame.
  package var systemReason: String?

  /// An error that the system had no part in.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The system refused to `operation`, a verb such as `open`.
  init(path: String, operation: String, _ error: Errno) {
    self.init(path: path, reason: "cannot \(operation): \(error)")
    systemReason = error.description
  }

  /// Path and reason in one line, without a full stop.
  public var description: String { "\(path): \(reason)" }
}
