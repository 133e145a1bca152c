/// Builds a zip archive in memory.
///
/// The same entries give the same bytes: dates are fixed.
package struct ZipWriter {
  private var body: [UInt8] = []
  private var directory: [UInt8] = []
  private var entryCount = 0

  package init() {}

  /// Appends an entry, deflated when asked to and when that makes it smaller.
  package mutating func append(name: String, contents: [UInt8], deflating: Bool) throws(ArchiveError) {
    var packed = contents
    var method = ZipEntryHeader.Method.stored
    if deflating {
      let deflated: [UInt8]
      do { deflated = try Deflate.deflated(contents) } catch { throw ArchiveError(entry: name, error.message) }
      if deflated.count < contents.count {
        packed = deflated
        method = .deflated
      }
    }
    guard entryCount < 0xFFFE else {
      throw ArchiveError(entry: name, "the archive would need zip64, which is not supported")
    }
    var header = try ZipEntryHeader(
      name: name, method: method, byteCount: contents.count, packedByteCount: packed.count, at: body.count)
    contents.withUnsafeBytes { header.add($0) }
    body += header.local
    body += packed
    directory += header.directory
    entryCount += 1
  }

  /// The whole archive.
  package func archive() -> [UInt8] {
    body + directory
      + ZipEntryHeader.end(entryCount: entryCount, directoryByteCount: directory.count, offset: body.count)
  }
}

extension [UInt8] {
  /// Appends the bytes of `value`, least significant first.
  mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
