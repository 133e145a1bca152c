#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file mapped into memory for reading; unmapped when the last reference goes.
///
/// The file must not be shortened while it is mapped: touching a lost page ends the process, as with every mapping.
public final class MappedFile: @unchecked Sendable {
  // Sendable because the mapping is private and read-only.
  private let address: UnsafeMutableRawPointer
  private let byteCount: Int

  /// Maps the file at `path`.
  ///
  /// Folders, devices, empty and unreadable files are refused.
  public init(path: String) throws(FileError) {
    // O_NONBLOCK: opening a FIFO must fail the regular-file check instead of waiting for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(path: path, systemCall: "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, systemCall: "inspect") }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path: path, reason: "is a folder, not a file")
    default: throw FileError(path: path, reason: "is not a regular file")
    }
    guard status.st_size > 0 else { throw FileError(path: path, reason: "is empty") }
    guard let size = Int(exactly: status.st_size) else { throw FileError(path: path, reason: "is too large to map") }
    guard let mapping = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapping != MAP_FAILED else {
      throw FileError(path: path, systemCall: "map")
    }
    address = mapping
    byteCount = size
  }

  deinit { munmap(address, byteCount) }

  /// The whole file, kept mapped by the region.
  public var region: ByteRegion {
    ByteRegion(UnsafeRawBufferPointer(start: address, count: byteCount), owner: self)
  }
}

extension FileError {
  /// The error of the system call that just failed, in words.
  init(path: String, systemCall: String) {
    self.init(path: path, reason: "cannot \(systemCall): \(String(cString: strerror(errno)))")
  }
}
