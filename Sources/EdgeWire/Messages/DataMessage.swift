/// Raw bytes (`aiDataMsg`): an input tensor, a memory chunk, the data of a reported tensor.
///
/// `Bytes` is a `ByteSource` to encode; decoding gives the position of the bytes in the decoded buffer.
public struct DataMessage<Bytes> {
  /// Bits 31...24 the kind of data, the rest depends on the command; 0 in practice.
  public var type: UInt32
  /// Number of bytes as the sender states it, which may differ from what it sends.
  public var size: UInt32
  /// Device address; 0 for input tensors.
  public var address: UInt32
  /// The data, or where they lie in the decoded buffer.
  public var bytes: Bytes

  /// Bytes with what is known of them; `size` is the number of all bytes of a transfer.
  public init(type: UInt32 = 0, size: UInt32, address: UInt32 = 0, bytes: Bytes) {
    self.type = type
    self.size = size
    self.address = address
    self.bytes = bytes
  }
}

extension DataMessage: WireMessage where Bytes: ByteSource {
  /// A message that states the size of what it carries.
  public init(_ bytes: Bytes, address: UInt32 = 0) {
    self.init(size: UInt32(truncatingIfNeeded: bytes.byteCount), address: address, bytes: bytes)
  }

  /// Writes the fields in the order of their numbers, the bytes last.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(type, field: 1)
    try sink.write(size, field: 2)
    try sink.write(address, field: 3)
    try sink.write(bytes, field: 4)
  }
}

extension DataMessage where Bytes == Range<Int> {
  /// Absent fields are zero or empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(size: 0, bytes: range.lowerBound..<range.lowerBound)
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: type = try field.word()
      case 2: size = try field.word()
      case 3: address = try field.word()
      case 4: self.bytes = try field.range()
      default: continue
      }
    }
  }
}

extension DataMessage: Sendable where Bytes: Sendable {}
