/// Why an ONNX file could not be read or changed.
public struct ONNXError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of problem it is.
  public enum Code: String, Sendable {
    /// The file cannot be opened, or is not an ONNX file at all.
    case unreadable
    /// The bytes contradict the format.
    case malformed
    /// The file lacks a tensor that the caller named.
    case unknownTensor
  }

  /// What kind of problem it is, for programs.
  public var code: Code
  /// Bytes from the start of the file; nil when no place is to blame.
  public var byteOffset: Int?
  /// What is wrong, without the place.
  public var message: String

  /// An error at a place of the file, or of the file as a whole.
  public init(_ code: Code, byteOffset: Int? = nil, _ message: String) {
    self.code = code
    self.byteOffset = byteOffset
    self.message = message
  }

  /// Place and message in one line.
  public var description: String { (byteOffset.map { "at byte \($0): " } ?? "") + message }
}
