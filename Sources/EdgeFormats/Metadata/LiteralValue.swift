/// A value written as a Python literal or as JSON.
///
/// One parser reads both, because exporters write either: dictionaries, lists, tuples, strings in both quotes, numbers,
/// `True`/`true`, `False`/`false`, `None`/`null`.
package indirect enum LiteralValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  /// A list or a tuple.
  case list([LiteralValue])
  /// Entries in the order written.
  case dictionary([Entry])

  package struct Entry: Sendable, Hashable {
    package var key: LiteralValue
    package var value: LiteralValue

    package init(key: LiteralValue, value: LiteralValue) {
      self.key = key
      self.value = value
    }
  }

  /// Why a text is not a literal.
  package struct ParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Position in the text, in UTF-8 bytes.
    package var byteOffset: Int
    package var message: String

    package var description: String { "at byte \(byteOffset): \(message)" }
  }

  /// Parses a whole text.
  package init(parsing text: String) throws(ParseError) {
    var parser = LiteralParser(text)
    self = try parser.wholeText()
  }

  /// The value under `key` in a dictionary; the last one when the key is repeated, as in Python.
  package subscript(key: String) -> LiteralValue? {
    guard case .dictionary(let entries) = self else { return nil }
    return entries.last { $0.key == .string(key) }?.value
  }

  /// An integer, also one written with a zero fraction; nil otherwise.
  package var intValue: Int? {
    switch self {
    case .integer(let value): value
    case .real(let value): Int(exactly: value)
    default: nil
    }
  }

  package var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  package var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  package var listValue: [LiteralValue]? {
    if case .list(let value) = self { value } else { nil }
  }

  package var dictionaryValue: [Entry]? {
    if case .dictionary(let value) = self { value } else { nil }
  }
}

extension LiteralValue: CustomStringConvertible {
  /// The value as text for people: a bare string, otherwise Python notation.
  package var description: String {
    if case .string(let value) = self { value } else { pythonText }
  }

  private var pythonText: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .string(let value):
      "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n") + "'"
    case .list(let values): "[" + values.map(\.pythonText).joined(separator: ", ") + "]"
    case .dictionary(let entries):
      "{" + entries.map { "\($0.key.pythonText): \($0.value.pythonText)" }.joined(separator: ", ") + "}"
    }
  }
}
