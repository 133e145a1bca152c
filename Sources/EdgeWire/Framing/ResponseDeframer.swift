/// Cuts the byte stream from a board into messages (host's side). Takes chunks of any size.
///
/// ```
/// var offset = 0
/// while let part = try deframer.next(in: chunk, at: &offset) {
///   switch part {
///   case .content(let range): message.append(chunk[range])
///   case .endOfMessage: use(message)
///   }
/// }
/// ```
public struct ResponseDeframer: Sendable {
  /// A step through the stream.
  public enum Part: Equatable, Sendable {
    /// Message bytes at this position of the chunk.
    case content(Range<Int>)
    /// The message is complete and its last packet consumed.
    case endOfMessage
  }

  /// How packets look on this link.
  public let format: PacketFormat
  private var header: UInt16 = 0
  private var headerBytesLeft: Int
  private var contentLeft = 0
  private var paddingLeft = 0
  private var isLastPacket = false

  /// Expects the first byte of a packet next.
  public init(format: PacketFormat) {
    self.format = format
    headerBytesLeft = format.headerByteCount
  }

  /// True when the next byte starts a packet.
  public var isAtPacketStart: Bool { headerBytesLeft == format.headerByteCount }

  /// The next part of the stream; nil when `chunk` is used up. Do not go on after an error: bytes were lost.
  public mutating func next(in chunk: Span<UInt8>, at offset: inout Int) throws(WireError) -> Part? {
    while true {
      if headerBytesLeft > 0 {
        guard offset < chunk.count else { return nil }
        header = header << 8 | UInt16(chunk[offset])
        offset += 1
        headerBytesLeft -= 1
        if headerBytesLeft == 0 { try startPacket(endingAt: offset) }
      } else if contentLeft > 0 {
        guard offset < chunk.count else { return nil }
        let range = offset..<min(chunk.count, offset + contentLeft)
        contentLeft -= range.count
        offset = range.upperBound
        return .content(range)
      } else if paddingLeft > 0 {
        guard offset < chunk.count else { return nil }
        let count = min(chunk.count - offset, paddingLeft)
        paddingLeft -= count
        offset += count
      } else {
        headerBytesLeft = format.headerByteCount
        header = 0
        if isLastPacket { return .endOfMessage }
      }
    }
  }

  private mutating func startPacket(endingAt offset: Int) throws(WireError) {
    let flagBit: UInt16 = format.headerByteCount == 1 ? 0x80 : 0x8000
    isLastPacket = header & flagBit != 0
    contentLeft = Int(header & ~flagBit)
    // Every packet but the last is full, so any other count means that the stream slipped.
    guard contentLeft <= format.payloadByteCount, isLastPacket || contentLeft == format.payloadByteCount else {
      throw WireError(.invalidPacketHeader, offset: offset - format.headerByteCount)
    }
    paddingLeft = format.payloadByteCount - contentLeft
  }
}
