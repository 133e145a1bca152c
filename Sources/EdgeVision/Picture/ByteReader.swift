/// Bounds-checked access to untrusted bytes: every read outside gives nil.
struct ByteReader {
  let bytes: [UInt8]

  var count: Int { bytes.count }

  func byte(at offset: Int) -> Int? {
    offset >= 0 && offset < bytes.count ? Int(bytes[offset]) : nil
  }

  func unsigned16(at offset: Int, bigEndian: Bool) -> Int? {
    guard let first = byte(at: offset), let second = byte(at: offset + 1) else { return nil }
    return bigEndian ? first << 8 | second : second << 8 | first
  }

  func unsigned32(at offset: Int, bigEndian: Bool) -> Int? {
    guard let first = unsigned16(at: offset, bigEndian: bigEndian),
      let second = unsigned16(at: offset + 2, bigEndian: bigEndian)
    else { return nil }
    return bigEndian ? first << 16 | second : second << 16 | first
  }

  func signed32(at offset: Int, bigEndian: Bool) -> Int? {
    unsigned32(at: offset, bigEndian: bigEndian).map { Int(Int32(truncatingIfNeeded: $0)) }
  }

  /// True when `text` stands at `offset`.
  func hasText(_ text: String, at offset: Int) -> Bool {
    guard offset >= 0, offset + text.utf8.count <= bytes.count else { return false }
    return bytes[offset...].starts(with: text.utf8)
  }
}
