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
/// Empty lines and lines that start with `#` are skipped.
public enum CSVFile {
  /// Reads the file at `path` as float32.
  ///
  /// With a `shape`, all numbers of the file fill it in row-major order, however they are spread over lines; without
  /// one, every line must hold equally many and the shape is rows by columns.
  public static func read(contentsOf path: String, shape: [Int]? = nil) throws(CSVError) -> Tensor {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw CSVError(path: path, error.reason) }
    do { return try read(file.region, shape: shape) } catch {
      throw CSVError(path: path, line: error.line, error.message)
    }
  }

  /// Reads a text in memory as float32.
  public static func read(_ text: ByteRegion, shape: [Int]? = nil) throws(CSVError) -> Tensor {
    var values: [Float] = []
    var rowCount = 0
    var columnCount: Int?
    let lines = text.array().split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }
    for (index, line) in lines.enumerated() {
      let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      for word in words {
        let text = String(decoding: word, as: UTF8.self)
        guard let value = Float(text) else { throw CSVError(line: index + 1, "\(text.prefix(40)) is not a number") }
        values.append(value)
      }
      rowCount += 1
      if shape == nil && columnCount ?? words.count != words.count {
        throw CSVError(line: index + 1, "has \(words.count) numbers, earlier lines have \(columnCount ?? 0)")
      }
      columnCount = words.count
    }
    let shape = shape ?? [rowCount, columnCount ?? 0]
    guard Tensor.elementCount(shape: shape) == values.count else {
      throw CSVError("holds \(values.count) numbers, which do not fill the shape \(shape)")
    }
    return Tensor(shape: shape, elementType: .float32, values: values)
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
