/// What a zip archive says of an entry: in front of its bytes, and in the directory at the end.
///
/// The bytes may be added piece by piece, after the place and length of the entry are known.
struct ZipEntryHeader {
  /// How an entry's bytes are kept, by the format's numbers.
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  private let name: [UInt8]
  private let method: Method
  private let byteCount: UInt32
  private let packedByteCount: UInt32
  private let offset: UInt32
  /// An extra field that fills up to where the entry's bytes should begin; empty where they follow at once.
  private let alignmentField: [UInt8]
  private var checksum: UInt32 = 0

  // 1980-01-01 00:00, the earliest date the format can express: the same entries give the same bytes.
  private static let date: UInt16 = 0x0021

  // A field that Android's tools write to align entries; readers pass over those that they do not know.
  private static let alignmentFieldNumber: UInt16 = 0xD935
  private static let alignment = 64
  private static let localByteCount = 30
  private static let fieldByteCount = 4

  /// A stored entry of `byteCount` bytes whose header stands at `offset`, so that its bytes begin at a multiple of 64.
  init(name: String, byteCount: Int, at offset: Int) throws(ArchiveError) {
    let start = offset + Self.localByteCount + name.utf8.count + Self.fieldByteCount
    let padding = (Self.alignment - start % Self.alignment) % Self.alignment
    var field: [UInt8] = []
    field.append(little: Self.alignmentFieldNumber)
    field.append(little: UInt16(padding))
    try self.init(
      name: name, longestName: (1 << 15) - 1, method: .stored, byteCount: byteCount, packedByteCount: byteCount,
      at: offset, alignmentField: field + [UInt8](repeating: 0, count: padding))
  }

  /// An entry of `byteCount` bytes, `packedByteCount` of which follow its header at `offset`.
  init(name: String, method: Method, byteCount: Int, packedByteCount: Int, at offset: Int) throws(ArchiveError) {
    try self.init(
      name: name, longestName: Int(UInt16.max), method: method, byteCount: byteCount,
      packedByteCount: packedByteCount, at: offset, alignmentField: [])
  }

  private init(
    name: String, longestName: Int, method: Method, byteCount: Int, packedByteCount: Int, at offset: Int,
    alignmentField: [UInt8]
  ) throws(ArchiveError) {
    self.name = Array(name.utf8)
    guard let count = UInt32(exactly: byteCount), let packedCount = UInt32(exactly: packedByteCount),
      let offset32 = UInt32(exactly: offset), self.name.count <= longestName, offset + packedByteCount < 0xFFFF_0000
    else { throw ArchiveError(entry: name, "the archive would need zip64, which is not supported") }
    self.method = method
    self.byteCount = count
    self.packedByteCount = packedCount
    self.offset = offset32
    self.alignmentField = alignmentField
  }

  /// Counts bytes of the entry into its checksum, in order.
  mutating func add(_ bytes: UnsafeRawBufferPointer) { checksum = Deflate.checksum(of: bytes, after: checksum) }

  /// What stands in front of the entry.
  var local: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: 0x0403_4B50 as UInt32)
    bytes += fields(extraByteCount: alignmentField.count)
    return bytes + name + alignmentField
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
    fields.append(little: method.rawValue)
    fields.append(little: 0 as UInt16)
    fields.append(little: Self.date)
    fields.append(little: checksum)
    fields.append(little: packedByteCount)
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
