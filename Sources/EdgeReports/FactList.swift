/// Named facts under each other, their values aligned.
struct FactList {
  private var facts: [(name: String, value: String)] = []

  /// Adds a fact; nil and empty values are left out.
  mutating func append(_ name: String, _ value: String?) {
    if let value, !value.isEmpty { facts.append((name, value)) }
  }

  var text: String {
    let width = (facts.map(\.name.count).max() ?? 0) + 2
    return facts.map { $0.name + String(repeating: " ", count: width - $0.name.count) + $0.value }
      .joined(separator: "\n")
  }
}
