/// What a zip archive says of an entry that is stored as it is: in front of its bytes, and in the directory at the end.
///
/// The bytes may be added piece by piece, after the place and length of the entry are known.
struct ZipEntryHeader {
  private let name: [UInt8]
  private let byteCount: UInt32
  private let offset: UInt32
  /// Fills up to where the entry's bytes should begin.
  private let padding: [UInt8]
  private var checksum: UInt32 = 0

  // A field that Android's tools write to align entries; readers pass over those that they do not know.
  private static let alignmentField: UInt16 = 0xD935
  private static let alignment = 64
  private static let localByteCount = 30
  private static let fieldByteCount = 4

  /// An entry of `byteCount` bytes whose header stands at `offset`, so that its bytes begin at a multiple of 64.
  init(name: String, byteCount: Int, at offset: Int) throws(ArchiveError) {
    self.name = Array(name.utf8)
    guard let count = UInt32(exactly: byteCount), let offset32 = UInt32(exactly: offset), self.name.count < 1 << 15,
      offset + byteCount < 0xFFFF_0000
    else { throw ArchiveError(entry: name, "the archive would need zip64, which is not supported") }
    self.byteCount = count
    self.offset = offset32
    let start = offset + Self.localByteCount + self.name.count + Self.fieldByteCount
    padding = [UInt8](repeating: 0, count: (Self.alignment - start % Self.alignment) % Self.alignment)
  }

  /// Counts bytes of the entry into its checksum, in order.
  mutating func add(_ bytes: UnsafeRawBufferPointer) { checksum = Deflate.checksum(of: bytes, after: checksum) }

  /// What stands in front of the entry.
  var local: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: 0x0403_4B50 as UInt32)
    bytes += fields(extraByteCount: Self.fieldByteCount + padding.count)
    bytes += name
    bytes.append(little: Self.alignmentField)
    bytes.append(little: UInt16(padding.count))
    return bytes + padding
  }

  /// What stands in the directory.
  var directory: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: 0x0201_4B50 as UInt32)
    bytes.append(little: 20 as UInt16)  // written by version 2.0
    bytes += fields(extraByteCount: 0)
    bytes += [UInt8](repeating: 0, count: 10)  // no comment, first disk, no attributes
    bytes.append(little: offset)
    return bytes + name
  }

  private func fields(extraByteCount: Int) -> [UInt8] {
    var fields: [UInt8] = []
    fields.append(little: 20 as UInt16)  // version needed: 2.0
    fields.append(little: 0x0800 as UInt16)  // names are UTF-8
    fields.append(little: 0 as UInt16)  // stored
    fields.append(little: 0 as UInt16)
    fields.append(little: ZipWriter.date)
    fields.append(little: checksum)
    fields.append(little: byteCount)
    fields.append(little: byteCount)
    fields.append(little: UInt16(name.count))
    fields.append(little: UInt16(extraByteCount))
    return fields
  }

  /// What ends an archive.
  static func end(entryCount: Int, directoryByteCount: Int, offset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: 0x0605_4B50 as UInt32)
    bytes.append(little: 0 as UInt32)
    bytes.append(little: UInt16(entryCount))
    bytes.append(little: UInt16(entryCount))
    bytes.append(little: UInt32(directoryByteCount))
    bytes.append(little: UInt32(offset))
    bytes.append(little: 0 as UInt16)
    return bytes
  }
}
