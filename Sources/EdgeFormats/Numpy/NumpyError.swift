/// Why an `.npy` or `.npz` file could not be read or written.
public struct NumpyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the file; nil for bytes in memory.
  public var path: String?
  /// Name of the array in an `.npz` file; nil for an `.npy` file or the archive as a whole.
  public var array: String?
  /// What is wrong, without the place.
  public var message: String

  /// An error of an array or of a whole file.
  public init(path: String? = nil, array: String? = nil, _ message: String) {
    self.path = path
    self.array = array
    self.message = message
  }

  /// Place and message in one line.
  public var description: String {
    [path, array.map { "array \($0)" }, message].compactMap { $0 }.joined(separator: ": ")
  }
}
