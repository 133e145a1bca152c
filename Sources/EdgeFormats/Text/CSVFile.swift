public import EdgeModel
public import EdgeSystem

/// Why a text file of numbers could not be read or written.
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the file; nil for text in memory.
  public var path: String?
  /// Line of the text, from 1; nil when no line is to blame.
  public var line: Int?
  /// What is wrong, without the place.
  public var message: String

  /// An error of a file or of a text in memory.
  public init(path: String? = nil, line: Int? = nil, _ message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  /// Place and message in one line.
  public var description: String {
    [path, line.map { "line \($0)" }, message].compactMap { $0 }.joined(separator: ": ")
  }
}

/// Numbers as text: one row per line, separated by commas, semicolons or space.
///
/// Empty lines and lines that start with `#` are skipped, numbers may stand in double quotes, and a byte order mark is
/// passed over. Where semicolons or tabs separate, a comma inside a number is its decimal sign; text in which a comma
/// may be either is refused.
public enum CSVFile {
  /// Reads the file at `path` as float32.
  ///
  /// With a `shape`, all numbers of the file fill it in row-major order, however they are spread over lines; without
  /// one, every line must hold equally many and the shape is rows by columns.
  public static func read(contentsOf path: String, shape: [Int]? = nil) throws(CSVError) -> Tensor {
    try readNumbers(contentsOf: path, shape: shape).tensor
  }

  /// Reads the file at `path`, and says whether commas were taken for decimal signs, which users should be told.
  package static func readNumbers(
    contentsOf path: String, shape: [Int]? = nil
  ) throws(CSVError) -> (tensor: Tensor, hasDecimalCommas: Bool) {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw CSVError(path: path, error.reason) }
    do { return try readNumbers(file.region, shape: shape) } catch {
      throw CSVError(path: path, line: error.line, error.message)
    }
  }

  /// Reads a text in memory as float32.
  public static func read(_ text: ByteRegion, shape: [Int]? = nil) throws(CSVError) -> Tensor {
    try readNumbers(text, shape: shape).tensor
  }

  private static func readNumbers(
    _ text: ByteRegion, shape: [Int]?
  ) throws(CSVError) -> (tensor: Tensor, hasDecimalCommas: Bool) {
    var reader = CSVReader(requiresEqualRows: shape == nil)
    try reader.read(text.array())
    let shape = shape ?? [reader.rowCount, reader.columnCount ?? 0]
    guard Tensor.elementCount(shape: shape) == reader.values.count else {
      throw CSVError("holds \(reader.values.count) numbers, which do not fill the shape \(shape)")
    }
    return (Tensor(shape: shape, elementType: .float32, values: reader.values), reader.hasDecimalCommas)
  }

  /// Writes the stored values of `tensor`, a line for each run of its last dimension.
  public static func write(_ tensor: Tensor, to path: String) throws(CSVError) {
    do { try AtomicFile.write(Array(text(of: tensor).utf8), to: path) } catch {
      throw CSVError(path: path, error.reason)
    }
  }

  /// The stored values of `tensor` as text that reads back to the same numbers.
  public static func text(of tensor: Tensor) -> String {
    let words: [String]
    switch tensor.elementType {
    case .float32: words = tensor.array(of: Float.self).map(\.description)
    case .int64: words = tensor.array(of: Int64.self).map(\.description)
    case .uint64: words = tensor.array(of: UInt64.self).map(\.description)
    case .float16, .float64: words = tensor.doubles().map(\.description)
    case .int4, .int8, .int16, .int32, .uint8, .uint16, .uint32, .bool:
      // These convert to double without loss.
      words = tensor.doubles().map { Int64($0).description }
    }
    let columnCount = max(tensor.shape.last ?? 1, 1)
    return stride(from: 0, to: words.count, by: columnCount).map {
      words[$0..<$0 + columnCount].joined(separator: ",") + "\n"
    }.joined()
  }
}
