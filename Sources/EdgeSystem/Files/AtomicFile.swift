import Synchronization
package import SystemPackage

/// A file written piece by piece, of which a reader sees the old content or, after `commit`, the new one, never a part.
///
/// Without a commit, a full disk included, nothing of it stays.
package final class AtomicFile {
  /// The system call that writes, which a test may replace: gives the number of bytes written.
  package typealias Write = (FileDescriptor, UnsafeRawBufferPointer) throws -> Int

  private let path: String
  private let temporaryPath: String
  private let descriptor: FileDescriptor
  private let systemWrite: Write
  private var isOpen = true

  /// Makes a temporary file in the folder of `path`, because a rename does not cross file systems.
  package init(path: String, using systemWrite: @escaping Write = { try $0.write($1) }) throws(FileError) {
    self.path = path
    self.systemWrite = systemWrite
    // A process of the same number may have been killed and left a file of its own.
    var attempts = 100
    while true {
      let temporaryPath = Self.temporaryNeighbour(of: path)
      do throws(Errno) {
        descriptor = try systemCall {
          try .open(
            temporaryPath, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o666))
        }
        self.temporaryPath = temporaryPath
        return
      } catch {
        attempts -= 1
        guard error == .fileExists, attempts > 0 else { throw FileError(path: path, operation: "create", error) }
      }
    }
  }

  deinit { if isOpen { discard() } }

  /// Adds `bytes` at the end.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    do throws(Errno) {
      try systemCall {
        try bytes.withUnsafeBytes { buffer in
          var offset = 0
          while offset < buffer.count {
            let count = try systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: buffer[offset...]))
            guard count > 0 else { throw Errno.noSpace }
            offset += count
          }
        }
      }
    } catch { throw FileError(path: path, operation: "write", error) }
  }

  /// Writes `bytes` at a place of the file, which grows as needed; not to be mixed with `append`.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    do throws(Errno) {
      _ = try systemCall { try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) }
    } catch { throw FileError(path: path, operation: "write", error) }
  }

  /// Writes `bytes` at a place of the file, which grows as needed; not to be mixed with `append`.
  package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    do throws(Errno) {
      _ = try systemCall { try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) }
    } catch { throw FileError(path: path, operation: "write", error) }
  }

  /// Puts the file into place. Nothing can be added afterwards.
  package func commit() throws(FileError) {
    isOpen = false
    do throws(Errno) {
      // Some file systems tell only now that the disk is full.
      try systemCall { try descriptor.close() }
    } catch {
      FileSystem.remove(temporaryPath)
      throw FileError(path: path, operation: "write", error)
    }
    do throws(FileError) {
      try FileSystem.move(temporaryPath, to: path)
    } catch {
      FileSystem.remove(temporaryPath)
      throw error
    }
  }

  private func discard() {
    try? descriptor.close()
    FileSystem.remove(temporaryPath)
  }

  private static let temporaryCount = Atomic(0)

  /// A name beside `path` that no other writer of this process uses, whatever the length of `path`'s own.
  private static func temporaryNeighbour(of path: String) -> String {
    let number = temporaryCount.add(1, ordering: .relaxed).oldValue
    return FileSystem.join(FileSystem.folder(of: path), ".edgerunner-\(FileSystem.processNumber)-\(number).tmp")
  }
}

extension AtomicFile {
  /// Writes a whole file: readers see the old content or the new one, never a part.
  package static func write(
    _ bytes: [UInt8], to path: String, using systemWrite: @escaping Write = { try $0.write($1) }
  ) throws(FileError) {
    let file = try AtomicFile(path: path, using: systemWrite)
    try file.append(bytes)
    try file.commit()
  }
}
