import EdgeDatasets
import EdgeEvaluation
import EdgeFormats
import Foundation

/// What a validation has found out so far, on disk, so that an interrupted run can go on.
///
/// One line per picture in the data set's order, after a line with the key of model, data and settings. Lines are
/// appended whole; a line cut off by the end of the process is cut away when the run goes on.
final class ValidationJournal {
  static let fileName = "journal.jsonl"

  /// One line after the first.
  enum Entry {
    case done(PictureRecord)
    case failed(Dataset.Problem)
  }

  let path: String
  private let file: FileHandle

  private init(path: String, file: FileHandle) {
    self.path = path
    self.file = file
  }

  deinit { try? file.close() }

  /// Starts a journal in `folder`, in place of one that is there.
  static func start(in folder: String, key: String) throws(CommandFailure) -> ValidationJournal {
    let path = folder + "/" + fileName
    try OutputFile.write(Array((key + "\n").utf8), to: path)
    guard let file = FileHandle(forUpdatingAtPath: path) else { throw unwritable(path, "cannot be opened") }
    _ = try? file.seekToEnd()
    return ValidationJournal(path: path, file: file)
  }

  /// Opens the journal of `folder`; nil when there is none or it belongs to other settings.
  static func resume(in folder: String, key: String) -> ValidationJournal? {
    let path = folder + "/" + fileName
    guard let reader = LineReader(path: path), reader.next()?.elementsEqual(key.utf8) == true,
      let file = FileHandle(forUpdatingAtPath: path)
    else { return nil }
    return ValidationJournal(path: path, file: file)
  }

  /// Hands over all entries, then cuts away what follows the last whole one, so that the next is appended there.
  func read(_ body: (Entry) throws -> Void) throws {
    guard let reader = LineReader(path: path), reader.next() != nil else { return }
    var end = reader.offset
    while let line = reader.next(), let entry = Entry(line) {
      try body(entry)
      end = reader.offset
    }
    do {
      try file.truncate(atOffset: UInt64(end))
      try file.seekToEnd()
    } catch {
      throw Self.unwritable(path, error.localizedDescription)
    }
  }

  /// What was found on each picture so far, one picture at a time.
  func entries() -> Entries { Entries(reader: LineReader(path: path)) }

  /// What was found on the pictures at some positions, which count from the first entry; the others are not decoded.
  func records(at positions: Set<Int>) -> [Int: PictureRecord] {
    var records: [Int: PictureRecord] = [:]
    guard let last = positions.max(), let reader = LineReader(path: path), reader.next() != nil else { return [:] }
    for position in 0...last {
      guard let line = reader.next() else { break }
      if positions.contains(position), case .done(let record)? = Entry(line) { records[position] = record }
    }
    return records
  }

  /// The entries of a journal in their order, up to the last whole one.
  struct Entries: Sequence, IteratorProtocol {
    private let reader: LineReader?

    /// No entries.
    static var none: Entries { Entries(reader: nil) }

    fileprivate init(reader: LineReader?) {
      self.reader = reader
      _ = reader?.next()
    }

    func next() -> Entry? { reader?.next().flatMap { Entry($0) } }
  }

  /// Appends an entry.
  func append(_ entry: Entry) throws(CommandFailure) {
    do {
      try file.write(contentsOf: Data((entry.line + "\n").utf8))
    } catch {
      throw Self.unwritable(path, error.localizedDescription)
    }
  }

  /// Removes the journal: the run is complete.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func unwritable(_ path: String, _ reason: String) -> CommandFailure {
    CommandFailure(.outputUnwritable, "\(path): \(reason)", hint: "check free space and permissions")
  }
}

extension ValidationJournal.Entry {
  private static let failureMark = Array("{\"failed\":".utf8)

  fileprivate var line: String {
    switch self {
    case .done(let record): record.json
    case .failed(let problem):
      "{\"failed\":"
        + String(decoding: (try? JSONEncoder().encode([problem.path, problem.message])) ?? Data(), as: UTF8.self) + "}"
    }
  }

  fileprivate init?(_ line: [UInt8]) {
    if line.starts(with: Self.failureMark) {
      guard
        let document = try? JSONDecoder().decode([String: [String]].self, from: Data(line)),
        let words = document["failed"], words.count == 2
      else { return nil }
      self = .failed(.init(.picture, path: words[0], words[1]))
    } else {
      guard let record = PictureRecord(json: line) else { return nil }
      self = .done(record)
    }
  }
}

/// Reads a file line by line.
private final class LineReader {
  private static let chunkByteCount = 1 << 16

  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  /// Where the next line starts in the file.
  private(set) var offset = 0

  init?(path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    self.file = file
  }

  deinit { try? file.close() }

  /// The next whole line without its end; nil when there is none.
  func next() -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer {
          offset += end + 1 - position
          position = end + 1
        }
        return Array(buffer[position..<end])
      }
      buffer.removeSubrange(..<position)
      position = 0
      searched = buffer.count
      guard let chunk = try? file.read(upToCount: Self.chunkByteCount), !chunk.isEmpty else { return nil }
      buffer += chunk
    }
  }
}
