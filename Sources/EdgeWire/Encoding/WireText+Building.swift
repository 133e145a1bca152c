/// Building short texts without strings, which would need memory that boards do not have.
extension WireText {
  /// Appends as much of `literal` as fits.
  public mutating func append(_ literal: StaticString) {
    for position in 0..<literal.utf8CodeUnitCount { _ = append(literal.utf8Start[position]) }
  }

  /// Appends as much of `text` as fits.
  public mutating func append(_ text: WireText) {
    for position in 0..<text.count { _ = append(text[position]) }
  }

  /// Appends the digits of `value`.
  public mutating func append(decimal value: UInt64) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      _ = append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// Appends `0x` and eight digits.
  public mutating func append(hexadecimal value: UInt32) {
    append("0x")
    for shift in stride(from: UInt32(28), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift & 15)
      _ = append(digit < 10 ? 0x30 + digit : 0x37 + digit)
    }
  }

  /// Whether the text begins with `literal`.
  public func hasPrefix(_ literal: StaticString) -> Bool {
    guard literal.utf8CodeUnitCount <= count else { return false }
    for position in 0..<literal.utf8CodeUnitCount where literal.utf8Start[position] != self[position] { return false }
    return true
  }

  /// The bytes `range`, which must lie within the text.
  public subscript(range: Range<Int>) -> WireText {
    var part = WireText()
    for position in range { _ = part.append(self[position]) }
    return part
  }
}
