/// A table for people: columns separated by two spaces, numbers to the right, a rule below the header.
package struct TextTable: Sendable {
  /// One column's header and side.
  package struct Column: Sendable, Hashable {
    package var header: String
    package var isRightAligned: Bool

    package static func left(_ header: String) -> Column { Column(header: header, isRightAligned: false) }
    package static func right(_ header: String) -> Column { Column(header: header, isRightAligned: true) }
  }

  package let columns: [Column]
  package private(set) var rows: [[String]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells stay empty.
  ///
  /// Traps on more cells than columns.
  package mutating func append(_ cells: [String]) {
    precondition(cells.count <= columns.count, "more cells than columns")
    rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
  }

  /// All lines, without trailing spaces, joined by newlines; no newline at the end.
  package var text: String {
    let widths = columns.indices.map { column in
      max(columns[column].header.count, rows.map { $0[column].count }.max() ?? 0)
    }
    func line(_ cells: [String]) -> String {
      var text = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        text += (column == 0 ? "" : "  ") + (columns[column].isRightAligned ? padding + cell : cell + padding)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * max(columns.count - 1, 0))
    return ([line(columns.map(\.header)), rule] + rows.map(line)).joined(separator: "\n")
  }
}
