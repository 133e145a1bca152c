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

  /// The files that firmware for `board` is built of: those of all boards and its own.
  static func files(for board: BoardSpecification) -> [String: String] {
    files.filter { path, _ in
      !path.hasPrefix("Firmware/Boards/")
        || (path.hasPrefix("Firmware/Boards/\(board.name)/") && !path.hasSuffix(".json"))
    }
  }
}
