import Foundation

extension BoardSpecification {
  /// Describes the board in a folder; the other files there belong to it.
  static let descriptionFile = "board.json"
  /// Takes the place of the linker script that is made of the board's memory.
  static let linkerScriptFile = "board.ld"
  /// Takes the place of the start-up code that all boards share.
  static let startupFile = "startup.c"
  /// Endings of the other files that are built with the firmware.
  private static let sourceExtensions: Set<String> = ["swift", "c", "h"]
  /// Most bytes of a file.
  private static let fileLimit = 1 << 20

  /// Reads a board from its folder.
  /// - Parameter path: the folder, or its `board.json`.
  /// - Throws: `FirmwareError.invalidBoard` that names the file and what is wrong with it.
  package init(path: String) throws(FirmwareError) {
    var url = URL(fileURLWithPath: path)
    if url.lastPathComponent == Self.descriptionFile { url.deleteLastPathComponent() }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch { throw .invalidBoard(path, reason: "there is no folder of a board, which holds \(Self.descriptionFile)") }
    var files: [String: String] = [:]
    for name in names where Self.isPart(name) {
      let file = url.appendingPathComponent(name)
      guard let data = FileManager.default.contents(atPath: file.path) else {
        throw .invalidBoard(file.path, reason: "it cannot be read")
      }
      guard data.count <= Self.fileLimit, let text = String(data: data, encoding: .utf8) else {
        throw .invalidBoard(file.path, reason: "it is not text of at most \(Self.fileLimit) bytes")
      }
      files[name] = text
    }
    try self.init(files: files, folder: url.path)
  }

  private static func isPart(_ name: String) -> Bool {
    guard !name.hasPrefix(".") else { return false }
    return [descriptionFile, linkerScriptFile].contains(name)
      || sourceExtensions.contains(URL(fileURLWithPath: name).pathExtension)
  }

  /// Makes a board of the files of its folder, text by name.
  /// - Parameter folder: for messages.
  /// - Throws: `FirmwareError.invalidBoard`.
  package init(files: [String: String], folder: String) throws(FirmwareError) {
    let place = "\(folder)/\(Self.descriptionFile)"
    guard let description = files[Self.descriptionFile] else {
      throw .invalidBoard(place, reason: "it is not there")
    }
    do {
      self = try JSONDecoder().decode(BoardSpecification.self, from: Data(description.utf8))
    } catch let error as DecodingError {
      throw .invalidBoard(place, reason: error.summary)
    } catch { throw .invalidBoard(place, reason: "\(error)") }
    self.files = files
    self.files[Self.descriptionFile] = nil
    for name in self.files.keys.sorted() where FirmwareSources.hasSwiftFile(called: name) {
      throw .invalidBoard("\(folder)/\(name)", reason: "a file of the firmware has this name: choose another")
    }
    guard swiftFiles.isEmpty || swiftFiles.contains(where: { $0.value.contains("func prepareBoard()") }) else {
      throw .invalidBoard(folder, reason: "its Swift files lack the function that sets up the board, prepareBoard()")
    }
  }

  private var swiftFiles: [String: String] { files.filter { $0.key.hasSuffix(".swift") } }
  /// The firmware calls the board's own `prepareBoard()`.
  var hasPreparation: Bool { !swiftFiles.isEmpty }
}

extension DecodingError {
  /// One line that names the field.
  fileprivate var summary: String {
    let context: Context? =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
      case .keyNotFound(let key, let context):
        Context(codingPath: context.codingPath + [key], debugDescription: "it is missing")
      @unknown default: nil
      }
    guard let context else { return "\(self)" }
    let path = context.codingPath.map { $0.intValue.map { "#\($0 + 1)" } ?? $0.stringValue }.joined(separator: ".")
    let detail = context.underlyingError.map { " (\($0))" } ?? ""
    return (path.isEmpty ? "" : "\(path): ") + context.debugDescription + detail
  }
}
