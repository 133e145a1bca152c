import EdgeFormats
import EdgeSystem
import Foundation

/// Writing result files so that a failure never leaves a half-written one.
enum OutputFile {
  /// Writes `bytes` to a temporary file beside `path`, then renames it; parent folders are made.
  /// - Throws: `CommandFailure` with the status for unwritable output.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do throws(FileError) {
      try? FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw CommandFailure(
        .outputUnwritable, error.description, hint: "check free space and permissions, or write elsewhere")
    }
  }
}
