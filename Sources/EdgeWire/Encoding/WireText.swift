/// A short UTF-8 text stored in place, at most 127 bytes: the longest that a board's buffers hold.
public struct WireText: Sendable {
  /// Most bytes a text can have (log lines).
  public static var capacity: Int { 127 }
  /// Most bytes a name can have: model, tensor and operator names, hashes, dates.
  public static var nameCapacity: Int { 63 }

  private typealias Storage = (
    UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
    UInt64, UInt64
  )
  private var storage: Storage = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  private var length: UInt8 = 0

  /// The empty text.
  public init() {}

  /// The bytes `range` of `bytes`; nil when they are too many.
  public init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
    guard range.count <= Self.capacity else { return nil }
    for position in range { _ = append(bytes[position]) }
  }

  /// A literal, cut to the capacity.
  public init(_ literal: StaticString) {
    self.init(truncating: UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// As many leading bytes as fit in `limit`, cut between characters.
  public init(truncating bytes: UnsafeRawBufferPointer, limit: Int = WireText.capacity) {
    var count = min(bytes.count, min(limit, Self.capacity))
    if count < bytes.count {
      // Never leave the first bytes of a character whose last ones are gone.
      while count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 }
    }
    for position in 0..<count { _ = append(bytes[position]) }
  }

  /// Bytes of the text.
  public var count: Int { Int(length) }
  /// True for a text without bytes.
  public var isEmpty: Bool { length == 0 }

  /// The byte at `position`, which must be below `count`.
  public subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count)
    return Swift.withUnsafeBytes(of: storage) { $0[position] }
  }

  /// Appends one byte; false when the text is full.
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < Self.capacity else { return false }
    let position = count
    withUnsafeMutableBytes(of: &storage) { $0[position] = byte }
    length += 1
    return true
  }

  /// Calls `body` with the text's bytes.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    Swift.withUnsafeBytes(of: storage) { body(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
  }
}

extension WireText: Equatable {
  /// Texts are equal when their bytes are; what lies behind the end does not count.
  public static func == (left: WireText, right: WireText) -> Bool {
    guard left.count == right.count else { return false }
    for position in 0..<left.count where left[position] != right[position] { return false }
    return true
  }
}
