import EdgeEvaluation
import Foundation

/// Writes `predictions.json`, COCO's result format, picture by picture, and renames it into place when it is whole.
final class ResultFileWriter {
  private let path: String
  private let temporaryPath: String
  private let file: FileHandle
  private var isEmpty = true

  init(path: String) throws(CommandFailure) {
    self.path = path
    temporaryPath = path + ".tmp"
    guard FileManager.default.createFile(atPath: temporaryPath, contents: nil),
      let file = FileHandle(forWritingAtPath: temporaryPath)
    else { throw Self.unwritable(path, "cannot be made") }
    self.file = file
    try write("[")
  }

  /// Adds the detections of a picture.
  func append(_ entries: [String]) throws(CommandFailure) {
    guard !entries.isEmpty else { return }
    try write((isEmpty ? "\n" : ",\n") + entries.joined(separator: ",\n"))
    isEmpty = false
  }

  deinit {
    try? file.close()
    unlink(temporaryPath)
  }

  /// Completes the file.
  func finish() throws(CommandFailure) {
    try write("\n]\n")
    do {
      try file.close()
    } catch {
      throw Self.unwritable(path, error.localizedDescription)
    }
    guard rename(temporaryPath, path) == 0 else {
      throw Self.unwritable(path, String(cString: strerror(errno)))
    }
  }

  private func write(_ text: String) throws(CommandFailure) {
    do {
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw Self.unwritable(path, error.localizedDescription)
    }
  }

  private static func unwritable(_ path: String, _ reason: String) -> CommandFailure {
    CommandFailure(.outputUnwritable, "\(path): \(reason)", hint: "check free space and permissions")
  }
}
