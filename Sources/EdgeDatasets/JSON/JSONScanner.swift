/// Why a JSON document cannot be read.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Byte at which it went wrong, from zero.
  public var offset: Int
  /// What is wrong there.
  public var message: String

  /// Place and message in one line.
  public var description: String { "byte \(offset): \(message)" }
}

/// Reads a JSON document value by value, without building a tree: annotation files of data sets are large and mostly
/// numbers.
///
/// Every read starts at a value and ends after it. Nesting is limited, numbers are correctly rounded.
package struct JSONScanner {
  /// What kind of value comes next.
  package enum Kind { case object, array, string, number, boolean, null }

  static let greatestDepth = 64

  private let bytes: [UInt8]
  package private(set) var offset = 0
  private var depth = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// An error at the current place.
  package func error(_ message: String) -> JSONError { JSONError(offset: offset, message: message) }

  /// The kind of the next value.
  package mutating func kind() throws(JSONError) -> Kind {
    switch try next() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    default: throw error("a value must start here")
    }
  }

  /// Reads an object; `body` must read or skip the value of each member.
  package mutating func readObject(_ body: (inout JSONScanner, String) throws(JSONError) -> Void) throws(JSONError) {
    try enter(UInt8(ascii: "{"), "an object")
    if try take(UInt8(ascii: "}")) { return leave() }
    repeat {
      let key = try readString()
      guard try take(UInt8(ascii: ":")) else { throw error("a colon must follow the name") }
      try body(&self, key)
    } while try take(UInt8(ascii: ","))
    guard try take(UInt8(ascii: "}")) else { throw error("a comma or the end of the object must follow") }
    leave()
  }

  /// Reads an array; `body` must read or skip each element.
  package mutating func readArray(_ body: (inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
    try enter(UInt8(ascii: "["), "an array")
    if try take(UInt8(ascii: "]")) { return leave() }
    repeat { try body(&self) } while try take(UInt8(ascii: ","))
    guard try take(UInt8(ascii: "]")) else { throw error("a comma or the end of the array must follow") }
    leave()
  }

  /// Reads an array of numbers.
  package mutating func readNumbers() throws(JSONError) -> [Double] {
    var numbers: [Double] = []
    try readArray { (scanner) throws(JSONError) in numbers.append(try scanner.readNumber()) }
    return numbers
  }

  /// Reads a string and gives its text, escapes resolved.
  package mutating func readString() throws(JSONError) -> String {
    guard try take(UInt8(ascii: "\"")) else { throw error("a string must start here") }
    let start = offset
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
      offset += 1
    }
    guard offset < bytes.count else { throw error("the string does not end") }
    if bytes[offset] == UInt8(ascii: "\"") {
      defer { offset += 1 }
      return String(decoding: bytes[start..<offset], as: UTF8.self)
    }
    var text = Array(bytes[start..<offset])
    while true {
      guard offset < bytes.count else { throw error("the string does not end") }
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") { try readEscape(into: &text) } else { text.append(byte) }
    }
  }

  /// Reads a number.
  package mutating func readNumber() throws(JSONError) -> Double {
    _ = try next()
    let start = offset
    var mantissa: UInt64 = 0
    var digitCount = 0
    var fractionCount = 0
    var isSimple = true
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    var isFraction = false
    scan: while offset < bytes.count {
      switch bytes[offset] {
      case let digit where digit >= 48 && digit <= 57:
        if mantissa != 0 || digit != 48 { digitCount += 1 }
        if digitCount <= 18 { mantissa = mantissa &* 10 &+ UInt64(digit &- 48) }
        if isFraction { fractionCount += 1 }
      case UInt8(ascii: ".") where !isFraction: isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"): isSimple = false
      default: break scan
      }
      offset += 1
    }
    // Below 2^53 and 10^22 both are exact, so that one division rounds once.
    if isSimple, digitCount <= 15, fractionCount <= 22, offset > start + (isNegative ? 1 : 0) {
      let value = Double(mantissa) / Self.powersOfTen[fractionCount]
      return isNegative ? -value : value
    }
    guard let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite else {
      offset = start
      throw error("a number must start here")
    }
    return value
  }

  /// Reads a number that must be whole and fit 64 bits; digits alone are exact however many there are.
  ///
  /// Numbers with a fraction or an exponent are taken while a double holds every whole number of their size.
  package mutating func readInteger() throws(JSONError) -> Int {
    _ = try next()
    let start = offset
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    var value = 0
    var hasDigits = false
    while offset < bytes.count, bytes[offset] >= 48, bytes[offset] <= 57 {
      let digit = Int(bytes[offset] &- 48)
      let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflows) =
        isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      guard !isTooLarge, !overflows else {
        offset = start
        throw error("the whole number that starts here does not fit 64 bits")
      }
      value = sum
      hasDigits = true
      offset += 1
    }
    if offset == bytes.count || ![UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[offset]),
      hasDigits
    {
      return value
    }
    offset = start
    let number = try readNumber()
    guard abs(number) <= 0x1p53, let whole = Int(exactly: number) else {
      offset = start
      throw error("a whole number must start here")
    }
    return whole
  }

  /// Reads what `body` reads, unless the next value is null, which is skipped.
  package mutating func readUnlessNull(_ body: (inout JSONScanner) throws(JSONError) -> Void) throws(JSONError) {
    if try kind() == .null { try skipValue() } else { try body(&self) }
  }

  /// Reads `true`, `false` or a number, which is true unless zero.
  package mutating func readFlag() throws(JSONError) -> Bool {
    guard try kind() == .boolean else { return try readNumber() != 0 }
    let isTrue = bytes[offset] == UInt8(ascii: "t")
    try readWord(isTrue ? "true" : "false")
    return isTrue
  }

  /// Reads a value of any kind and forgets it.
  package mutating func skipValue() throws(JSONError) {
    switch try kind() {
    case .object: try readObject { (scanner, _) throws(JSONError) in try scanner.skipValue() }
    case .array: try readArray { (scanner) throws(JSONError) in try scanner.skipValue() }
    case .string: _ = try readString()
    case .number: _ = try readNumber()
    case .boolean: _ = try readFlag()
    case .null: try readWord("null")
    }
  }

  /// Checks that nothing follows the document's value.
  package mutating func finish() throws(JSONError) {
    skipSpace()
    guard offset == bytes.count else { throw error("something follows the document") }
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  private mutating func next() throws(JSONError) -> UInt8 {
    skipSpace()
    guard offset < bytes.count else { throw error("the document ends early") }
    return bytes[offset]
  }

  private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
    guard try next() == byte else { return false }
    offset += 1
    return true
  }

  private mutating func enter(_ byte: UInt8, _ what: String) throws(JSONError) {
    guard try take(byte) else { throw error("\(what) must start here") }
    depth += 1
    guard depth <= Self.greatestDepth else { throw error("more than \(Self.greatestDepth) levels of nesting") }
  }

  private mutating func leave() { depth -= 1 }

  private mutating func readWord(_ word: StaticString) throws(JSONError) {
    let matches = word.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    guard matches else { throw error("a value must start here") }
    offset += word.utf8CodeUnitCount
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
    guard offset < bytes.count else { throw error("the string does not end") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var unit = try readCodeUnit()
      if unit & 0xFC00 == 0xD800, bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
        offset += 2
        let low = try readCodeUnit()
        if low & 0xFC00 == 0xDC00 {
          unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
        } else {
          unit = 0xFFFD
        }
      }
      let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw error("unknown escape in a string")
    }
  }

  private mutating func readCodeUnit() throws(JSONError) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits must follow \\u") }
    offset += 4
    return unit
  }
}
