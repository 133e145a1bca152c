/// Packets and messages as a board sends and receives them, over memory that the caller provides.
///
/// Receiving pulls: the synchronization byte goes out only when the decoder needs a byte that the current packet does
/// not have, as the polled UART of a real board requires. Nothing is allocated.
public struct BoardPort<Channel: ByteChannel> {
  /// Longest request kept, in bytes; longer ones are consumed and ignored. The longest valid one has 98.
  static var requestCapacity: Int { 192 }

  /// Bytes of workspace that packets of up to `payloadByteCount` bytes need.
  public static func workspaceByteCount(payloadByteCount: Int) -> Int {
    2 + max(payloadByteCount, PacketFormat.smallPayloadByteCount) + requestCapacity
  }

  /// The bytes' way to and from the host.
  public var channel: Channel
  /// Packets as they are now. Set it only between a message sent and the next one received.
  public var format: PacketFormat
  /// Longest message accepted from the host: its largest input and a few bytes more. What claims to be longer is
  /// taken for noise, and the board waits for a new request instead of for the rest.
  public let maximumMessageByteCount: Int
  /// Number of the request in work; answers carry it.
  public var requestIdentifier: UInt32 = 0

  let packet: UnsafeMutableRawBufferPointer
  let request: UnsafeMutableRawBufferPointer
  /// Payload bytes in the outgoing packet.
  var filled = 0
  private var isInPacket = false
  private var contentLeft = 0
  private var paddingLeft = 0
  /// Bytes of the incoming message not yet read.
  private(set) var messageLeft = 0

  /// - Parameters:
  ///   - workspace: at least `workspaceByteCount(payloadByteCount:)` bytes for the largest packets that will be used;
  ///     must outlive the port.
  public init(
    channel: Channel, generation: Generation, workspace: UnsafeMutableRawBufferPointer, maximumMessageByteCount: Int
  ) {
    precondition(
      workspace.count >= Self.workspaceByteCount(payloadByteCount: PacketFormat.smallPayloadByteCount),
      "workspace too small")
    self.channel = channel
    self.maximumMessageByteCount = maximumMessageByteCount
    format = PacketFormat(generation)
    packet = UnsafeMutableRawBufferPointer(rebasing: workspace[..<(workspace.count - Self.requestCapacity)])
    request = UnsafeMutableRawBufferPointer(rebasing: workspace[(workspace.count - Self.requestCapacity)...])
  }

  /// Largest payload the workspace has room for.
  public var payloadCapacity: Int { packet.count - 2 }

  /// The next content byte of the stream, across packets.
  private mutating func nextContentByte() throws(Channel.Failure) -> UInt8 {
    while contentLeft == 0 {
      if isInPacket {
        try finishPacket()
        try channel.write(byte: PacketFormat.synchronizationByte)
      }
      var count = Int(try channel.readByte())
      if format.headerByteCount == 2 { count = count << 8 | Int(try channel.readByte()) }
      isInPacket = true
      contentLeft = min(count, format.payloadByteCount)
      paddingLeft = format.payloadByteCount - contentLeft
    }
    contentLeft -= 1
    return try channel.readByte()
  }

  /// Consumes what is left of the packet.
  private mutating func finishPacket() throws(Channel.Failure) {
    guard isInPacket else { return }
    for _ in 0..<contentLeft + paddingLeft { _ = try channel.readByte() }
    contentLeft = 0
    paddingLeft = 0
    isInPacket = false
  }

  /// Reads the length prefix. False when it is not one this board accepts: the packet is then consumed.
  mutating func beginMessage() throws(Channel.Failure) -> Bool {
    var length: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 35 {
      let byte = try nextContentByte()
      length |= UInt64(byte & 0x7F) << shift
      shift += 7
      guard byte >= 0x80 else {
        guard length <= UInt64(maximumMessageByteCount) else { break }
        messageLeft = Int(length)
        return true
      }
    }
    try finishPacket()
    messageLeft = 0
    return false
  }

  /// The next byte of the message; nil after its last.
  mutating func nextMessageByte() throws(Channel.Failure) -> UInt8? {
    guard messageLeft > 0 else { return nil }
    messageLeft -= 1
    return try nextContentByte()
  }

  /// Consumes what is left of the message and of its last packet.
  mutating func endMessage() throws(Channel.Failure) {
    while messageLeft > 0 { _ = try nextMessageByte() }
    try finishPacket()
  }
}
