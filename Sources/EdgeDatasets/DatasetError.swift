/// Why a data set, or one of its files, cannot be used.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file or folder.
  public var path: String
  /// Line in a text file, from one; nil where there are no lines.
  public var line: Int?
  /// What is wrong, without a period at the end.
  public var message: String

  /// An error of a file, at a line counted from 1 or of the file as a whole.
  public init(path: String, line: Int? = nil, _ message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  /// Path, line and message, as compilers write them.
  public var description: String { line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)" }
}
