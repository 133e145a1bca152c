import EdgeWire
import Testing

@Suite struct FramingTests {
  @Test(arguments: Generation.allCases, [0, 1, 31, 32, 33, 63, 64, 65, 500])
  func deframingRestoresMessagesFromChunksOfAnySize(_ generation: Generation, byteCount: Int) throws {
    let format = PacketFormat(generation)
    var stream: [UInt8] = []
    let messages = (0..<3).map { number in (0..<byteCount + number).map { UInt8(truncatingIfNeeded: $0 * 7 + number) } }
    for message in messages { stream += boardPackets(message, format) }
    for chunkByteCount in [1, 2, 3, 33, 34, 35, 100, stream.count] {
      var deframer = ResponseDeframer(format: format)
      var received: [[UInt8]] = []
      var message: [UInt8] = []
      for start in stride(from: 0, to: stream.count, by: chunkByteCount) {
        let chunk = Array(stream[start..<min(stream.count, start + chunkByteCount)])
        var offset = 0
        while let part = try deframer.next(in: chunk.span, at: &offset) {
          switch part {
          case .content(let range): message += chunk[range]
          case .endOfMessage:
            received.append(message)
            message = []
          }
        }
        #expect(offset == chunk.count)
      }
      #expect(received == messages)
      #expect(deframer.isAtPacketStart)
    }
  }

  @Test func aStreamThatSlippedIsNoticed() {
    var deframer = ResponseDeframer(format: PacketFormat(.second))
    var offset = 0
    // A synchronization byte is never a packet header, in any format.
    #expect(throws: WireError(.invalidPacketHeader, offset: 0)) {
      try deframer.next(in: [0xAA, 0x80].span, at: &offset)
    }
    deframer = ResponseDeframer(format: PacketFormat(.first))
    offset = 0
    #expect(throws: WireError(.invalidPacketHeader, offset: 0)) { try deframer.next(in: [0xAA].span, at: &offset) }
    deframer = ResponseDeframer(format: PacketFormat(.second, payloadByteCount: 4094)!)
    offset = 0
    #expect(throws: WireError(.invalidPacketHeader, offset: 0)) { try deframer.next(in: [0xAA, 0].span, at: &offset) }
    deframer = ResponseDeframer(format: PacketFormat(.second))
    offset = 0
    // Not the last, yet not full.
    #expect(throws: WireError(.invalidPacketHeader, offset: 0)) { try deframer.next(in: [0, 31].span, at: &offset) }
  }

  @Test(arguments: 0..<4) func noiseNeverTrapsTheDeframer(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for generation in Generation.allCases {
      for _ in 0..<500 {
        let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        var deframer = ResponseDeframer(format: PacketFormat(generation))
        var offset = 0
        while let part = try? deframer.next(in: noise.span, at: &offset) {
          if case .content(let range) = part { #expect(range.upperBound <= noise.count) }
        }
      }
    }
  }

  @Test func packetSizesAreLimitedByGeneration() {
    #expect(PacketFormat(.first, payloadByteCount: 64) == nil)
    #expect(PacketFormat(.second, payloadByteCount: 4095) == nil)
    #expect(PacketFormat(.second, payloadByteCount: 0) == nil)
    #expect(PacketFormat(.third, payloadByteCount: 4094)?.packetByteCount == 4096)
    #expect(PacketFormat(.first).packetByteCount == 33)
    #expect(PacketFormat(.second).packetCount(forByteCount: 110_607) == 3457)
    #expect(PacketFormat(.second, payloadByteCount: 382)?.packetCount(forByteCount: 110_607) == 290)
  }

  /// A message as a board sends it; padding is not cleared.
  private func boardPackets(_ message: [UInt8], _ format: PacketFormat) -> [UInt8] {
    var packets: [UInt8] = []
    var start = 0
    while true {
      let count = min(format.payloadByteCount, message.count - start)
      let isLast = count < format.payloadByteCount
      let flag: UInt8 = isLast ? 0x80 : 0
      packets += format.headerByteCount == 1 ? [flag | UInt8(count)] : [flag, UInt8(count)]
      packets += message[start..<start + count]
      packets += [UInt8](repeating: 0xA5, count: format.payloadByteCount - count)
      start += count
      if isLast { return packets }
    }
  }
}
