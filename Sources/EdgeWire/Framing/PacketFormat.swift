/// How packets look on a link at one moment: both directions always send packets of exactly `packetByteCount` bytes.
public struct PacketFormat: Equatable, Sendable {
  /// Payload of the packets every link starts with.
  public static var smallPayloadByteCount: Int { 32 }
  /// Largest payload a board may announce.
  public static var maximumPayloadByteCount: Int { 4094 }
  /// What a board sends when it has used up a packet and needs the next one.
  public static var synchronizationByte: UInt8 { 0xAA }
  /// In the first header byte of a board's packet: the message ends here.
  static var endOfMessage: UInt8 { 0x80 }

  /// Decides the header and how packets are acknowledged.
  public let generation: Generation
  /// Most useful bytes per packet.
  public let payloadByteCount: Int

  /// The small packets of a generation.
  public init(_ generation: Generation) {
    self.generation = generation
    payloadByteCount = Self.smallPayloadByteCount
  }

  /// Packets of another size; nil when the generation or the protocol does not allow it.
  public init?(_ generation: Generation, payloadByteCount: Int) {
    let allowed =
      payloadByteCount == Self.smallPayloadByteCount
      || (generation != .first && (1...Self.maximumPayloadByteCount).contains(payloadByteCount))
    guard allowed else { return nil }
    self.generation = generation
    self.payloadByteCount = payloadByteCount
  }

  /// Bytes before the content of each packet.
  public var headerByteCount: Int { generation.headerByteCount }
  /// Bytes of every packet on the wire.
  public var packetByteCount: Int { headerByteCount + payloadByteCount }

  /// Packets that a host needs for a message of `byteCount` bytes, length prefix included.
  public func packetCount(forByteCount byteCount: Int) -> Int {
    max(1, (byteCount + payloadByteCount - 1) / payloadByteCount)
  }

  /// Writes a host's packet: header, payload, zeros up to the packet size.
  /// - Parameter payload: at most `payloadByteCount` bytes.
  public func writePacket<S: ByteSink>(_ payload: Span<UInt8>, to sink: inout S) throws(S.Failure) {
    precondition(payload.count <= payloadByteCount)
    if headerByteCount == 2 { try sink.write(UInt8(truncatingIfNeeded: payload.count >> 8)) }
    try sink.write(UInt8(truncatingIfNeeded: payload.count))
    try sink.write(contentsOf: payload)
    for _ in payload.count..<payloadByteCount { try sink.write(0) }
  }
}
