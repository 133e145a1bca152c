import Foundation

extension BoardSpecification {
  /// Every board that this program builds firmware for, by name.
  public static let all: [BoardSpecification] = FirmwareSources.files.compactMap { path, text in
    guard path.hasPrefix("Firmware/Boards/"), path.hasSuffix("/board.json") else { return nil }
    do {
      return try JSONDecoder().decode(BoardSpecification.self, from: Data(text.utf8))
    } catch { fatalError("\(path): \(error)") }
  }
  .sorted { $0.name < $1.name }

  /// The board called `name`.
  /// - Throws: `FirmwareError.unknownBoard` with the most similar names.
  public static func named(_ name: String) throws(FirmwareError) -> BoardSpecification {
    if let board = all.first(where: { $0.name == name.lowercased() }) { return board }
    throw .unknownBoard(name, similar: similarNames(to: name))
  }

  /// Names that `name` may be a misspelling or a part of, best first.
  static func similarNames(to name: String) -> [String] {
    let wanted = name.lowercased()
    let distances = all.map { board in
      let isPart = !wanted.isEmpty && board.name.contains(wanted)
      return (name: board.name, distance: isPart ? 0 : editDistance(wanted, board.name))
    }
    return distances.filter { $0.distance <= max(3, wanted.count / 2) }.sorted { $0.distance < $1.distance }.map(\.name)
  }

  /// Fewest insertions, removals and replacements of characters that make `b` of `a` (Levenshtein).
  private static func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}

extension BoardSpecification {
  /// The text of a board's `board.json`; nil for unknown boards.
  package static func text(ofBoard name: String) -> String? {
    FirmwareSources.files["Firmware/Boards/\(name)/board.json"]
  }
}
