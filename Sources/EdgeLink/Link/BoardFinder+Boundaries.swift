import EdgeWire

/// Packet boundaries, found by zeros.
extension BoardFinder {
  func sendZeros(_ count: Int) throws(LinkError) {
    try line.write([UInt8](repeating: 0, count: count))
  }

  /// The board's reply to what was just sent, if any. Of large packets, `byteCount` bytes may still be on their way.
  func reply(to byteCount: Int = 0) throws(LinkError) -> UInt8? {
    let transmission = Duration.seconds(1) * byteCount / options.recoveryByteRate
    return try line.readByte(within: options.timeouts.alignment * patience + transmission)
  }

  /// Finds a boundary of the packets thought to be in use.
  func align() throws(LinkError) -> Bool {
    packets.areLarge ? try locateBoundary(packetByteCount: packets.format.packetByteCount) : try alignSmall()
  }

  /// Sends single zeros until the board replies: never a byte too many, since a polled UART would lose it.
  func alignSmall() throws(LinkError) -> Bool {
    for _ in 0..<2 * (2 + PacketFormat.smallPayloadByteCount) {
      try sendZeros(1)
      if try reply() != nil { return true }
    }
    return false
  }

  /// Counts the bytes of a packet to tell one-byte headers from two-byte ones.
  func measureHeader() throws(LinkError) -> Generation? {
    // To a boundary first. All but the last bytes of a packet at once: a first-generation board that took the two-byte
    // request for an empty packet and one byte more stands at a boundary after the first 32.
    let payload = PacketFormat.smallPayloadByteCount
    for _ in 0..<2 {
      try sendZeros(payload)
      if try reply() == nil { break }
    }
    guard try alignSmall() else { return nil }
    try sendZeros(payload)
    guard try reply() == nil else { return nil }
    try sendZeros(1)
    if try reply() != nil { return .first }
    try sendZeros(1)
    return try reply() != nil ? .second : nil
  }

  /// Finds the boundary of large packets by halving the range of the unknown position.
  ///
  /// Large packets exist on USB only, where bytes sent early wait instead of getting lost.
  func locateBoundary(packetByteCount: Int) throws(LinkError) -> Bool {
    // Position within the packet: known to be in `low..<high`.
    var low = 0
    var high = packetByteCount
    while high - low > 1 {
      let middle = (low + high + 1) / 2
      let count = packetByteCount - middle
      try sendZeros(count)
      if try reply(to: count) != nil {
        (low, high) = (0, high - middle)
      } else {
        (low, high) = (low + count, middle + count)
      }
    }
    try sendZeros(packetByteCount - low)
    guard try reply(to: packetByteCount - low) != nil else { return false }
    // The size was an assumption so far.
    return try isAtBoundary(packetByteCount: packetByteCount)
  }

  /// One empty packet must bring one reply, with its last byte.
  func isAtBoundary(packetByteCount: Int) throws(LinkError) -> Bool {
    try sendZeros(packetByteCount - 1)
    guard try reply(to: packetByteCount) == nil else { return false }
    try sendZeros(1)
    return try reply() != nil
  }
}
