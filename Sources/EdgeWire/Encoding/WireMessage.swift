/// A protobuf (proto2) message that can write itself, fields in ascending order, zeros and empty texts included: the
/// boards' decoder refuses a message that lacks a required field.
public protocol WireMessage {
  func encode<S: ByteSink>(to sink: inout S) throws(S.Failure)
}

extension WireMessage {
  /// Bytes the encoded message occupies.
  public var encodedByteCount: Int {
    var counter = ByteCounter()
    encode(to: &counter)
    return counter.count
  }
}

extension ByteSink {
  /// Writes a base-128 integer, 1 to 10 bytes.
  @inlinable
  public mutating func writeVarint(_ value: UInt64) throws(Failure) {
    var rest = value
    while rest >= 0x80 {
      try write(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    try write(UInt8(truncatingIfNeeded: rest))
  }

  mutating func writeTag(_ field: UInt32, wireType: UInt64) throws(Failure) {
    try writeVarint(UInt64(field) << 3 | wireType)
  }

  mutating func write(_ value: UInt64, field: UInt32) throws(Failure) {
    try writeTag(field, wireType: 0)
    try writeVarint(value)
  }

  mutating func write(_ value: UInt32, field: UInt32) throws(Failure) {
    try write(UInt64(value), field: field)
  }

  /// Negative values take ten bytes on the wire.
  mutating func write(_ value: Int32, field: UInt32) throws(Failure) {
    try write(UInt64(bitPattern: Int64(value)), field: field)
  }

  mutating func write(_ value: Float, field: UInt32) throws(Failure) {
    try writeTag(field, wireType: 5)
    let bits = value.bitPattern
    for shift in 0..<UInt32(4) { try write(UInt8(truncatingIfNeeded: bits >> (8 * shift))) }
  }

  mutating func write(_ text: borrowing WireText, field: UInt32) throws(Failure) {
    try writeTag(field, wireType: 2)
    try writeVarint(UInt64(text.count))
    for position in 0..<text.count { try write(text[position]) }
  }

  mutating func write<B: ByteSource>(_ bytes: borrowing B, field: UInt32) throws(Failure) {
    try writeTag(field, wireType: 2)
    try writeVarint(UInt64(bytes.byteCount))
    try bytes.write(to: &self)
  }

  mutating func write<M: WireMessage>(message: borrowing M, field: UInt32) throws(Failure) {
    try writeTag(field, wireType: 2)
    try writeVarint(UInt64(message.encodedByteCount))
    try message.encode(to: &self)
  }

  /// One tag per element, each sign-extended from 32 bits as 32-bit boards do.
  mutating func write(unpacked list: borrowing WordList, field: UInt32) throws(Failure) {
    for position in 0..<list.count { try write(Int32(bitPattern: list[position]), field: field) }
  }
}
