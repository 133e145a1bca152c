/// Reads the YAML that fits on a line: `[a, b]`, `{a: 1}`, quoted and plain scalars.
struct YAMLFlowScanner {
  enum Result {
    case value(YAMLValue)
    /// The text ends inside the value.
    case incomplete
    case malformed(String)
  }

  private(set) var rest: Substring

  init(_ text: Substring) { rest = text }

  /// A plain scalar's value.
  static func scalar(_ text: String) -> YAMLValue {
    ["", "~", "null", "Null", "NULL"].contains(text) ? .null : .plain(text)
  }

  /// Reads a value; `depth` is how deep it lies.
  mutating func readValue(depth: Int) -> Result {
    guard depth <= YAMLParser.greatestDepth else { return .malformed("more levels of nesting than can be read") }
    skipSpace()
    switch rest.first {
    case nil: return .incomplete
    case "[": return readList(depth: depth)
    case "{": return readMap(depth: depth)
    case "\"", "'":
      return readQuoted().map { .value(.quoted($0)) } ?? .incomplete
    case "&", "*", "!": return .malformed("anchors, aliases and tags are not supported")
    default: return .value(Self.scalar(readPlain(isKey: false)))
    }
  }

  private mutating func readList(depth: Int) -> Result {
    rest.removeFirst()
    var elements: [YAMLValue] = []
    while true {
      skipSpace()
      if rest.isEmpty { return .incomplete }
      if take("]") { return .value(.list(elements)) }
      switch readValue(depth: depth + 1) {
      case .value(let value): elements.append(value)
      case let other: return other
      }
      skipSpace()
      if rest.isEmpty { return .incomplete }
      guard take(",") || rest.first == "]" else { return .malformed("a comma or ] must follow an element") }
    }
  }

  private mutating func readMap(depth: Int) -> Result {
    rest.removeFirst()
    var members: [YAMLValue.Member] = []
    while true {
      skipSpace()
      if rest.isEmpty { return .incomplete }
      if take("}") { return .value(.map(members)) }
      let key: String
      if rest.first == "\"" || rest.first == "'" {
        guard let quoted = readQuoted() else { return .incomplete }
        key = quoted
      } else {
        key = readPlain(isKey: true)
      }
      skipSpace()
      if rest.isEmpty { return .incomplete }
      var value = YAMLValue.null
      if take(":") {
        skipSpace()
        if rest.first != ",", rest.first != "}" {
          switch readValue(depth: depth + 1) {
          case .value(let read): value = read
          case let other: return other
          }
        }
      }
      members.append(YAMLValue.Member(key: key, value: value))
      skipSpace()
      if rest.isEmpty { return .incomplete }
      guard take(",") || rest.first == "}" else { return .malformed("a comma or } must follow a member") }
    }
  }

  /// Reads a quoted scalar; nil when it does not end.
  mutating func readQuoted() -> String? {
    guard let quote = rest.first else { return nil }
    var scanned = rest.dropFirst()
    var text = ""
    while let character = scanned.popFirst() {
      if character == quote {
        if quote == "'", scanned.first == "'" {
          text.append(scanned.removeFirst())
          continue
        }
        rest = scanned
        return text
      }
      guard quote == "\"", character == "\\" else {
        text.append(character)
        continue
      }
      guard let escape = scanned.popFirst() else { return nil }
      switch escape {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "r": text.append("\r")
      case "0": text.append("\0")
      case "x", "u", "U":
        let digits = scanned.prefix(escape == "x" ? 2 : escape == "u" ? 4 : 8)
        scanned = scanned.dropFirst(digits.count)
        text.unicodeScalars.append(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
      default: text.append(escape)
      }
    }
    return nil
  }

  private mutating func readPlain(isKey: Bool) -> String {
    var end = rest.startIndex
    while end < rest.endIndex, !",[]{}".contains(rest[end]) {
      if rest[end] == ":", isKey {
        let after = rest.index(after: end)
        if after == rest.endIndex || " ,}".contains(rest[after]) { break }
      }
      end = rest.index(after: end)
    }
    var text = rest[..<end]
    rest = rest[end...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func take(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }
}
