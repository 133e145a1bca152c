/// A recursive descent parser of Python literals and JSON over UTF-8 bytes.
struct LiteralParser {
  private let text: [UInt8]
  private var position = 0
  private var depth = 0

  private static let greatestDepth = 64

  init(_ text: String) {
    self.text = Array(text.utf8)
  }

  mutating func wholeText() throws(LiteralValue.ParseError) -> LiteralValue {
    let value = try value()
    skipSpace()
    guard position == text.count else { throw error("more text after the value") }
    return value
  }

  private mutating func value() throws(LiteralValue.ParseError) -> LiteralValue {
    skipSpace()
    guard let byte = peek else { throw error("a value is missing") }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.greatestDepth else { throw error("values are nested too deeply") }
    switch byte {
    case UInt8(ascii: "{"): return .dictionary(try entries())
    case UInt8(ascii: "["): return try sequence(until: UInt8(ascii: "]")).value
    case UInt8(ascii: "("):
      let (value, hasComma) = try sequence(until: UInt8(ascii: ")"))
      // Parentheses without a comma only group.
      if case .list(let values) = value, values.count == 1, !hasComma { return values[0] }
      return value
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      return try number()
    default: return try word()
    }
  }

  private mutating func entries() throws(LiteralValue.ParseError) -> [LiteralValue.Entry] {
    position += 1
    var entries: [LiteralValue.Entry] = []
    while !skip(UInt8(ascii: "}")) {
      let key = try value()
      guard skip(UInt8(ascii: ":")) else { throw error("a colon is missing after a key") }
      entries.append(LiteralValue.Entry(key: key, value: try value()))
      if !skip(UInt8(ascii: ",")) {
        guard skip(UInt8(ascii: "}")) else { throw error("a comma or closing brace is missing") }
        break
      }
    }
    return entries
  }

  private mutating func sequence(
    until end: UInt8
  ) throws(LiteralValue.ParseError) -> (value: LiteralValue, hasComma: Bool) {
    position += 1
    var values: [LiteralValue] = []
    var hasComma = false
    while !skip(end) {
      values.append(try value())
      guard skip(UInt8(ascii: ",")) else {
        guard skip(end) else { throw error("a comma or closing bracket is missing") }
        break
      }
      hasComma = true
    }
    return (.list(values), hasComma)
  }

  private mutating func word() throws(LiteralValue.ParseError) -> LiteralValue {
    let start = position
    while let byte = peek, isLetter(byte) { position += 1 }
    let word = String(decoding: text[start..<position], as: UTF8.self)
    switch word {
    case "True", "true": return .bool(true)
    case "False", "false": return .bool(false)
    case "None", "null": return .null
    case "nan", "NaN": return .real(.nan)
    case "inf", "Infinity": return .real(.infinity)
    default:
      // Python's u'...' and r'...' prefixes do not occur in what exporters write.
      position = start
      throw error(word.isEmpty ? "an unexpected character" : "unknown word \(word)")
    }
  }

  private mutating func number() throws(LiteralValue.ParseError) -> LiteralValue {
    let start = position
    if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") {
      let negative = peek == UInt8(ascii: "-")
      position += 1
      if let byte = peek, isLetter(byte), case .real(let value) = try word() { return .real(negative ? -value : value) }
    }
    while let byte = peek, isLetter(byte) || isDigit(byte) || ".+-_".utf8.contains(byte) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self).replacing("_", with: "")
    if let integer = Int(digits) { return .integer(integer) }
    if !digits.contains(where: { "xXnNiIpP".contains($0) }), let real = Double(digits) { return .real(real) }
    position = start
    throw error("\(digits) is not a number")
  }

  private mutating func string() throws(LiteralValue.ParseError) -> String {
    let quote = text[position]
    let start = position
    position += 1
    var bytes: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == quote { return String(decoding: bytes, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escape = peek else { break }
      position += 1
      try appendEscape(escape, to: &bytes)
    }
    position = start
    throw error("a string is not closed")
  }

  private mutating func appendEscape(_ escape: UInt8, to bytes: inout [UInt8]) throws(LiteralValue.ParseError) {
    switch escape {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "a"): bytes.append(0x07)
    case UInt8(ascii: "v"): bytes.append(0x0B)
    case 0x0A: break  // an escaped line end continues the string
    case UInt8(ascii: "x"): bytes += try scalar(hexDigits: 2)
    case UInt8(ascii: "u"): bytes += try scalar(hexDigits: 4)
    case UInt8(ascii: "U"): bytes += try scalar(hexDigits: 8)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var code = UInt32(escape - UInt8(ascii: "0"))
      for _ in 0..<2 {
        guard let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
        code = code * 8 + UInt32(digit - UInt8(ascii: "0"))
        position += 1
      }
      bytes += utf8(code)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"): bytes.append(escape)
    default: bytes += [UInt8(ascii: "\\"), escape]  // Python keeps unknown escapes as written
    }
  }

  /// The UTF-8 bytes of an escaped code, joining JSON's surrogate pairs.
  private mutating func scalar(hexDigits count: Int) throws(LiteralValue.ParseError) -> [UInt8] {
    let code = try hexadecimal(count)
    if (0xD800..<0xDC00).contains(code), count == 4, position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try hexadecimal(4)
      if (0xDC00..<0xE000).contains(low) { return utf8(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)) }
      return utf8(code) + utf8(low)
    }
    return utf8(code)
  }

  private mutating func hexadecimal(_ count: Int) throws(LiteralValue.ParseError) -> UInt32 {
    guard position + count <= text.count,
      let code = UInt32(String(decoding: text[position..<position + count], as: UTF8.self), radix: 16)
    else { throw error("an escape lacks hexadecimal digits") }
    position += count
    return code
  }

  /// UTF-8 of a code point; of the replacement character for what is none.
  private func utf8(_ code: UInt32) -> [UInt8] { Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8) }

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  /// Skips space and then `byte`; false when something else follows.
  private mutating func skip(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func error(_ message: String) -> LiteralValue.ParseError {
    LiteralValue.ParseError(byteOffset: position, message: message)
  }
}
