import Foundation
import SystemPackage

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
    let file: RegularFile
    do throws(RegularFile.Failure) { file = try RegularFile(path: path) } catch {
      switch error {
      case .system(let operation, let error): throw FileError(path: path, operation: operation, error)
      case .folder: throw FileError(path: path, reason: "is a folder, not a file")
      case .notRegular: throw FileError(path: path, reason: "is not a regular file")
      }
    }
    guard file.byteCount > 0 else { throw FileError(path: path, reason: "is empty") }
    guard let size = Int(exactly: file.byteCount) else { throw FileError(path: path, reason: "is too large to map") }
    guard let mapping = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.descriptor.rawValue, 0), mapping != MAP_FAILED
    else { throw FileError(path: path, operation: "map", .current) }
    address = mapping
    byteCount = size
  }

  deinit { munmap(address, byteCount) }

  /// The whole file, kept mapped by the region.
  public var region: ByteRegion {
    ByteRegion(UnsafeRawBufferPointer(start: address, count: byteCount), owner: self)
  }
}
