import EdgeBoards
import EdgeTestSupport
import Testing

@Suite("Packets of the GDB remote protocol") struct GDBPacketTests {
  private func events(_ bytes: [UInt8]) -> [GDBDeframer.Event] {
    var deframer = GDBDeframer()
    return bytes.compactMap { deframer.take($0) }
  }

  @Test("a packet carries its bytes and their sum") func frame() {
    #expect(GDBPacket.encoded(Array("OK".utf8)) == Array("$OK#9a".utf8))
    #expect(GDBPacket.encoded([]) == Array("$#00".utf8))
  }

  @Test("every byte survives framing") func roundTrip() {
    let payload = (0...255).map { UInt8($0) }
    #expect(events(GDBPacket.encoded(payload)) == [.packet(payload)])
    #expect(GDBPacket.escapedByteCount(payload) == 260)
  }

  @Test("run lengths are undone") func runLengths() {
    // The manual's example: four zeros.
    #expect(events(Array("$0* #7a".utf8)) == [.packet(Array("0000".utf8))])
  }

  @Test(
    "damaged packets are told apart from good ones",
    arguments: ["$OK#9b", "$OK#zz", "$}#7d", "$*!#4b", "$a*#8b"])
  func damage(_ text: String) {
    guard case .damage? = events(Array(text.utf8)).first else {
      Issue.record("\(text) passed")
      return
    }
  }

  @Test("acknowledgements, notifications and noise do not hide packets") func mixture() {
    let stream = Array("\u{0}noise+%Stop:T05#00-$OK#9a".utf8)
    #expect(events(stream) == [.acknowledgement, .rejection, .packet(Array("OK".utf8))])
    // The end of the first packet is lost.
    #expect(events(Array("$lost$OK#9a".utf8)) == [.packet(Array("OK".utf8))])
  }

  @Test("random bytes never stop the reader, and a packet after them is found") func randomBytes() {
    var random = RandomSource(seed: 7)
    for _ in 0..<200 {
      let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
      // The first may complete a packet that the noise began.
      let found = events(noise + Array("$#00$OK#9a".utf8))
      #expect(found.last == .packet(Array("OK".utf8)))
    }
  }

  @Test("the checksum of qCRC is GDB's", arguments: [("", UInt32.max), ("123456789", 0x0376_E6E7)])
  func checksum(_ text: String, _ value: UInt32) {
    #expect(GDBChecksum.value(text.utf8) == value)
  }
}
