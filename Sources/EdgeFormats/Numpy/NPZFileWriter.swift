package import EdgeModel
import EdgeSystem

/// Writes an `.npz` file whose arrays grow sample by sample, so that none of them is ever held as a whole.
///
/// Arrays are stored as they are, in the order in which they were announced; each begins at a multiple of 64 bytes, so
/// that a mapped file needs no copies. Until `finish`, readers see nothing of the file; without it, nothing stays.
package final class NPZFileWriter {
  /// An array that will be written.
  package struct Announcement: Sendable {
    package var name: String
    /// Of the whole array.
    package var shape: [Int]
    package var elementType: ElementType

    package init(name: String, shape: [Int], elementType: ElementType) {
      self.name = name
      self.shape = shape
      self.elementType = elementType
    }
  }

  /// An array on its way.
  private struct Entry {
    var name: String
    /// Where its header in the archive stands.
    var headerOffset: Int
    /// What the archive says before its bytes, the checksum aside.
    var header: ZipEntryHeader
    /// Where the next bytes go, and where they must end.
    var offset: Int
    var end: Int
  }

  private let path: String
  private let file: AtomicFile
  private var entries: [Entry] = []
  private var directoryOffset = 0

  /// Starts a file for these arrays.
  /// - Throws: `NumpyError` when one cannot be stored, all of them are too large, or the file cannot be made.
  package init(path: String, _ announcements: [Announcement]) throws(NumpyError) {
    self.path = path
    do throws(FileError) { file = try AtomicFile(path: path) } catch { throw NumpyError(path: path, error.reason) }
    for announced in announcements {
      let preamble: [UInt8]
      do {
        preamble = try NPYFile.header(shape: announced.shape, elementType: announced.elementType)
      } catch { throw NumpyError(path: path, array: announced.name, error.message) }
      guard let byteCount = Tensor.byteCount(shape: announced.shape, elementType: announced.elementType) else {
        throw NumpyError(path: path, array: announced.name, "shape \(announced.shape) is not representable")
      }
      let header: ZipEntryHeader
      do {
        header = try ZipEntryHeader(
          name: announced.name + ".npy", byteCount: preamble.count + byteCount, at: directoryOffset)
      } catch { throw NumpyError(path: path, array: announced.name, error.message) }
      let start = directoryOffset + header.local.count
      var entry = Entry(
        name: announced.name, headerOffset: directoryOffset, header: header, offset: start,
        end: start + preamble.count + byteCount)
      directoryOffset = entry.end
      preamble.withUnsafeBytes { entry.header.add($0) }
      do throws(FileError) { try file.write(preamble, at: start) } catch { throw NumpyError(path: path, error.reason) }
      entry.offset += preamble.count
      entries.append(entry)
    }
  }

  /// Adds the elements of `tensor` to the array at a position.
  /// - Throws: `NumpyError` when the file cannot be written. Traps for more elements than were announced.
  package func append(_ tensor: Tensor, to position: Int) throws(NumpyError) {
    try tensor.withUnsafeBytes { bytes throws(NumpyError) in try put(bytes, into: &entries[position]) }
  }

  /// Completes the archive and puts it into place. Traps unless all announced elements were added.
  package func finish() throws(NumpyError) {
    var directory: [UInt8] = []
    do throws(FileError) {
      for entry in entries {
        precondition(entry.offset == entry.end, "\(entry.name) is not complete")
        try file.write(entry.header.local, at: entry.headerOffset)
        directory += entry.header.directory
      }
      directory += ZipEntryHeader.end(
        entryCount: entries.count, directoryByteCount: directory.count, offset: directoryOffset)
      try file.write(directory, at: directoryOffset)
      try file.commit()
    } catch { throw NumpyError(path: path, error.reason) }
  }

  private func put(_ bytes: UnsafeRawBufferPointer, into entry: inout Entry) throws(NumpyError) {
    precondition(bytes.count <= entry.end - entry.offset, "more elements than were announced")
    entry.header.add(bytes)
    do throws(FileError) { try file.write(bytes, at: entry.offset) } catch {
      throw NumpyError(path: path, error.reason)
    }
    entry.offset += bytes.count
  }
}
