import CEdgeFirmware

/// The files that firmware is built of, built into this program.
enum FirmwareSources {
  /// Text by path below the repository's root.
  static let files: [String: String] = {
    var result: [String: String] = [:]
    var index = 0
    while let file = edge_firmware_file_at(index) {
      result[String(cString: file.pointee.path)] = String(cString: file.pointee.text)
      index += 1
    }
    return result
  }()

  private static let boardsFolder = "Firmware/Boards/"

  /// Files of each board's folder, text by name.
  static var boards: [String: [String: String]] {
    var result: [String: [String: String]] = [:]
    for (path, text) in files where path.hasPrefix(boardsFolder) {
      let parts = path.dropFirst(boardsFolder.count).split(separator: "/", maxSplits: 1).map(String.init)
      if parts.count == 2 { result[parts[0], default: [:]][parts[1]] = text }
    }
    return result
  }

  /// Whether the firmware has a Swift file of this name, of which a module can have only one.
  static func hasSwiftFile(called name: String) -> Bool {
    name.hasSuffix(".swift") && files.keys.contains { !$0.hasPrefix(boardsFolder) && $0.hasSuffix("/\(name)") }
  }

  /// The files that firmware for `board` is built of: those of all boards and its own.
  static func files(for board: BoardSpecification) -> [String: String] {
    var result = files.filter { path, _ in !path.hasPrefix(boardsFolder) }
    for (name, text) in board.files where name != BoardSpecification.linkerScriptFile {
      result["\(boardsFolder)\(board.name)/\(name)"] = text
    }
    if board.files[BoardSpecification.startupFile] != nil { result["Firmware/Support/startup.c"] = nil }
    return result
  }
}
