extension BoardPort: ByteSink {
  /// Puts a byte into the packet under construction, and sends the packet when it is full.
  public mutating func write(_ byte: UInt8) throws(Channel.Failure) {
    packet[format.headerByteCount + filled] = byte
    filled += 1
    if filled == format.payloadByteCount { try sendPacket(isLast: false) }
  }

  /// Puts bytes into packets, sending each that is full.
  public mutating func write(contentsOf bytes: Span<UInt8>) throws(Channel.Failure) {
    var position = 0
    while position < bytes.count {
      let count = min(bytes.count - position, format.payloadByteCount - filled)
      let start = format.headerByteCount + filled
      for step in 0..<count { packet[start + step] = bytes[position + step] }
      filled += count
      position += count
      if filled == format.payloadByteCount { try sendPacket(isLast: false) }
    }
  }

  /// Sends the packet with whatever it holds beyond the useful bytes: padding is never cleared.
  private mutating func sendPacket(isLast: Bool) throws(Channel.Failure) {
    let flag = isLast ? PacketFormat.endOfMessage : 0
    if format.headerByteCount == 2 {
      packet[0] = UInt8(truncatingIfNeeded: filled >> 8) | flag
      packet[1] = UInt8(truncatingIfNeeded: filled)
    } else {
      packet[0] = UInt8(truncatingIfNeeded: filled) | flag
    }
    filled = 0
    try channel.write(UnsafeRawBufferPointer(rebasing: packet[..<format.packetByteCount]))
  }

  /// Sends an answer to the request in work. A message that fills its last packet is ended by an empty one.
  public mutating func send<Payload: ResponsePayload>(
    _ payload: Payload, state: State
  ) throws(Channel.Failure) {
    filled = 0
    let response = Response(identifier: requestIdentifier, state: state, payload: payload)
    try response.encode(to: &self)
    try sendPacket(isLast: true)
  }

  /// Answers with a bare value or error.
  public mutating func acknowledge(
    _ state: State, parameter: UInt32, error: BoardErrorCode = .none
  ) throws(Channel.Failure) {
    try send(AcknowledgementMessage(parameter: parameter, error: error), state: state)
  }

  /// Sends a line to show and waits for the host to take it.
  /// - Parameter level: 1 information, 2 debug, 3 warning, 4 error.
  public mutating func log(_ text: WireText, level: UInt32 = 1, state: State = .waiting) throws(Channel.Failure) {
    try send(LogMessage(level: level, text: text), state: state)
    try receiveAcknowledgement()
  }
}
