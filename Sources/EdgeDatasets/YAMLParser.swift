/// Parses YAML, with errors that name the line.
struct YAMLParser {
  /// Deepest nesting.
  static let greatestDepth = 64

  private let path: String
  /// Lines without their comments and trailing blanks; `raw` keeps them for block scalars.
  private var lines: [Line] = []
  private var position = 0
  private var depth = 0

  private struct Line {
    var number: Int
    var indent: Int
    var content: Substring
    var raw: Substring
    var isBlank: Bool { content.isEmpty }
  }

  /// Parses a document; `path` only names it in errors.
  static func parse(_ text: String, path: String) throws(DatasetError) -> YAMLValue {
    var parser = try YAMLParser(text, path: path)
    let value = try parser.parseBlock(minimumIndent: 0)
    if let line = parser.nextLine() { throw parser.error("this line does not fit what precedes it", line.number) }
    return value
  }

  private init(_ text: String, path: String) throws(DatasetError) {
    self.path = path
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = Self.line(raw, number: index + 1)
      if line.content == "---" || line.content == "%YAML 1.2" {
        guard lines.allSatisfy(\.isBlank) else { throw error("more than one document", index + 1) }
        continue
      }
      if line.content == "..." { break }
      guard line.content.isEmpty || !raw.prefix(line.indent).contains("\t") else {
        throw error("a tab where blanks must indent", index + 1)
      }
      lines.append(line)
    }
  }

  private static func line(_ raw: Substring, number: Int) -> Line {
    var content = raw.drop { $0 == " " || $0 == "\t" }
    let indent = raw.count - content.count
    var quote: Character?
    var previous: Character = " "
    for index in content.indices {
      let character = content[index]
      if let open = quote {
        if character == open, !(open == "\"" && previous == "\\") { quote = nil }
      } else if character == "#", previous == " " || previous == "\t" {
        content = content[..<index]
        break
      } else if character == "\"" || character == "'", " \t[{,:-".contains(previous) {
        quote = character
      }
      previous = character
    }
    while let last = content.last, last == " " || last == "\t" { content.removeLast() }
    return Line(number: number, indent: indent, content: content, raw: raw)
  }

  private func error(_ message: String, _ line: Int? = nil) -> DatasetError {
    DatasetError(path: path, line: line ?? (position < lines.count ? lines[position].number : nil), message)
  }

  /// The next line that is not blank, which becomes the current one.
  private mutating func nextLine() -> Line? {
    while position < lines.count, lines[position].isBlank { position += 1 }
    return position < lines.count ? lines[position] : nil
  }

  private mutating func parseBlock(minimumIndent: Int) throws(DatasetError) -> YAMLValue {
    guard let line = nextLine(), line.indent >= minimumIndent else { return .null }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.greatestDepth else { throw error("more than \(Self.greatestDepth) levels of nesting") }
    if Self.isListItem(line.content) { return try parseList(indent: line.indent) }
    if try splitMember(line.content) != nil { return try parseMap(indent: line.indent) }
    position += 1
    return try parseValue(line.content, parentIndent: minimumIndent - 1, line: line)
  }

  private static func isListItem(_ content: Substring) -> Bool { content == "-" || content.hasPrefix("- ") }

  private mutating func parseList(indent: Int) throws(DatasetError) -> YAMLValue {
    var elements: [YAMLValue] = []
    while let line = nextLine(), line.indent == indent, Self.isListItem(line.content) {
      let rest = line.content.dropFirst().drop { $0 == " " }
      if rest.isEmpty {
        position += 1
        elements.append(try parseBlock(minimumIndent: indent + 1))
      } else {
        // What follows the dash is a block of its own that starts in its column.
        lines[position].indent = indent + line.content.count - rest.count
        lines[position].content = rest
        elements.append(try parseBlock(minimumIndent: indent + 1))
      }
    }
    return .list(elements)
  }

  private mutating func parseMap(indent: Int) throws(DatasetError) -> YAMLValue {
    var members: [YAMLValue.Member] = []
    while let line = nextLine(), line.indent == indent, let (key, rest) = try splitMember(line.content) {
      position += 1
      let value: YAMLValue
      if !rest.isEmpty {
        value = try parseValue(rest, parentIndent: indent, line: line)
      } else if let next = nextLine(), next.indent == indent, Self.isListItem(next.content) {
        value = try parseList(indent: indent)
      } else {
        value = try parseBlock(minimumIndent: indent + 1)
      }
      members.append(YAMLValue.Member(key: key, value: value))
    }
    return .map(members)
  }

  /// Splits `key: rest`; nil when the content is no member of a mapping.
  private func splitMember(_ content: Substring) throws(DatasetError) -> (key: String, rest: Substring)? {
    if let first = content.first, first == "\"" || first == "'" {
      var scanner = YAMLFlowScanner(content)
      guard let key = scanner.readQuoted() else { return nil }
      let rest = scanner.rest.drop { $0 == " " }
      guard rest.first == ":" else { return nil }
      return (key, rest.dropFirst().drop { $0 == " " })
    }
    if let first = content.first, "[{|>".contains(first) { return nil }
    var index = content.startIndex
    while let colon = content[index...].firstIndex(of: ":") {
      let after = content.index(after: colon)
      if after == content.endIndex || content[after] == " " {
        var key = content[..<colon]
        while key.last == " " { key.removeLast() }
        return (String(key), content[after...].drop { $0 == " " })
      }
      index = after
    }
    return nil
  }

  /// A value that starts on the line of its key; the lines after it are not read yet.
  private mutating func parseValue(
    _ content: Substring, parentIndent: Int, line: Line
  ) throws(DatasetError) -> YAMLValue {
    switch content.first {
    case "|", ">": return try parseBlockScalar(content, parentIndent: parentIndent, line: line)
    case "&", "*", "!", "@", "`", "%": throw error("anchors, aliases and tags are not supported", line.number)
    case "[", "{", "\"", "'":
      var text = content
      while true {
        var scanner = YAMLFlowScanner(text)
        switch scanner.readValue(depth: depth) {
        case .value(let value):
          guard scanner.rest.allSatisfy({ $0 == " " }) else { throw error("text follows the value", line.number) }
          return value
        case .malformed(let message): throw error(message, line.number)
        case .incomplete:
          guard let next = nextLine(), text.utf8.count < 1 << 24 else {
            throw error("the value that starts here does not end", line.number)
          }
          text += " " + next.content
          position += 1
        }
      }
    default:
      var text = String(content)
      while let next = nextLine(), next.indent > parentIndent, try splitMember(next.content) == nil,
        parentIndent >= 0
      {
        text += " " + next.content
        position += 1
      }
      return YAMLFlowScanner.scalar(text)
    }
  }

  private mutating func parseBlockScalar(
    _ header: Substring, parentIndent: Int, line: Line
  ) throws(DatasetError) -> YAMLValue {
    guard header.dropFirst().allSatisfy({ "+-0123456789".contains($0) }) else {
      throw error("text follows the mark of a block of text", line.number)
    }
    var collected: [Substring] = []
    var indent: Int?
    while position < lines.count {
      let next = lines[position]
      let isEmpty = next.raw.allSatisfy { $0 == " " || $0 == "\t" }
      guard isEmpty || next.indent > parentIndent else { break }
      if !isEmpty, indent == nil { indent = next.indent }
      collected.append(isEmpty ? "" : next.raw.dropFirst(min(indent ?? 0, next.indent)))
      position += 1
    }
    while collected.last?.isEmpty == true { collected.removeLast() }
    return .quoted(collected.joined(separator: header.first == "|" ? "\n" : " "))
  }
}
