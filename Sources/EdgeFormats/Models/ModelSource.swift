public import EdgeModel
public import EdgeSystem
import Synchronization

/// Where a model came from: a file or bytes in memory, with their digest and what was read of them.
///
/// Both are had when they are first asked for, once. Made by `ModelReader`; as long as a source is held, its file stays
/// mapped, and whoever opens the same file again with the same reader gets the same object.
public final class ModelSource: Sendable {
  /// The path as it was given; nil for bytes in memory.
  public let path: String?
  /// The file's name without its folder.
  public let fileName: String
  /// What the content is, whatever the file's name says.
  public let format: ModelFormat
  /// The whole content.
  public let bytes: ByteRegion

  /// SHA-256 of the whole content, computed when it is first asked for.
  public let hash: ModelHash

  private let tell: @Sendable (ModelReader.Event) -> Void
  private let reading = Mutex<Result<ModelContents, ModelError>?>(nil)

  /// - Parameter tell: called once for each step that is taken when it is first needed.
  init(
    path: String?, fileName: String, bytes: ByteRegion, tell: @escaping @Sendable (ModelReader.Event) -> Void
  ) throws(ModelError) {
    let file = path ?? fileName
    let named = ModelFormat(fileName: fileName)
    guard let format = ModelFormat(content: bytes) else {
      throw .unknownFormat(file: file, reason: named?.absence(in: bytes) ?? ModelFormat.absence(in: bytes))
    }
    if let named, named != format {
      tell(.met("\(file) is a file of the format \(format.name), not \(named.name) as its name says"))
    }
    self.path = path
    self.fileName = fileName
    self.format = format
    self.bytes = bytes
    self.tell = tell
    hash = ModelHash {
      tell(.hashing(file))
      return SHA256.hexDigest(of: bytes)
    }
  }

  /// The path, or the name of a file in memory, for messages.
  public var file: String { path ?? fileName }

  /// The file's name without its folder and its last ending: what runners call the model.
  public var name: String { FileSystem.stem(of: fileName) }

  /// Lower-case hexadecimal SHA-256 of the whole content.
  public var sha256: String { hash.description }

  /// What EdgeRunner reads of the content.
  /// - Throws: `ModelError.tflite` or `.onnx` for damage and for what EdgeRunner does not know.
  public func contents() throws(ModelError) -> ModelContents {
    // Under the lock, so that nobody reads a second time.
    let result = reading.withLock { reading in
      if let reading { return reading }
      tell(.reading(file))
      let result = Result { () throws(ModelError) in try read() }
      reading = result
      for warning in (try? result.get())?.warnings ?? [] { tell(.met("\(file): \(warning)")) }
      return result
    }
    return try result.get()
  }

  private func read() throws(ModelError) -> ModelContents {
    switch format {
    case .tflite:
      do throws(TFLiteError) {
        return .tflite(try TFLiteReader.read(bytes, hash: hash))
      } catch { throw .tflite(file: file, error) }
    case .onnx:
      do throws(ONNXError) {
        return .onnx(try ONNXInspector.read(bytes))
      } catch { throw .onnx(file: file, error) }
    }
  }

  /// The model with its graph.
  /// - Throws: as `contents`, and `ModelError.noGraph` for formats of which EdgeRunner reads no graph.
  public func model() throws(ModelError) -> Model {
    switch try contents() {
    case .tflite(let model): return model
    case .onnx: throw .noGraph(file: file, format)
    }
  }

  /// What the file's author wrote beside the network; nil when the file carries nothing or cannot be read. Had also of a
  /// file whose operators EdgeRunner does not know.
  public var metadata: ModelMetadata? {
    if let contents = try? contents() { return contents.metadata }
    return switch format {
    case .tflite: TFLiteMetadata(of: bytes).metadata
    case .onnx: nil
    }
  }

  /// What EdgeRunner knows of a file that holds operators it does not know; nil for all other files. No network, but its
  /// operators tell what else is in the way.
  package var knownPart: Graph? {
    do throws(ModelError) {
      _ = try contents()
      return nil
    } catch {
      return error.unsupportedOperators.isEmpty ? nil : try? TFLiteReader.knownPart(of: bytes)
    }
  }

  /// The graph; nil when EdgeRunner reads none of this file.
  public var graph: Graph? { (try? contents())?.graph }
}

extension ModelSource: Hashable {
  /// One and the same object.
  public static func == (a: ModelSource, b: ModelSource) -> Bool { a === b }

  /// Sources are told apart by identity, as `==` does.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
