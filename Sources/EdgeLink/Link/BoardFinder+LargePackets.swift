import EdgeWire

/// Out of large packets.
extension BoardFinder {
  /// Tells a board in large packets that its host goes. Nil when the search can go on with a synchronization request, in
  /// the packets that are now thought to be in use.
  ///
  /// The third generation is in small packets then, and says nothing. The second refuses the command in a large packet;
  /// what brings it back is the synchronization request itself.
  mutating func leaveLargePackets() throws(LinkError) -> Reply? {
    let request = try send(.disconnect)
    let bytes = try answer(toPacketOf: packets.format.packetByteCount)
    if bytes.isEmpty {
      packets.becomeSmall(isAligned: true)
      return nil
    }
    let goAheads = bytes.prefix { $0 == PacketFormat.synchronizationByte }.count
    if goAheads > 0 {
      // One for the packet before and one for this; small packets would have been many, and empty.
      if goAheads > 2 { packets.becomeSmall(isAligned: false) }
      return .goAhead
    }
    if let first = firstMessage(in: bytes, packets.format) {
      packets.confirm()
      let response = try? DecodedResponse(decoding: first.content.span, generation: packets.format.generation)
      return response?.identifier == request ? nil : .stale
    }
    if isSmallAnswer(bytes) {
      packets.becomeSmall(isAligned: false)
      return .stale
    }
    return countLargeAnswer()
  }

  /// What the board sends in answer to a packet of `byteCount` bytes, until it falls silent; empty when it says nothing.
  private func answer(toPacketOf byteCount: Int) throws(LinkError) -> [UInt8] {
    guard let first = try reply(to: byteCount) else { return [] }
    return try bytesUntilQuiet(after: first)
  }

  /// `first` and what follows it, until nothing does or it is more than any message has.
  func bytesUntilQuiet(after first: UInt8) throws(LinkError) -> [UInt8] {
    var bytes = [first]
    while bytes.count < options.maximumMessageByteCount,
      let byte = try line.readByte(within: options.timeouts.quiet)
    {
      bytes.append(byte)
    }
    return bytes
  }

  /// True for a message in small packets, then nothing but go-aheads. Large packets end in padding.
  func isSmallAnswer(_ bytes: [UInt8]) -> Bool {
    guard let first = firstMessage(in: bytes, PacketFormat(packets.generation ?? .second)) else { return false }
    return bytes[first.end...].allSatisfy { $0 == PacketFormat.synchronizationByte }
  }

  /// The first message that `bytes` hold wholly in packets of `format`, and where its last packet ends.
  private func firstMessage(in bytes: [UInt8], _ format: PacketFormat) -> (content: [UInt8], end: Int)? {
    var deframer = ResponseDeframer(format: format)
    var end = 0
    var content: [UInt8] = []
    while let part = try? deframer.next(in: bytes.span, at: &end) {
      guard case .content(let range) = part else { return (content, end) }
      content.append(contentsOf: bytes[range])
    }
    return nil
  }
}
