/// Builds a zip archive in memory.
///
/// The same entries give the same bytes: dates are fixed.
package struct ZipWriter {
  private var body: [UInt8] = []
  private var directory: [UInt8] = []
  private var entryCount = 0

  package init() {}

  // 1980-01-01 00:00, the earliest date the format can express.
  static let date: UInt16 = 0x0021

  /// Appends an entry, deflated when asked to and when that makes it smaller.
  package mutating func append(name: String, contents: [UInt8], deflating: Bool) throws(ArchiveError) {
    var packed = contents
    var method: UInt16 = 0
    if deflating {
      let deflated: [UInt8]
      do { deflated = try Deflate.deflated(contents) } catch { throw ArchiveError(entry: name, error.message) }
      if deflated.count < contents.count {
        packed = deflated
        method = 8
      }
    }
    let nameBytes = Array(name.utf8)
    guard let headerOffset = UInt32(exactly: body.count), let byteCount = UInt32(exactly: contents.count),
      let nameCount = UInt16(exactly: nameBytes.count), entryCount < 0xFFFE,
      body.count + packed.count < 0xFFFF_0000
    else { throw ArchiveError(entry: name, "the archive would need zip64, which is not supported") }

    var fields: [UInt8] = []
    fields.append(little: 20 as UInt16)  // version needed: 2.0, deflate
    fields.append(little: 0x0800 as UInt16)  // names are UTF-8
    fields.append(little: method)
    fields.append(little: 0 as UInt16)
    fields.append(little: Self.date)
    fields.append(little: contents.withUnsafeBytes { Deflate.checksum(of: $0) })
    fields.append(little: UInt32(packed.count))
    fields.append(little: byteCount)
    fields.append(little: nameCount)
    fields.append(little: 0 as UInt16)  // no extra field

    body.append(little: 0x0403_4B50 as UInt32)
    body += fields
    body += nameBytes
    body += packed

    directory.append(little: 0x0201_4B50 as UInt32)
    directory.append(little: 20 as UInt16)  // written by version 2.0
    directory += fields
    directory += [UInt8](repeating: 0, count: 10)  // no comment, first disk, no attributes
    directory.append(little: headerOffset)
    directory += nameBytes
    entryCount += 1
  }

  /// The whole archive.
  package func archive() -> [UInt8] {
    var archive = body + directory
    archive.append(little: 0x0605_4B50 as UInt32)
    archive.append(little: 0 as UInt32)
    archive.append(little: UInt16(entryCount))
    archive.append(little: UInt16(entryCount))
    archive.append(little: UInt32(directory.count))
    archive.append(little: UInt32(body.count))
    archive.append(little: 0 as UInt16)
    return archive
  }
}

extension [UInt8] {
  /// Appends the bytes of `value`, least significant first.
  mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
