import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whole files in and out, with the system's reason when that fails.
package enum PictureFile {
  /// All bytes of a regular file.
  package static func load(_ path: String, maximumByteCount: Int) throws(PictureError) -> [UInt8] {
    func failure(_ reason: PictureError.Reason) -> PictureError { PictureError(path: path, reason: reason) }

    // Without O_NONBLOCK opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw failure(errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(SystemError.text(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(.unreadable(SystemError.text(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw failure(.notAFile) }
    let byteCount = Int(status.st_size)
    guard byteCount <= maximumByteCount else {
      throw failure(.tooLarge("\(byteCount) bytes, the limit is \(maximumByteCount)"))
    }
    var errorNumber: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
      while initializedCount < byteCount {
        let count = read(descriptor, buffer.baseAddress! + initializedCount, byteCount - initializedCount)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { errorNumber = errno }
        if count <= 0 { return }
        initializedCount += count
      }
    }
    guard errorNumber == 0 else { throw failure(.unreadable(SystemError.text(errorNumber))) }
    return bytes
  }

  /// Writes a file so that other readers see all of it or nothing: a temporary neighbour is renamed over `path`.
  ///
  /// On failure, a full disk included, neither the temporary file nor a partial one stays. `systemWrite` is the
  /// system call, which a test may replace.
  package static func save(
    _ bytes: [UInt8], to path: String,
    using systemWrite: (Int32, UnsafeRawPointer?, Int) -> Int = { write($0, $1, $2) }
  ) throws(PictureError) {
    func failure(_ number: Int32) -> PictureError {
      PictureError(path: path, reason: .unwritable(SystemError.text(number)))
    }

    let temporary = temporaryNeighbour(of: path)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    var errorNumber: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress! + written, buffer.count - written)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 {
          errorNumber = count < 0 ? errno : ENOSPC
          return
        }
        written += count
      }
    }
    if close(descriptor) != 0 && errorNumber == 0 { errorNumber = errno }
    if errorNumber == 0 && rename(temporary, path) != 0 { errorNumber = errno }
    guard errorNumber == 0 else {
      unlink(temporary)
      throw failure(errorNumber)
    }
  }

  private static let temporaryCount = Atomic(0)

  /// A name beside `path` that no other writer uses, whatever the length of `path`'s own.
  private static func temporaryNeighbour(of path: String) -> String {
    let number = temporaryCount.add(1, ordering: .relaxed).oldValue
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
    return "\(folder).edgerunner-\(getpid())-\(number).tmp"
  }
}

/// The system's words for an error number.
package enum SystemError {
  /// The words for `errno`'s value `number`.
  package static func text(_ number: Int32) -> String {
    String(cString: strerror(number))
  }
}
