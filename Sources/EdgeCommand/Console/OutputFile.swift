import Foundation

/// Writing result files so that a failure never leaves a half-written one.
enum OutputFile {
  /// Writes `bytes` to a temporary file beside `path`, then renames it; parent folders are made.
  /// - Throws: `CommandFailure` with the status for unwritable output.
  static func write(_ bytes: some DataProtocol, to path: String) throws(CommandFailure) {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw CommandFailure(
        .outputUnwritable, "cannot write \(path): \(reason(error))",
        hint: "check free space and permissions, or write elsewhere")
    }
  }

  /// The system's own words for a failed file operation, without Foundation's wrapping.
  static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError, cause.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(cause.code)))
    }
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    return error.localizedDescription
  }
}
