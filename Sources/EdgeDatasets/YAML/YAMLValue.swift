/// A value of a YAML document: what data set descriptions use of YAML.
///
/// Aliases are replaced by what they stand for, `<<` merges mappings.
struct YAMLValue: Sendable {
  enum Content: Sendable {
    /// A scalar's text; a plain one, which is neither quoted nor tagged, may stand for something other than text.
    case scalar(String, isPlain: Bool)
    case list([YAMLValue])
    /// Members in the order of the file.
    case map([Member])
  }

  struct Member: Sendable {
    var key: YAMLValue
    var value: YAMLValue
  }

  var content: Content
  /// Where it starts, from one; nil where that is not known.
  var line: Int?

  /// The value of the last member called `key`; nil for null, absent members and values that are no mappings.
  subscript(key: String) -> YAMLValue? {
    guard let members, let member = members.last(where: { $0.key.text == key }) else { return nil }
    return member.value.isNull ? nil : member.value
  }

  /// True for an empty value, `~` and `null`.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { PlainScalar(text) == .null } else { false }
  }

  /// Text of a scalar as it is written, without quotes.
  var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// Text of a scalar as Python prints what PyYAML reads: `True` for `on`, `10` for `012`.
  var pythonText: String? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    return isPlain ? PlainScalar(text).description : text
  }

  /// A whole number.
  var integer: Int? {
    guard case .scalar(let text, isPlain: true) = content, case .integer(let digits) = PlainScalar(text) else {
      return nil
    }
    return Int(digits)
  }

  /// A number.
  var number: Double? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    switch PlainScalar(text) {
    case .integer(let digits): return Double(digits)
    case .number(let value): return value
    // YAML 1.1 takes `1e-3` for text, its users do not.
    default: return Double(text)
    }
  }

  /// Elements of a list.
  var elements: [YAMLValue]? { if case .list(let elements) = content { elements } else { nil } }

  /// Members of a mapping.
  var members: [Member]? { if case .map(let members) = content { members } else { nil } }
}
