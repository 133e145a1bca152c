import EdgeSystem

/// Writes `predictions.json`, COCO's result format, picture by picture, and renames it into place when it is whole.
final class ResultFileWriter {
  private let file: AtomicFile
  private var isEmpty = true

  init(path: String) throws(ValidationFailure) {
    do throws(FileError) {
      file = try AtomicFile(path: path)
    } catch { throw .unwritable(path: path, reason: error.reason) }
    try write("[")
  }

  /// Adds the detections of a picture.
  func append(_ entries: [String]) throws(ValidationFailure) {
    guard !entries.isEmpty else { return }
    try write((isEmpty ? "\n" : ",\n") + entries.joined(separator: ",\n"))
    isEmpty = false
  }

  /// Completes the file.
  func finish() throws(ValidationFailure) {
    try write("\n]\n")
    do throws(FileError) { try file.commit() } catch { throw .unwritable(path: error.path, reason: error.reason) }
  }

  private func write(_ text: String) throws(ValidationFailure) {
    do throws(FileError) {
      try file.append(Array(text.utf8))
    } catch { throw .unwritable(path: error.path, reason: error.reason) }
  }
}
