/// Writes a JSON document on one line, value by value: the counterpart of `JSONScanner`.
package struct JSONText {
  package private(set) var text = ""
  /// True after a value, which a comma must separate from the next one.
  private var needsComma = false

  package init() {}

  /// Writes an object; `body` writes the members.
  package mutating func object(_ body: (inout JSONText) -> Void) { enclose("{", "}", body) }

  /// Writes an array; `body` writes the elements.
  package mutating func array(_ body: (inout JSONText) -> Void) { enclose("[", "]", body) }

  /// Writes the name of a member, whose value must follow.
  package mutating func name(_ name: String) {
    string(name)
    text += ":"
    needsComma = false
  }

  package mutating func string(_ value: String) {
    literal(Self.quoted(value))
  }

  package mutating func integer(_ value: some BinaryInteger) { literal("\(value)") }

  package mutating func null() { literal("null") }

  /// Writes a number that `JSONScanner.readExact` reads back bit for bit.
  ///
  /// JSON has no numbers that are infinite or none at all: their bits stand in a string, as hexadecimal digits.
  package mutating func exact(_ value: Float) {
    if value.isFinite { literal("\(value)") } else { string(String(value.bitPattern, radix: 16)) }
  }

  /// Writes a value that is JSON already.
  package mutating func literal(_ json: String) {
    if needsComma { text += "," }
    text += json
    needsComma = true
  }

  private mutating func enclose(_ start: String, _ end: String, _ body: (inout JSONText) -> Void) {
    literal(start)
    needsComma = false
    body(&self)
    text += end
    needsComma = true
  }

  /// A string with quotes, escaped where JSON demands it.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONScanner {
  /// Reads a number that `JSONText.exact` wrote; nil for `null`.
  package mutating func readExact() throws(JSONError) -> Float? {
    switch try kind() {
    case .null:
      try skipValue()
      return nil
    case .string:
      guard let bits = UInt32(try readString(), radix: 16) else { throw error("the bits of a number must stand here") }
      return Float(bitPattern: bits)
    default: return Float(try readNumber())
    }
  }
}
