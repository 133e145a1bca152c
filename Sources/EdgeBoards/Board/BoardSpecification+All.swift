import EdgeSystem
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
    let names = all.map(\.name)
    let containing = wanted.isEmpty ? [] : names.filter { $0.contains(wanted) }
    let others = names.filter { !containing.contains($0) }
    return containing
      + Suggestion.names(like: wanted, among: others, maximumDistance: { _ in max(3, wanted.count / 2) })
  }
}

extension BoardSpecification {
  /// The text of a board's `board.json`; nil for unknown boards.
  package static func text(ofBoard name: String) -> String? {
    FirmwareSources.files["Firmware/Boards/\(name)/board.json"]
  }
}
