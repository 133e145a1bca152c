/// Building short texts without strings, which would need memory.
extension WireText {
  mutating func append(_ literal: StaticString) {
    for position in 0..<literal.utf8CodeUnitCount { _ = append(literal.utf8Start[position]) }
  }

  /// Appends a C string; nothing for a null pointer.
  mutating func append(_ text: UnsafePointer<CChar>?, limit: Int = WireText.capacity) {
    guard let text else { return }
    var position = 0
    while position < limit, text[position] != 0, append(UInt8(bitPattern: text[position])) { position += 1 }
  }

  mutating func append(decimal value: UInt64) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      _ = append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  mutating func append(hexadecimal value: UInt32) {
    append("0x")
    for shift in stride(from: UInt32(28), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      _ = append(digit < 10 ? 0x30 + digit : 0x37 + digit)
    }
  }

  /// A C string, cut to the length of names.
  init(cString text: UnsafePointer<CChar>?) {
    self.init()
    append(text, limit: WireText.nameCapacity)
  }
}
