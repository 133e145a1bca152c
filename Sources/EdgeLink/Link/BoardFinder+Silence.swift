import EdgeWire

/// Boards that do not answer.
extension BoardFinder {
  /// Payloads of large packets that are known to be in use: those of EdgeRunner's firmware, which also come over slow
  /// lines, and ST's.
  private static let largePayloads = [254, 1022, 4094, 382, 512]

  /// Nobody answered: the board may be inside a packet, small or large, or busy. True when somebody replied.
  mutating func wake() throws(LinkError) -> Bool {
    packets.isAligned = false
    guard options.wakesSilentBoards || isReturning else { return false }
    if try alignSmall() {
      packets.isAligned = !packets.areLarge
      return true
    }
    guard packets.generation != .first else { return false }
    let largest = 2 + PacketFormat.maximumPayloadByteCount
    var first: UInt8?
    for _ in 0..<2 * largest / 256 where first == nil {
      try sendZeros(256)
      first = try reply()
    }
    guard let first else { return false }
    // With the zeros, the request just sent may have filled a large packet: a second-generation board's answer is small, as is the next packet.
    if first != PacketFormat.synchronizationByte, isSmallAnswer(try bytesUntilQuiet(after: first)) { return true }
    try identifyLargePackets()
    return true
  }

  /// The board replied to zeros only after more of them than a small packet can need, with a go-ahead or with the answer
  /// to the request that was stuck: finds out which packets it reads.
  private mutating func identifyLargePackets() throws(LinkError) {
    var candidates = Self.largePayloads
    if packets.areLarge { candidates.insert(packets.format.payloadByteCount, at: 0) }
    for payload in candidates {
      guard let format = PacketFormat(packets.generation ?? .second, payloadByteCount: payload) else { continue }
      try line.drain(quiet: options.timeouts.alignment * patience)
      if try locateBoundary(packetByteCount: format.packetByteCount) {
        packets.identify(format)
        return
      }
    }
    packets.becomeSmall(isAligned: false)
  }
}
