import EdgeSystem

/// A message of a protocol buffers file, read field by field with every length checked.
///
/// Wire format (Protocol Buffers encoding): each field starts with a varint of `number << 3 | wire type`; wire types
/// are 0 varint, 1 eight bytes, 2 a length and that many bytes, 5 four bytes.
struct ProtobufMessage {
  /// The value of one field.
  enum Value {
    case number(UInt64)
    case bytes(ProtobufMessage)
  }

  private let file: ByteRegion
  /// Where the message lies in the file.
  let range: Range<Int>

  /// The whole of a file.
  init(_ file: ByteRegion) { self.init(file, 0..<file.count) }

  private init(_ file: ByteRegion, _ range: Range<Int>) {
    self.file = file
    self.range = range
  }

  /// The bytes of the message, or of a string.
  var bytes: ByteRegion {
    file.slice(offset: range.lowerBound, count: range.count) ?? ByteRegion(copying: [])
  }

  var text: String { bytes.text() }

  /// Calls `body` with the number and value of each field, in file order.
  func forEachField(_ body: (Int, Value) throws(ONNXError) -> Void) throws(ONNXError) {
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position
      let key = try varint(&position)
      guard key >> 3 != 0, let number = Int(exactly: key >> 3) else {
        throw ONNXError(.malformed, byteOffset: start, "a field has no number")
      }
      switch key & 7 {
      case 0: try body(number, .number(varint(&position)))
      case 1: try body(number, .number(fixed(UInt64.self, &position)))
      case 5: try body(number, .number(UInt64(fixed(UInt32.self, &position))))
      case 2:
        let count = try varint(&position)
        guard count <= range.upperBound - position else {
          throw ONNXError(.malformed, byteOffset: start, "field \(number) reaches beyond its message")
        }
        let end = position + Int(count)
        try body(number, .bytes(ProtobufMessage(file, position..<end)))
        position = end
      default: throw ONNXError(.malformed, byteOffset: start, "field \(number) has unknown wire type \(key & 7)")
      }
    }
  }

  /// Calls `body` with each varint of a packed repeated field.
  func forEachPacked(_ body: (UInt64) -> Void) throws(ONNXError) {
    var position = range.lowerBound
    while position < range.upperBound { body(try varint(&position)) }
  }

  private func varint(_ position: inout Int) throws(ONNXError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < range.upperBound, let byte = file.load(UInt8.self, at: position) else { break }
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw ONNXError(.malformed, byteOffset: start, "a number does not end")
  }

  private func fixed<T: FixedWidthInteger & BitwiseCopyable>(
    _ type: T.Type, _ position: inout Int
  ) throws(ONNXError) -> T {
    let count = MemoryLayout<T>.size
    guard count <= range.upperBound - position, let value = file.load(type, at: position) else {
      throw ONNXError(.malformed, byteOffset: position, "a number reaches beyond its message")
    }
    position += count
    return value
  }
}

extension ProtobufMessage.Value {
  /// A number field, which also holds negative numbers; nil for other wire types.
  var int: Int? { if case .number(let value) = self { Int(truncatingIfNeeded: value) } else { nil } }

  /// A nested message; nil for numbers.
  var message: ProtobufMessage? { if case .bytes(let message) = self { message } else { nil } }

  /// A string field; empty for numbers.
  var text: String { message?.text ?? "" }
}

/// Builds protocol buffers messages.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// Appends a field of raw bytes, a string or a nested message.
  mutating func append(_ number: Int, _ contents: some Collection<UInt8>) {
    append(varint: UInt64(number << 3 | 2))
    append(varint: UInt64(contents.count))
    bytes += contents
  }

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
