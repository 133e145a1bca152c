public import EdgeModel
public import EdgeSystem

/// Reads TFLite files (FlatBuffers, identifier `TFL3`, schema version 3).
///
/// Metadata that an exporter appended as a zip archive are read too; damage there makes a warning, not an error.
/// Every byte is treated as hostile: offsets, counts and sizes are checked before use, and `TFLiteLimits` bounds the
/// work. Constants stay where they are in the file; only those that lie misaligned for their element type are copied.
public enum TFLiteReader {
  /// Names of the operators that are read, in alphabetical order.
  public static var supportedOperators: [String] { OperatorCode.allCases.map(\.name).sorted() }

  /// Maps the file at `path` and reads it, for tests; everybody else has a `ModelReader`.
  ///
  /// The model's constants keep the file mapped.
  package static func read(
    contentsOf path: String, limits: TFLiteLimits = .standard
  ) throws(TFLiteError) -> Model {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw TFLiteError(.unreadable, error.description) }
    return try read(file.region, limits: limits)
  }

  /// Reads the file that `bytes` holds.
  ///
  /// The model's constants keep the owner of the bytes alive.
  public static func read(_ bytes: ByteRegion, limits: TFLiteLimits = .standard) throws(TFLiteError) -> Model {
    try read(bytes, limits: limits, hash: SHA256.hash(of: bytes))
  }

  /// Reads the file that `bytes` holds and whose SHA-256 is `hash`.
  static func read(
    _ bytes: ByteRegion, limits: TFLiteLimits = .standard, hash: ModelHash
  ) throws(TFLiteError) -> Model {
    let file = open(bytes, limits: limits)
    let model = try modelTable(of: file)
    let description = try model.string(TFLiteSchema.ModelField.description, limit: limits.stringByteCount)
    let graph = try TFLiteGraphDecoder(model: model, limits: limits).graph()
    let metadata = TFLiteMetadata(of: bytes)
    return Model(
      graph: graph, metadata: metadata.metadata, sha256: hash, fileByteCount: bytes.count, description: description,
      warnings: metadata.warnings)
  }

  /// The graph alone, without the digest and the metadata, for tests that read a file many times.
  package static func graph(of bytes: ByteRegion, limits: TFLiteLimits = .standard) throws(TFLiteError) -> Graph {
    let model = try modelTable(of: open(bytes, limits: limits))
    return try TFLiteGraphDecoder(model: model, limits: limits).graph()
  }

  /// The operators of a file that EdgeRunner knows, though it refuses the whole: to say at once what else is in the way.
  static func knownPart(of bytes: ByteRegion, limits: TFLiteLimits = .standard) throws(TFLiteError) -> Graph {
    let model = try modelTable(of: open(bytes, limits: limits))
    return try TFLiteGraphDecoder(model: model, limits: limits).graph(leavesOutUnknown: true)
  }

  /// The bytes as a FlatBuffers file, with the account of decoded bytes that `limits` allows.
  static func open(_ bytes: ByteRegion, limits: TFLiteLimits) -> FlatBufferFile {
    // The constant covers files too small for their size to be a measure.
    let (budget, overflow) = bytes.count.multipliedReportingOverflow(by: limits.decodedSizeFactor)
    return FlatBufferFile(bytes, budget: overflow ? .max : max(budget, 65_536))
  }

  /// The table of subgraph 0.
  static func mainGraph(of model: FlatBufferTable) throws(TFLiteError) -> FlatBufferTable {
    guard let subgraphs = try model.vector(TFLiteSchema.ModelField.subgraphs, elementSize: 4), subgraphs.count > 0
    else { throw model.file.malformed(model.offset, "the model has no subgraph") }
    return try subgraphs.table(0)
  }

  /// The root table, after the identifier and the version have been checked.
  static func modelTable(of file: FlatBufferFile) throws(TFLiteError) -> FlatBufferTable {
    guard let identifier = file.bytes.slice(offset: 4, count: 4), identifier.array() == TFLiteSchema.identifier,
      let root = file.bytes.load(UInt32.self, at: 0)
    else {
      throw TFLiteError(.unreadable, ModelFormat.tflite.absence(in: file.bytes))
    }
    let model = try FlatBufferTable(file, at: Int(root))
    let version: UInt32 = try model.scalar(TFLiteSchema.ModelField.version)
    guard version == TFLiteSchema.version else {
      throw TFLiteError(.unsupported, "schema version \(version) is not supported, only \(TFLiteSchema.version)")
    }
    return model
  }
}
