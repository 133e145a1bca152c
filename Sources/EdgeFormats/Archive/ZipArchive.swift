import EdgeModel
package import EdgeSystem

/// Bounds on what a zip reader unpacks.
public struct ZipLimits: Sendable, Hashable {
  /// Most files of an archive.
  public var entryCount = 65_535
  /// Unpacked bytes of one entry.
  public var entryByteCount = 1 << 31
  /// Unpacked bytes of all entries together.
  public var totalByteCount = 1 << 32

  /// What archives without zip64 can hold, and 4 GiB unpacked.
  public static let standard = ZipLimits()

  /// The standard limits, to be changed.
  public init() {}
}

/// A zip archive: a file of its own, or appended to another file.
///
/// Reads stored and deflated entries as the central directory lists them (PKWARE APPNOTE 6.3.10), without zip64 and
/// without encryption.
package struct ZipArchive: Sendable {
  /// One file of the archive.
  package struct Entry: Sendable, Hashable {
    package var name: String
    /// Unpacked size in bytes.
    package var byteCount: Int
    var packedByteCount: Int
    var method: UInt16
    var checksum: UInt32
    /// Position of the local header in the file.
    var headerOffset: Int
  }

  /// Entries in the order of the central directory.
  package let entries: [Entry]
  private let bytes: ByteRegion

  /// True when `bytes` end with what a zip archive ends with.
  package static func isPresent(in bytes: ByteRegion) -> Bool { endRecordOffset(in: bytes) != nil }

  /// Reads the central directory at the end of `bytes`.
  package init(_ bytes: ByteRegion, limits: ZipLimits = .standard) throws(ArchiveError) {
    guard let end = Self.endRecordOffset(in: bytes) else { throw ArchiveError("the end record is missing") }
    var record = ZipFieldReader(bytes, at: end + 8)
    let entryCountHere = Int(try record.next(UInt16.self))
    let entryCount = Int(try record.next(UInt16.self))
    let directorySize = Int(try record.next(UInt32.self))
    let directoryOffset = Int(try record.next(UInt32.self))
    guard entryCountHere == entryCount else { throw ArchiveError(byteOffset: end, "is split over several files") }
    guard entryCount != 0xFFFF, directoryOffset != 0xFFFF_FFFF else {
      throw ArchiveError(byteOffset: end, "uses zip64, which is not supported")
    }
    guard entryCount <= limits.entryCount else {
      throw ArchiveError(byteOffset: end, "\(entryCount) entries exceed the limit of \(limits.entryCount)")
    }
    // Offsets count from the archive's own start, which lies behind whatever the archive is appended to; some writers
    // count from the start of the file instead, and then the difference is 0.
    let start = end - directorySize - directoryOffset
    guard start >= 0 else { throw ArchiveError(byteOffset: end, "the central directory lies outside the file") }

    var entries: [Entry] = []
    var total = 0
    var reader = ZipFieldReader(bytes, at: end - directorySize)
    for _ in 0..<entryCount {
      let entry = try Self.entry(&reader, archiveStart: start)
      guard entry.byteCount <= limits.entryByteCount else {
        throw ArchiveError(
          entry: entry.name, "\(entry.byteCount) bytes exceed the limit of \(limits.entryByteCount)")
      }
      total += entry.byteCount
      guard total <= limits.totalByteCount else {
        throw ArchiveError("the unpacked size exceeds the limit of \(limits.totalByteCount) bytes")
      }
      entries.append(entry)
    }
    self.entries = entries
    self.bytes = bytes
  }

  /// The part of the file from the first entry to the end; nil for an archive without entries.
  var tail: ByteRegion? {
    entries.map(\.headerOffset).min().flatMap { bytes.slice(offset: $0, count: bytes.count - $0) }
  }

  /// The unpacked bytes of `entry`, checked against its size and checksum.
  ///
  /// Stored entries are not copied.
  package func contents(of entry: Entry) throws(ArchiveError) -> ByteRegion {
    var header = ZipFieldReader(bytes, at: entry.headerOffset)
    guard try header.next(UInt32.self) == 0x0403_4B50 else {
      throw ArchiveError(entry: entry.name, byteOffset: entry.headerOffset, "the local header is missing")
    }
    header.skip(22)
    let nameCount = Int(try header.next(UInt16.self))
    let extraCount = Int(try header.next(UInt16.self))
    let dataOffset = header.offset + nameCount + extraCount
    guard let packed = bytes.slice(offset: dataOffset, count: entry.packedByteCount) else {
      throw ArchiveError(entry: entry.name, byteOffset: dataOffset, "the data reach beyond the end of the file")
    }
    let contents: ByteRegion
    switch entry.method {
    case 0:
      guard packed.count == entry.byteCount else {
        throw ArchiveError(entry: entry.name, "is stored, but its two sizes differ")
      }
      contents = packed
    case 8:
      do { contents = try Deflate.inflated(packed, byteCount: entry.byteCount) } catch {
        throw ArchiveError(entry: entry.name, byteOffset: dataOffset, error.message)
      }
    default: throw ArchiveError(entry: entry.name, "compression method \(entry.method) is not supported")
    }
    guard Deflate.checksum(of: contents) == entry.checksum else {
      throw ArchiveError(entry: entry.name, byteOffset: dataOffset, "the checksum does not match")
    }
    return contents
  }

  private static func entry(
    _ reader: inout ZipFieldReader, archiveStart: Int
  ) throws(ArchiveError) -> Entry {
    let offset = reader.offset
    guard try reader.next(UInt32.self) == 0x0201_4B50 else {
      throw ArchiveError(byteOffset: offset, "the central directory is damaged")
    }
    reader.skip(4)
    let flags = try reader.next(UInt16.self)
    let method = try reader.next(UInt16.self)
    reader.skip(4)
    let checksum = try reader.next(UInt32.self)
    let packedByteCount = Int(try reader.next(UInt32.self))
    let byteCount = Int(try reader.next(UInt32.self))
    let nameCount = Int(try reader.next(UInt16.self))
    let extraCount = Int(try reader.next(UInt16.self))
    let commentCount = Int(try reader.next(UInt16.self))
    reader.skip(8)
    let headerOffset = Int(try reader.next(UInt32.self))
    let name = try reader.text(nameCount)
    reader.skip(extraCount + commentCount)
    guard flags & 1 == 0 else { throw ArchiveError(entry: name, "is encrypted") }
    guard packedByteCount != 0xFFFF_FFFF, byteCount != 0xFFFF_FFFF, headerOffset != 0xFFFF_FFFF else {
      throw ArchiveError(entry: name, "uses zip64, which is not supported")
    }
    return Entry(
      name: name, byteCount: byteCount, packedByteCount: packedByteCount, method: method, checksum: checksum,
      headerOffset: archiveStart + headerOffset)
  }

  /// Position of the end record, whose comment of at most 65535 bytes must end the file.
  private static func endRecordOffset(in bytes: ByteRegion) -> Int? {
    let size = 22
    var offset = bytes.count - size
    let first = max(0, offset - 65_535)
    while offset >= first {
      if bytes.load(UInt32.self, at: offset) == 0x0605_4B50,
        let commentCount = bytes.load(UInt16.self, at: offset + 20), offset + size + Int(commentCount) == bytes.count
      {
        return offset
      }
      offset -= 1
    }
    return nil
  }
}

/// Reads the fields of a zip record one after the other.
struct ZipFieldReader {
  private let bytes: ByteRegion
  private(set) var offset: Int

  init(_ bytes: ByteRegion, at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  mutating func next<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(ArchiveError) -> T {
    guard let value = bytes.load(type, at: offset) else {
      throw ArchiveError(byteOffset: offset, "a record reaches beyond the end of the file")
    }
    offset += MemoryLayout<T>.size
    return value
  }

  mutating func text(_ count: Int) throws(ArchiveError) -> String {
    guard let slice = bytes.slice(offset: offset, count: count) else {
      throw ArchiveError(byteOffset: offset, "a name reaches beyond the end of the file")
    }
    offset += count
    return slice.text()
  }

  mutating func skip(_ count: Int) { offset += count }
}
