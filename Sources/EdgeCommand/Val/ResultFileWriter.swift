import EdgeEvaluation
import EdgeSystem

/// Writes `predictions.json`, COCO's result format, picture by picture, and renames it into place when it is whole.
final class ResultFileWriter {
  private let file: AtomicFile
  private var isEmpty = true

  init(path: String) throws(CommandFailure) {
    do throws(FileError) {
      file = try AtomicFile(path: path)
    } catch { throw Self.unwritable(error) }
    try write("[")
  }

  /// Adds the detections of a picture.
  func append(_ entries: [String]) throws(CommandFailure) {
    guard !entries.isEmpty else { return }
    try write((isEmpty ? "\n" : ",\n") + entries.joined(separator: ",\n"))
    isEmpty = false
  }

  /// Completes the file.
  func finish() throws(CommandFailure) {
    try write("\n]\n")
    do throws(FileError) { try file.commit() } catch { throw Self.unwritable(error) }
  }

  private func write(_ text: String) throws(CommandFailure) {
    do throws(FileError) { try file.append(Array(text.utf8)) } catch { throw Self.unwritable(error) }
  }

  private static func unwritable(_ error: FileError) -> CommandFailure {
    CommandFailure(.outputUnwritable, error.description, hint: "check free space and permissions")
  }
}
