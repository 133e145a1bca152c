import Foundation

extension BoardSpecification {
  /// The boards that this program brings, by name.
  public static let all: [BoardSpecification] = FirmwareSources.boards.map { name, files in
    do throws(FirmwareError) {
      return try BoardSpecification(files: files, folder: name)
    } catch { fatalError("\(error)") }
  }
  .sorted { $0.name < $1.name }

  /// The board called `name`, or the one whose folder or `board.json` lies at that path.
  /// - Throws: `FirmwareError.unknownBoard` with the most similar names, `FirmwareError.invalidBoard`.
  public static func named(_ name: String) throws(FirmwareError) -> BoardSpecification {
    if name.contains("/") || name.hasSuffix(".json") { return try BoardSpecification(path: name) }
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
  /// The files of one of `all`, text by name; nil for unknown boards.
  package static func files(ofBoard name: String) -> [String: String]? { FirmwareSources.boards[name] }
}
