import Foundation
import Synchronization

/// The only way commands print: data to standard output, everything else to standard error.
///
/// Writes are unbuffered and whole, and keep clear of a progress line on the same terminal. When standard output can
/// no longer be written the process ends: quietly when the reader has gone (`| head`), otherwise with an error.
enum Console {
  /// The line that is shown until the next output and drawn again after it; empty when there is none.
  private static let progressLine = Mutex("")

  static let errorIsTerminal = isatty(STDERR_FILENO) == 1

  /// Columns of the terminal on standard error; 80 when unknown.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Prints one line of results.
  static func line(_ text: String = "") { output(text + "\n") }

  /// Prints text of results as it is.
  static func output(_ text: String) {
    let errorNumber = clearOfProgress { put(text, to: STDOUT_FILENO) }
    if errorNumber != 0 { endForUnwritableOutput(errorNumber) }
  }

  /// Tells something that is no result, on standard error; failure to do so is ignored.
  static func note(_ text: String) {
    _ = clearOfProgress { put(text + "\n", to: STDERR_FILENO) }
  }

  /// Tells of something wrong that does not end the command.
  static func warning(_ text: String) { note("warning: " + text) }

  /// Tells why the command ends.
  static func report(_ failure: CommandFailure) {
    note("error: " + failure.message + (failure.hint.map { "\nhint: " + $0 } ?? ""))
  }

  /// Shows `text` on the terminal's last line, cut to its width, in place of what was shown there.
  static func showProgress(_ text: String) {
    progressLine.withLock { line in
      line = String(text.prefix(max(columns - 1, 10)))
      _ = put("\r\u{1B}[K" + line, to: STDERR_FILENO)
    }
  }

  /// Removes the progress line.
  static func removeProgress() { progressLine.withLock { remove(&$0) } }

  /// Removes the progress line unless something is being printed at this moment: a process that is told to end must not
  /// wait for a thread that waits for a reader.
  static func removeProgressAtOnce() { _ = progressLine.withLockIfAvailable { remove(&$0) } }

  private static func remove(_ line: inout String) {
    if !line.isEmpty { _ = put("\r\u{1B}[K", to: STDERR_FILENO) }
    line = ""
  }

  /// Writes out what library code has buffered for standard output; false when that fails.
  static func flush() -> Bool { fflush(nil) == 0 }

  private static func clearOfProgress(_ body: () -> Int32) -> Int32 {
    progressLine.withLock { line in
      guard !line.isEmpty else { return body() }
      _ = put("\r\u{1B}[K", to: STDERR_FILENO)
      defer { _ = put(line, to: STDERR_FILENO) }
      return body()
    }
  }

  /// Writes all of `text`; the error number, or zero.
  private static func put(_ text: String, to file: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = write(file, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          return errno
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return 0
    }
  }

  private static func endForUnwritableOutput(_ errorNumber: Int32) -> Never {
    removeProgress()
    var status = ExitStatus.interrupted(by: SIGPIPE)
    if errorNumber != EPIPE {
      let failure = CommandFailure(
        .outputUnwritable, "cannot write to standard output: \(String(cString: strerror(errorNumber)))")
      report(failure)
      status = failure.status
    }
    Interruption.runCleanups()
    _exit(status.code)
  }
}
