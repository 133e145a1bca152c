import Foundation

/// Writes `predictions.json`, COCO's result format, picture by picture, and renames it into place when it is whole.
final class ResultFileWriter {
  private let path: String
  private let temporaryPath: String
  private let file: FileHandle
  private var isEmpty = true

  init(path: String) throws(ValidationFailure) {
    self.path = path
    temporaryPath = path + ".tmp"
    guard FileManager.default.createFile(atPath: temporaryPath, contents: nil),
      let file = FileHandle(forWritingAtPath: temporaryPath)
    else { throw .unwritable(path: path, reason: "cannot be made") }
    self.file = file
    try write("[")
  }

  /// Adds the detections of a picture.
  func append(_ entries: [String]) throws(ValidationFailure) {
    guard !entries.isEmpty else { return }
    try write((isEmpty ? "\n" : ",\n") + entries.joined(separator: ",\n"))
    isEmpty = false
  }

  deinit {
    try? file.close()
    unlink(temporaryPath)
  }

  /// Completes the file.
  func finish() throws(ValidationFailure) {
    try write("\n]\n")
    do {
      try file.close()
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
    guard rename(temporaryPath, path) == 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  private func write(_ text: String) throws(ValidationFailure) {
    do {
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
