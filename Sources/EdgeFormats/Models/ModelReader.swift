public import EdgeSystem
import Synchronization

/// The one door from a path, bytes or a model inside the program to what EdgeRunner knows of it.
///
/// What a file is, its content decides. A file is read and hashed once as long as anybody holds its source, however
/// often it is opened; a file that changed meanwhile is read anew.
public final class ModelReader: Sendable {
  /// What a reader does and meets.
  package enum Event: Sendable, Hashable {
    /// A file is opened, read or hashed now, for the first time; names the file.
    case opening(String), reading(String), hashing(String)
    /// Something that was got over, in words for people.
    case met(String)
  }

  private struct Entry {
    let identity: FileIdentity?
    weak var source: ModelSource?
  }

  /// For whoever has no reader of their own; says nothing of what it meets.
  public static let shared = ModelReader()

  private let embedded: [EmbeddedModel]
  private let tell: @Sendable (Event) -> Void
  /// By path, and by name for models inside the program.
  private let entries = Mutex<[String: Entry]>([:])

  /// - Parameters:
  ///   - embedded: models inside the program, opened by their names in the place of a path.
  ///   - warn: told in words what was got over, such as a wrong name or damaged metadata, once for each file.
  public convenience init(embedded: [EmbeddedModel] = [], warn: @escaping @Sendable (String) -> Void = { _ in }) {
    self.init(embedded: embedded) { event in
      if case .met(let warning) = event { warn(warning) }
    }
  }

  /// - Parameter tell: called for each step.
  package init(embedded: [EmbeddedModel] = [], tell: @escaping @Sendable (Event) -> Void) {
    self.embedded = embedded
    self.tell = tell
  }

  /// Opens the file at `path`, or the model inside the program of that name.
  /// - Throws: `ModelError.unreadable`, or `.unknownFormat` when the content is that of no model file. Damage further
  ///   inside shows when the contents are asked for.
  public func open(_ path: String) throws(ModelError) -> ModelSource {
    if let model = embedded.first(where: { $0.name == path }) { return try open(model) }
    // Looked at before the file is opened: a change in between is found at the next opening.
    let identity = FileIdentity(path: path)
    return try source(for: path, identity) { () throws(ModelError) in
      let file: MappedFile
      do throws(FileError) { file = try MappedFile(path: path) } catch { throw ModelError.unreadable(error) }
      return try ModelSource(
        path: path, fileName: path.split(separator: "/").last.map(String.init) ?? path, bytes: file.region, tell: tell)
    }
  }

  /// Opens a model inside the program, whether or not this reader was made with it.
  public func open(_ model: EmbeddedModel) throws(ModelError) -> ModelSource {
    try source(for: model.name, nil) { () throws(ModelError) in try open(model.bytes, fileName: model.fileName) }
  }

  /// The model file of this name and content, inside the program or in one of `folders`; nil when it is not there or
  /// has changed.
  public func find(fileName: String, sha256: String, in folders: [String]) -> ModelSource? {
    guard !fileName.isEmpty, !fileName.contains("/") else { return nil }
    for model in embedded where model.fileName == fileName {
      if let source = try? open(model), source.sha256 == sha256 { return source }
    }
    for path in folders.map({ FileSystem.join($0, fileName) }) {
      if let source = try? open(path), source.sha256 == sha256 { return source }
    }
    return nil
  }

  /// Opens the file that `bytes` hold. Each call makes a source of its own.
  /// - Parameter fileName: what the file is called in messages and as a model, e.g. `net.tflite`.
  public func open(_ bytes: ByteRegion, fileName: String) throws(ModelError) -> ModelSource {
    try ModelSource(path: nil, fileName: fileName, bytes: bytes, tell: tell)
  }

  /// The source that `name` stands for if it is still held and the file unchanged, otherwise what `make` makes.
  private func source(
    for name: String, _ identity: FileIdentity?, _ make: () throws(ModelError) -> ModelSource
  ) throws(ModelError) -> ModelSource {
    try entries.withLock { entries throws(ModelError) in
      if let entry = entries[name], entry.identity == identity, entry.identity?.isSettled != false,
        let source = entry.source
      {
        return source
      }
      tell(.opening(name))
      let source = try make()
      entries = entries.filter { $0.value.source != nil }
      entries[name] = Entry(identity: identity, source: source)
      return source
    }
  }
}
