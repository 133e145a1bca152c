/// Values and texts as C writes them.
package enum CText {
  /// A float that C reads back to the same bits; nil for not-a-number, which parameters never are.
  package static func literal(_ value: Float) -> String? {
    if value.isNaN { return nil }
    if value.isInfinite { return value < 0 ? "-__builtin_inff()" : "__builtin_inff()" }
    let sign = value.sign == .minus ? "-" : ""
    let bits = value.bitPattern
    let exponent = Int(bits >> 23 & 0xFF)
    let fraction = bits & 0x7F_FFFF
    if exponent == 0 && fraction == 0 { return sign + "0.0f" }
    var digits = String(fraction << 1, radix: 16)
    digits = String(repeating: "0", count: 6 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let significand = (exponent == 0 ? "0x0" : "0x1") + (digits.isEmpty ? "" : "." + digits)
    return "\(sign)\(significand)p\(exponent == 0 ? -126 : exponent - 127)f"
  }

  /// The most negative number has no literal of its own type.
  package static func literal(_ value: Int32) -> String { value == .min ? "INT32_MIN" : "\(value)" }

  /// A string literal of printable ASCII, everything else as octal escapes.
  package static func string(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += "\\" + String(UnicodeScalar(byte))
      // Two question marks would begin a trigraph.
      case UInt8(ascii: "?"): result += "\\?"
      case 0x20..<0x7F: result += String(UnicodeScalar(byte))
      default:
        let octal = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
      }
    }
    return result + "\""
  }

  /// `text` on one line and unable to end the comment it stands in.
  package static func comment(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      let clean: Unicode.Scalar = scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar
      if (previous == "*" && clean == "/") || (previous == "/" && clean == "*") { result += " " }
      // A backslash at the end of a line would splice it.
      result.unicodeScalars.append(clean == "\\" ? "/" : clean)
      previous = clean
    }
    return result
  }

  /// `1,234,567`.
  package static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
