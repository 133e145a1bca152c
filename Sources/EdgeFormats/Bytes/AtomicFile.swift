#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system call, which the type's own `write` would hide.
private let writeBytes: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { write($0, $1, $2) }

/// Writes files so that a reader sees the old content or the new one, never a part.
public enum AtomicFile {
  /// Writes `bytes` to a new file beside `path` and renames it over `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let (descriptor, temporaryPath) = try createTemporaryFile(beside: path)
    let failure = fill(descriptor, with: bytes, path: path)
    close(descriptor)
    if let failure {
      unlink(temporaryPath)
      throw failure
    }
    guard rename(temporaryPath, path) == 0 else {
      let error = FileError(path: path, systemCall: "replace")
      unlink(temporaryPath)
      throw error
    }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8], path: String) -> FileError? {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
        let written = writeBytes(descriptor, rest.baseAddress, rest.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return FileError(path: path, systemCall: "write") }
        offset += written
      }
      return nil
    }
  }

  private static func createTemporaryFile(beside path: String) throws(FileError) -> (Int32, String) {
    // In the same folder, because a rename does not cross file systems.
    for attempt in 0..<100 {
      let temporaryPath = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max))-\(attempt).tmp"
      let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, temporaryPath) }
      guard errno == EEXIST else { break }
    }
    throw FileError(path: path, systemCall: "create")
  }
}
