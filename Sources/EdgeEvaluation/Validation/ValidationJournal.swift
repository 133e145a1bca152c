public import EdgeDatasets
import EdgeSystem
import Foundation

/// What a validation has found out so far, on disk, so that an interrupted run can go on.
///
/// One line per picture in the data set's order, after a line with the key of model, data and settings. Lines are
/// appended whole; a line cut off by the end of the process is cut away when the run goes on.
public final class ValidationJournal {
  /// Its name in the folder of a run.
  public static let fileName = "journal.jsonl"

  /// One line after the first.
  public enum Entry: Sendable {
    case done(PictureRecord)
    /// The picture cannot be used.
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
  static func start(in folder: String, key: String) throws(ValidationFailure) -> ValidationJournal {
    let path = folder + "/" + fileName
    do throws(FileError) {
      try AtomicFile.write(Array((key + "\n").utf8), to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
    guard let file = FileHandle(forUpdatingAtPath: path) else {
      throw .unwritable(path: path, reason: "cannot be opened")
    }
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
  func read(_ body: (Entry) -> Void) throws(ValidationFailure) {
    guard let reader = LineReader(path: path), reader.next() != nil else { return }
    var end = reader.offset
    while let line = reader.next(), let entry = Entry(line) {
      body(entry)
      end = reader.offset
    }
    do {
      try file.truncate(atOffset: UInt64(end))
      try file.seekToEnd()
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
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
  public struct Entries: Sequence, IteratorProtocol {
    private let reader: LineReader?

    /// No entries.
    static var none: Entries { Entries(reader: nil) }

    fileprivate init(reader: LineReader?) {
      self.reader = reader
      _ = reader?.next()
    }

    /// The next whole entry; nil at the end.
    public mutating func next() -> Entry? { reader?.next().flatMap { Entry($0) } }
  }

  /// Appends an entry.
  func append(_ entry: Entry) throws(ValidationFailure) {
    do {
      try file.write(contentsOf: Data((entry.line + "\n").utf8))
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// Removes the journal: the run is complete.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension ValidationJournal.Entry {
  private static let failureName = "failed"

  fileprivate var line: String {
    switch self {
    case .done(let record): return record.json
    case .failed(let problem):
      var json = JSONText()
      json.object { json in
        json.name(Self.failureName)
        json.array { json in
          json.string(problem.path)
          json.string(problem.message)
        }
      }
      return json.text
    }
  }

  fileprivate init?(_ line: [UInt8]) {
    if let record = PictureRecord(json: line) {
      self = .done(record)
      return
    }
    var scanner = JSONScanner(line)
    var words: [String] = []
    do throws(JSONError) {
      try scanner.readObject { (scanner, name) throws(JSONError) in
        guard name == Self.failureName else { throw scanner.error("unknown member") }
        try scanner.readArray { (scanner) throws(JSONError) in words.append(try scanner.readString()) }
      }
      try scanner.finish()
    } catch {
      return nil
    }
    guard words.count == 2 else { return nil }
    self = .failed(.init(.picture, path: words[0], words[1]))
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
