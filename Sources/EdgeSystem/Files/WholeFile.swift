import SystemPackage

/// Whole files in memory.
package enum WholeFile {
  /// Why a file was not read.
  package enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such file.
    case missing
    /// The path leads to a folder.
    case folder
    /// The path leads to a pipe, socket or device.
    case notAFile
    /// The system refused; the text is the system's.
    case unreadable(String)
    /// The file has more bytes than the caller takes.
    case tooLarge(byteCount: Int64, limit: Int)

    /// What follows the path in a message.
    package var description: String {
      switch self {
      case .missing: "no such file"
      case .folder: "is a folder, not a file"
      case .notAFile: "is not a file"
      case .unreadable(let text): "cannot be read: \(text)"
      case .tooLarge(let byteCount, let limit): "is too large: \(byteCount) bytes, the limit is \(limit)"
      }
    }
  }

  /// All bytes of the regular file at `path`; empty files are read as well.
  ///
  /// A file that is shortened meanwhile gives what is left of it.
  package static func read(_ path: String, maximumByteCount: Int) throws(Failure) -> [UInt8] {
    let file: RegularFile
    do throws(RegularFile.Failure) { file = try RegularFile(path: path) } catch { throw Failure(error) }
    guard file.byteCount <= maximumByteCount else {
      throw .tooLarge(byteCount: file.byteCount, limit: maximumByteCount)
    }
    let (descriptor, byteCount) = (file.descriptor, Int(file.byteCount))
    do throws(Errno) {
      return try systemCall {
        try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
          while initializedCount < byteCount {
            let rest = UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(buffer)[initializedCount...])
            let count = try descriptor.read(into: rest)
            if count == 0 { return }
            initializedCount += count
          }
        }
      }
    } catch { throw .unreadable(error.description) }
  }
}

extension WholeFile.Failure {
  fileprivate init(_ failure: RegularFile.Failure) {
    switch failure {
    case .system(_, .noSuchFileOrDirectory), .system(_, .notDirectory): self = .missing
    case .system(_, let error): self = .unreadable(error.description)
    case .folder: self = .folder
    case .notRegular: self = .notAFile
    }
  }
}
