extension BoardServer {
  /// The board's own tests of the link. The low half of the request's parameter is the test, the high half its size.
  mutating func test(_ request: RequestMessage) throws(Channel.Failure) {
    let size = request.parameter >> 16
    switch request.parameter & 0xFFFF {
    case 0: try port.acknowledge(.done, parameter: isInTestMode ? 1 : 0)
    case 1: try refuse()
    case 2:
      for level in UInt32(1)...5 { try port.log(WireText("log message"), level: level, state: .done) }
      try port.acknowledge(.done, parameter: 0)
    case 3: return
    case 4:
      try port.acknowledge(.processing, parameter: ~request.option)
      try port.acknowledge(.done, parameter: request.parameter)
    case 30: try testReceiving(byteCount: size, withAcknowledgement: request.option != 0)
    case 40: try testSending(byteCount: size, byte: UInt8(truncatingIfNeeded: request.option))
    case 500:
      isInTestMode.toggle()
      try port.acknowledge(.done, parameter: isInTestMode ? 1 : 0)
    default: try port.acknowledge(.done, parameter: 0, error: .generic)
    }
  }

  /// Takes bytes and answers with their CRC-32. The request buffer is free meanwhile and is large enough for a part.
  private mutating func testReceiving(byteCount: UInt32, withAcknowledgement: Bool) throws(Channel.Failure) {
    guard byteCount <= memoryChunkByteCount, byteCount <= port.packet.count else { return try refuse() }
    try port.acknowledge(.waiting, parameter: byteCount)
    // Receiving leaves the outgoing packet alone, so its memory can hold the bytes until they are summed.
    let room = UnsafeMutableRawBufferPointer(rebasing: port.packet[..<Int(byteCount)])
    guard let receipt = try port.receiveData(into: room) else { return }
    var sum = CRC32()
    for position in 0..<min(receipt.receivedByteCount, room.count) { sum.update(room[position]) }
    try port.acknowledge(withAcknowledgement ? .processing : .done, parameter: sum.value)
    if withAcknowledgement { try port.receiveAcknowledgement() }
  }

  /// Sends equal bytes, then their CRC-32.
  private mutating func testSending(byteCount: UInt32, byte: UInt8) throws(Channel.Failure) {
    guard byteCount <= memoryChunkByteCount else { return try refuse() }
    var sum = CRC32()
    for _ in 0..<byteCount { sum.update(byte) }
    try port.send(
      DataMessage(RepeatedByte(byte: byte, byteCount: Int(byteCount))), state: .processing)
    try port.acknowledge(.done, parameter: sum.value)
  }
}

/// One byte many times.
struct RepeatedByte: ByteSource {
  var byte: UInt8
  var byteCount: Int

  func write<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    for _ in 0..<byteCount { try sink.write(byte) }
  }
}
