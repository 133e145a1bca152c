/// A value of a YAML document: what data set descriptions use of YAML.
///
/// Block and flow mappings and lists, plain, quoted and block scalars, comments. Anchors, aliases, tags and several
/// documents are refused.
indirect enum YAMLValue: Hashable, Sendable {
  case null
  /// A plain scalar: text, or whatever the reader takes it for.
  case plain(String)
  /// A quoted or block scalar: always text.
  case quoted(String)
  case list([YAMLValue])
  /// Members in the order of the file.
  case map([Member])

  struct Member: Hashable, Sendable {
    var key: String
    var value: YAMLValue
  }

  /// The member called `key`; nil for null, absent members and values that are no mappings.
  subscript(key: String) -> YAMLValue? {
    guard case .map(let members) = self, let member = members.last(where: { $0.key == key }) else { return nil }
    return member.value == .null ? nil : member.value
  }

  /// Text of a scalar.
  var text: String? {
    switch self {
    case .plain(let text), .quoted(let text): text
    default: nil
    }
  }

  /// A whole number.
  var integer: Int? { if case .plain(let text) = self { Int(text) } else { nil } }

  /// A number.
  var number: Double? { if case .plain(let text) = self { Double(text) } else { nil } }

  /// Elements of a list.
  var elements: [YAMLValue]? { if case .list(let elements) = self { elements } else { nil } }
}
