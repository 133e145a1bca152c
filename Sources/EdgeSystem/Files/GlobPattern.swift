/// A file name pattern: `*` any run of characters, `?` any one, `[a-z]` one of a set, `[!a-z]` none of it.
///
/// As in Python's `fnmatch` there is no escape character: a literal `*` is written `[*]`.
package struct GlobPattern {
  private enum Element {
    case literal(Unicode.Scalar)
    case anyOne
    case anyRun
    case oneOf([ClosedRange<Unicode.Scalar>], negated: Bool)
  }

  private let elements: [Element]
  /// True when the pattern starts with a dot and may therefore match hidden names.
  let matchesHiddenNames: Bool

  /// True when `text` holds a character that makes it a pattern.
  package static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
  }

  /// Any text is a pattern: a bracket that is never closed stands for itself.
  package init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    var elements: [Element] = []
    var position = 0
    while position < scalars.count {
      switch scalars[position] {
      case "*": elements.append(.anyRun)
      case "?": elements.append(.anyOne)
      case "[":
        if let (element, end) = Self.parseSet(scalars, after: position) {
          elements.append(element)
          position = end
        } else {
          elements.append(.literal("["))
        }
      case let scalar: elements.append(.literal(scalar))
      }
      position += 1
    }
    self.elements = elements
    matchesHiddenNames = scalars.first == "."
  }

  /// True when the whole name fits the pattern; hidden names fit only patterns that start with a dot.
  package func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    if scalars.first == ".", !matchesHiddenNames { return false }
    var element = 0
    var position = 0
    // Where to resume when the rest does not fit: the last run takes one character more.
    var resume: (element: Int, position: Int)?
    while position < scalars.count {
      if element < elements.count, case .anyRun = elements[element] {
        resume = (element + 1, position)
        element += 1
      } else if element < elements.count, fits(elements[element], scalars[position]) {
        element += 1
        position += 1
      } else if let last = resume {
        resume = (last.element, last.position + 1)
        (element, position) = (last.element, last.position + 1)
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { if case .anyRun = $0 { true } else { false } }
  }

  private func fits(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
    switch element {
    case .literal(let expected): scalar == expected
    case .anyOne, .anyRun: true
    case .oneOf(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
    }
  }

  /// Parses the set whose bracket is at `start`; gives the position of its closing bracket, nil when there is none.
  private static func parseSet(_ scalars: [Unicode.Scalar], after start: Int) -> (Element, Int)? {
    var position = start + 1
    let negated = position < scalars.count && scalars[position] == "!"
    if negated { position += 1 }
    let first = position
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while position < scalars.count {
      if scalars[position] == "]", position > first { return (.oneOf(ranges, negated: negated), position) }
      let lower = scalars[position]
      if position + 2 < scalars.count, scalars[position + 1] == "-", scalars[position + 2] != "]" {
        let upper = scalars[position + 2]
        if lower <= upper { ranges.append(lower...upper) }
        position += 3
      } else {
        ranges.append(lower...lower)
        position += 1
      }
    }
    return nil
  }
}
