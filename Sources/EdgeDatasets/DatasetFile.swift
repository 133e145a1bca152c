import EdgeSystem

/// Whole text files of data sets, with a limit and the system's reason when that fails.
enum DatasetFile {
  /// Largest file that is read, in bytes.
  static let maximumByteCount = 4 << 30

  /// All bytes of the file at `path`.
  static func load(_ path: String, maximumByteCount: Int = maximumByteCount) throws(DatasetError) -> [UInt8] {
    do throws(WholeFile.Failure) {
      return try WholeFile.read(path, maximumByteCount: maximumByteCount)
    } catch {
      throw DatasetError(path: path, "\(error)")
    }
  }

  /// The file as text, a byte order mark removed and malformed bytes repaired.
  static func text(
    _ path: String, maximumByteCount: Int = maximumByteCount
  ) throws(DatasetError) -> String {
    var bytes = try load(path, maximumByteCount: maximumByteCount)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
