/// Immutable bytes kept alive by whoever owns them, readable only within their bounds.
///
/// Readers of untrusted files go through the checked loads here instead of touching pointers. Loads do not need alignment
/// and read little-endian values, as every format that is read here stores them.
public struct ByteRegion: @unchecked Sendable {
  // Sendable because nothing writes the bytes while the owner lives.
  @usableFromInline let bytes: UnsafeRawBufferPointer
  /// Keeps `bytes` valid.
  public let owner: any AnyObject & Sendable

  /// Bytes that stay valid and unchanged as long as `owner` lives.
  public init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    self.bytes = bytes
    self.owner = owner
  }

  /// Number of bytes.
  @inlinable public var count: Int { bytes.count }

  // Inlinable here and below: readers in other modules load some ten thousand values of a file, one by one.
  /// The value at `offset`; nil when it does not lie wholly inside.
  @inlinable public func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T? {
    guard contains(offset: offset, count: MemoryLayout<T>.size) else { return nil }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  /// `count` values that follow one another from `offset`; nil when they do not lie wholly inside.
  @inlinable public func values<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type, at offset: Int, count: Int
  ) -> [T]? {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.size)
    guard !overflow, contains(offset: offset, count: byteCount) else { return nil }
    return Array(unsafeUninitializedCapacity: count) { values, initializedCount in
      for index in 0..<count {
        let value = bytes.loadUnaligned(fromByteOffset: offset + index * MemoryLayout<T>.size, as: type)
        values.initializeElement(at: index, to: T(littleEndian: value))
      }
      initializedCount = count
    }
  }

  /// True when `count` bytes from `offset` lie inside.
  @inlinable public func contains(offset: Int, count: Int) -> Bool {
    offset >= 0 && count >= 0 && offset <= bytes.count && count <= bytes.count - offset
  }

  /// The part of `count` bytes from `offset`; nil when it does not lie wholly inside.
  public func slice(offset: Int, count: Int) -> ByteRegion? {
    guard contains(offset: offset, count: count) else { return nil }
    return ByteRegion(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), owner: owner)
  }

  /// True when the first byte lies at a multiple of `alignment`.
  public func isAligned(to alignment: Int) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    return UInt(bitPattern: base) % UInt(alignment) == 0
  }

  /// The bytes as UTF-8 text, malformed sequences repaired.
  public func text() -> String { String(decoding: bytes, as: UTF8.self) }

  /// A copy of the bytes.
  public func array() -> [UInt8] { Array(bytes) }

  /// Calls `body` with the bytes.
  public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    try body(bytes)
  }
}
