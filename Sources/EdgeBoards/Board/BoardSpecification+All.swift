import EdgeSystem
import Foundation

extension BoardSpecification {
  /// The boards that this program brings, by name.
  package static let all: [BoardSpecification] = FirmwareSources.boards.map { name, files in
    do throws(FirmwareError) {
      return try BoardSpecification(files: files, folder: name)
    } catch { fatalError("\(error)") }
  }
  .sorted { $0.name < $1.name }

  /// The board called `name`, or the one whose folder or `board.json` lies at that path.
  /// - Throws: `FirmwareError.unknownBoard` with the most similar names, `FirmwareError.invalidBoard`.
  package static func named(_ name: String) throws(FirmwareError) -> BoardSpecification {
    if name.contains("/") || name.hasSuffix(".json") { return try BoardSpecification(path: name) }
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
  /// The files of one of `all`, text by name; nil for unknown boards.
  package static func files(ofBoard name: String) -> [String: String]? { FirmwareSources.boards[name] }
}
