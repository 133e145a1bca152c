import Yams

/// Reads one YAML document, with errors that name the line.
struct YAMLReader {
  private let path: String
  /// Values made so far, those behind aliases each time.
  private var count = 0

  /// Reads a text of one document; `path` only names it in errors.
  static func read(_ text: String, path: String) throws(DatasetError) -> YAMLValue {
    try YAMLLimits.check(text, path: path)
    let root: Node?
    do {
      // Without a resolver's rules: what plain scalars stand for is PyYAML's business, see `PlainScalar`.
      root = try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch {
      throw DatasetError(error, path: path, text: text)
    }
    guard let root else { throw DatasetError(path: path, "is empty") }
    var reader = YAMLReader(path: path)
    return try reader.value(root, depth: 0)
  }

  private init(path: String) { self.path = path }

  private mutating func value(_ node: Node, depth: Int, isKey: Bool = false) throws(DatasetError) -> YAMLValue {
    let line = node.mark?.line
    guard depth < YAMLLimits.maximumDepth else {
      throw DatasetError(path: path, line: line, "more than \(YAMLLimits.maximumDepth) levels of nesting")
    }
    count += 1
    guard count <= YAMLLimits.maximumValueCount else {
      throw DatasetError(path: path, line: line, "its aliases stand for too many values")
    }
    switch node {
    case .scalar(let scalar):
      // To find keys that occur twice Yams has given all of them tags.
      let isTagged = try isTagged(scalar.tag, as: .str, line) && !isKey
      return YAMLValue(content: .scalar(scalar.string, isPlain: scalar.style == .plain && !isTagged), line: line)
    case .sequence(let sequence):
      _ = try isTagged(sequence.tag, as: .seq, line)
      var elements: [YAMLValue] = []
      elements.reserveCapacity(sequence.count)
      for element in sequence { elements.append(try value(element, depth: depth + 1)) }
      return YAMLValue(content: .list(elements), line: line)
    case .mapping(let mapping):
      _ = try isTagged(mapping.tag, as: .map, line)
      var members: [YAMLValue.Member] = []
      members.reserveCapacity(mapping.count)
      for (key, element) in mapping {
        members.append(
          .init(key: try value(key, depth: depth + 1, isKey: true), value: try value(element, depth: depth + 1)))
      }
      return YAMLValue(content: .map(try merged(members)), line: line)
    case .alias:
      throw DatasetError(path: path, line: line, "an alias that stands for nothing")
    }
  }

  /// True for a value with a tag, which must be the usual one of its kind.
  private func isTagged(_ tag: Tag, as usual: Tag.Name, _ line: Int?) throws(DatasetError) -> Bool {
    let name = tag.description
    if name == Tag.Name.implicit.rawValue { return false }
    guard name == usual.rawValue || name == Tag.Name.nonSpecific.rawValue else {
      throw DatasetError(path: path, line: line, "the tag \(name) is not supported")
    }
    return true
  }

  /// Members with those of merged mappings before them, so that a mapping's own count.
  private func merged(_ members: [YAMLValue.Member]) throws(DatasetError) -> [YAMLValue.Member] {
    var inherited: [YAMLValue.Member] = []
    var own: [YAMLValue.Member] = []
    for member in members {
      guard case .scalar("<<", isPlain: true) = member.key.content else {
        own.append(member)
        continue
      }
      // The first of several mappings counts most.
      for base in (member.value.elements ?? [member.value]).reversed() {
        guard let members = base.members else {
          throw DatasetError(path: path, line: member.value.line, "only mappings can be merged by <<")
        }
        inherited += members
      }
    }
    return inherited + own
  }
}

extension DatasetError {
  /// The same as a reader of YAML says it.
  fileprivate init(_ error: any Error, path: String, text: String) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let isTab = problem.contains("cannot start any token") && Self.startsWithTab(text, line: mark.line)
      let place = context.map { " \($0.text)" } ?? ""
      self.init(path: path, line: mark.line, isTab ? "a tab where blanks must indent" : "\(problem)\(place)")
    case .reader(let problem, let offset, _, _):
      let line = offset.map { offset in 1 + text.prefix(offset).count(where: \.isNewline) }
      self.init(path: path, line: line, problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      self.init(path: path, line: context.mark.line, "\(duplicates.joined(separator: ", ")) occurs twice in a mapping")
    default: self.init(path: path, "\(error)")
    }
  }

  private static func startsWithTab(_ text: String, line: Int) -> Bool {
    let lines = text.split(maxSplits: line, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.indices.contains(line - 1) else { return false }
    return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
  }
}
