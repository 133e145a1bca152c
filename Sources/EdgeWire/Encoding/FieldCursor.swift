/// One field of an encoded message: its number and its still undecoded value.
struct Field {
  /// The four wire types that occur.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    /// Position of the content in the decoded bytes.
    case delimited(Range<Int>)
    case fixed32(UInt32)
  }

  var number: UInt32
  var value: Value
  /// Position of the field's tag, for errors.
  var offset: Int
}

/// Walks over the fields of one message. It stores positions only, so that the bytes stay borrowed.
struct FieldCursor {
  private(set) var offset: Int
  let end: Int

  /// `range` must lie within the bytes given to `next`.
  init(_ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
  }

  /// The next field, known or not; nil at the end of the message.
  mutating func next(in bytes: Span<UInt8>) throws(WireError) -> Field? {
    guard offset < end else { return nil }
    let start = offset
    let tag = try varint(in: bytes)
    let number = tag >> 3
    guard number >= 1, number < 1 << 29 else { throw WireError(.invalidFieldNumber, offset: start) }
    let field = UInt32(truncatingIfNeeded: number)
    switch tag & 7 {
    case 0: return Field(number: field, value: .varint(try varint(in: bytes)), offset: start)
    case 1: return Field(number: field, value: .fixed64(try fixed(8, in: bytes)), offset: start)
    case 2:
      let count = try varint(in: bytes)
      guard count <= UInt64(end - offset) else { throw WireError(.truncated, field: field, offset: offset) }
      let content = offset..<offset + Int(count)
      offset = content.upperBound
      return Field(number: field, value: .delimited(content), offset: start)
    case 5:
      let value = UInt32(truncatingIfNeeded: try fixed(4, in: bytes))
      return Field(number: field, value: .fixed32(value), offset: start)
    default: throw WireError(.unsupportedWireType, field: field, offset: start)
    }
  }

  /// A base-128 integer of at most ten bytes. Bits beyond the 64th are dropped, as every implementation does.
  mutating func varint(in bytes: Span<UInt8>) throws(WireError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 70 {
      guard offset < end else { throw WireError(.truncated, offset: offset) }
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw WireError(.overlongVarint, offset: start)
  }

  private mutating func fixed(_ byteCount: Int, in bytes: Span<UInt8>) throws(WireError) -> UInt64 {
    guard end - offset >= byteCount else { throw WireError(.truncated, offset: offset) }
    var value: UInt64 = 0
    for position in 0..<byteCount { value |= UInt64(bytes[offset + position]) << UInt64(8 * position) }
    offset += byteCount
    return value
  }
}

extension Field {
  private var mismatch: WireError { WireError(.wrongWireType, field: number, offset: offset) }

  /// An `uint32`, `int32` or enum value: boards sign-extend some to 64 bits, so only the low half counts.
  func word() throws(WireError) -> UInt32 { UInt32(truncatingIfNeeded: try long()) }

  func long() throws(WireError) -> UInt64 {
    guard case .varint(let value) = value else { throw mismatch }
    return value
  }

  func signedWord() throws(WireError) -> Int32 { Int32(bitPattern: try word()) }

  func float() throws(WireError) -> Float {
    guard case .fixed32(let bits) = value else { throw mismatch }
    return Float(bitPattern: bits)
  }

  /// Position of the content of a bytes field or nested message.
  func range() throws(WireError) -> Range<Int> {
    guard case .delimited(let range) = value else { throw mismatch }
    return range
  }

  func text(in bytes: Span<UInt8>, limit: Int = WireText.capacity) throws(WireError) -> WireText {
    let range = try range()
    guard range.count <= limit, let text = WireText(bytes, in: range) else {
      throw WireError(.textTooLong, field: number, offset: offset)
    }
    return text
  }

  /// Appends one element, or all of them when the sender packed them.
  func append(to list: inout WordList, in bytes: Span<UInt8>) throws(WireError) {
    switch value {
    case .varint(let element):
      guard list.append(UInt32(truncatingIfNeeded: element)) else {
        throw WireError(.tooManyElements, field: number, offset: offset)
      }
    case .delimited(let range):
      var cursor = FieldCursor(range)
      while cursor.offset < cursor.end {
        guard list.append(UInt32(truncatingIfNeeded: try cursor.varint(in: bytes))) else {
          throw WireError(.tooManyElements, field: number, offset: offset)
        }
      }
    case .fixed32, .fixed64: throw mismatch
    }
  }
}
