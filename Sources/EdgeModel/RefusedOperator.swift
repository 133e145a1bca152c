/// An operator of a model's file that EdgeRunner does not run, and why.
public struct RefusedOperator: Sendable, Hashable, Encodable, CustomStringConvertible {
  /// Position in the file's operator list.
  public var index: Int
  /// The file format's name of the operator, such as `CONV_2D`.
  public var kind: String
  /// Name of its first result; empty where it has none.
  public var tensor: String
  /// What is wrong, in words that follow the operator.
  public var reason: String

  /// An operator by its position in the file.
  public init(index: Int, kind: String, tensor: String, reason: String) {
    self.index = index
    self.kind = kind
    self.tensor = tensor
    self.reason = reason
  }

  /// Number and result; of a long name the end, which tells it from others.
  fileprivate var place: String {
    let length = 40
    let name = tensor.count > length ? "..." + tensor.suffix(length) : tensor
    return name.isEmpty ? "#\(index)" : "#\(index) \(name)"
  }

  /// Operator and reason in one line.
  public var description: String { "operator #\(index) \(kind) (\(tensor)): \(reason)" }
}

extension [RefusedOperator] {
  /// How many of a group the summary names.
  private static var namedCount: Int { 3 }

  /// How many operators cannot be run, and a line for each kind and reason, the most frequent first: how many there are,
  /// and the first three of them.
  public var summary: String {
    var groups: [(kind: String, reason: String, members: [RefusedOperator])] = []
    var positions: [[String]: Int] = [:]
    for refused in sorted(by: { $0.index < $1.index }) {
      let key = [refused.kind, refused.reason]
      if let position = positions[key] {
        groups[position].members.append(refused)
      } else {
        positions[key] = groups.count
        groups.append((refused.kind, refused.reason, [refused]))
      }
    }
    // Groups of equally many stay in the order of the file.
    let ordered = groups.enumerated().sorted { first, second in
      (second.element.members.count, first.offset) < (first.element.members.count, second.offset)
    }
    let lines = ordered.map { _, group in
      let named = group.members.prefix(Self.namedCount).map(\.place)
      let rest = group.members.count - named.count
      let list = named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
      return "\n  \(group.members.count) \(group.kind): \(group.reason) (\(list))"
    }
    return "\(count) operator\(count == 1 ? "" : "s") cannot be run:" + lines.joined()
  }
}
