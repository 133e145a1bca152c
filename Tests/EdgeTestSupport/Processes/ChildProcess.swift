public import Foundation

/// A program that a test starts, listens to, and ends.
///
/// What it prints is read only when the test asks for it, by blocking reads: a program that prints more than a pipe
/// holds stops there until the test reads on, so that a test decides how far a program comes.
public final class ChildProcess {
  /// What is read through a pipe; the other of the two goes to a file.
  public enum Stream: Sendable { case output, errors }

  /// Why a test waited in vain.
  public struct Failure: Error, CustomStringConvertible {
    /// What went wrong, with what the program said.
    public var description: String
  }

  /// How long a line may be waited for: long enough for any machine under any load.
  public static let patience = Duration.seconds(600)

  private let process = Process()
  private let pipe = Pipe()
  private let folder: TemporaryFolder
  private var unread: [UInt8] = []
  private var isAtEnd = false

  /// Starts a program with nothing to read on standard input.
  /// - Parameters:
  ///   - environment: added to this process's own.
  ///   - stream: what `line` reads.
  public init(
    _ executable: URL, _ arguments: [String], in workingFolder: URL, environment: [String: String] = [:],
    reading stream: Stream = .output
  ) throws {
    folder = try TemporaryFolder()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = workingFolder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    try Data().write(to: other)
    let file = try FileHandle(forWritingTo: other)
    process.standardOutput = stream == .output ? pipe.fileHandleForWriting : file
    process.standardError = stream == .output ? file : pipe.fileHandleForWriting
    try process.run()
    // Only the program's own end is left, so that its end is the end of what can be read.
    try pipe.fileHandleForWriting.close()
    try file.close()
  }

  deinit {
    if process.isRunning { kill(identifier, SIGKILL) }
    process.waitUntilExit()
  }

  private var other: URL { folder.url.appendingPathComponent("other") }

  /// Number of the process.
  public var identifier: Int32 { process.processIdentifier }

  /// Waits for the next line for which `isWanted` is true, and passes over the others.
  /// - Throws: `Failure` when the program ends, or prints nothing for `patience`, before there is one.
  public func line(where isWanted: (String) -> Bool = { _ in true }) throws -> String {
    var passed: [String] = []
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: unread[..<end], as: UTF8.self)
        unread.removeSubrange(...end)
        if isWanted(line) { return line }
        passed.append(line)
      } else if !(try readMore()) {
        throw Failure(
          description:
            "the program ended before the line was printed:\n\((passed + [otherText]).joined(separator: "\n"))")
      }
    }
  }

  /// Everything that it still prints, up to its end.
  public func rest() throws -> String {
    while try readMore() {}
    defer { unread = [] }
    return String(decoding: unread, as: UTF8.self)
  }

  /// What it has printed so far to the stream that is not read.
  public var otherText: String { (try? String(contentsOf: other, encoding: .utf8)) ?? "" }

  /// Sends a signal.
  public func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the program's end and leaves unread what it prints; its exit status, or 128 and the signal's number.
  public func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }

  /// Numbers of the processes that it started, on Linux.
  public var children: [Int32] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap(Int32.init).filter { number in
      // The parent stands behind the name, which is in parentheses, and the state.
      let text = (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)) ?? ""
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && Int32(fields[1]) == identifier
    }
  }

  /// Waits until a process that is nobody's child here is gone; false when it is still there after `patience`.
  public static func waitUntilGone(_ process: Int32) -> Bool { waitUntil { kill(process, 0) != 0 } }

  /// Waits until `isSo`, for what tells nobody when it comes about; false when it is not after `patience`.
  public static func waitUntil(_ isSo: () -> Bool) -> Bool {
    let end = ContinuousClock.now + patience
    while !isSo() {
      guard ContinuousClock.now < end else { return false }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return true
  }

  /// Waits for bytes; false at the end.
  private func readMore() throws -> Bool {
    guard !isAtEnd else { return false }
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var ready = poll(&request, 1, Int32(Self.patience.components.seconds) * 1000)
    while ready < 0, errno == EINTR { ready = poll(&request, 1, Int32(Self.patience.components.seconds) * 1000) }
    guard ready > 0 else { throw Failure(description: "the program printed nothing for \(Self.patience)") }
    let bytes = pipe.fileHandleForReading.availableData
    isAtEnd = bytes.isEmpty
    unread += bytes
    return !isAtEnd
  }
}
