import Foundation

/// Cells of CSV files.
enum CSVText {
  /// A cell, quoted where it must be.
  static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Figures as `protocol,kind,class,metric,value`, with the settings in front.
  struct Figures {
    private var lines = ["protocol,kind,class,metric,value"]

    /// A table that begins with settings by name.
    init(settings: [(String, String)]) {
      for (name, value) in settings { add(["settings", "", "", name, value]) }
    }

    /// Adds a line of five cells.
    mutating func add(_ cells: [String]) { lines.append(cells.map(CSVText.cell).joined(separator: ",")) }

    /// The whole table.
    var text: String { lines.joined(separator: "\n") + "\n" }
  }
}

/// Columns of tables of figures.
enum FigureColumn {
  /// The text at the right end of a column of `width` characters.
  static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
