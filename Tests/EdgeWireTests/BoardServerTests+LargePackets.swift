import EdgeWire
import Testing

/// Into large packets and out of them.
extension BoardServerTests {
  @Test func largePacketsStartAfterSystemInformationAndEndWithSynchronization() throws {
    let board = ScriptedBoard(.second, largePacketByteCount: 382)
    let large = PacketFormat(.second, payloadByteCount: 382)!
    let information = BoardTranscript(board.answer(to: request(.systemInformation)), small)
    guard case .systemInformation(let message) = try information.response(0).payload else {
      Issue.record("no system information")
      return
    }
    #expect(message.largePacketByteCount == 382)
    let inLarge = board.answer(to: request(.networkInformation, large))
    #expect(inLarge.count % 384 == 0)
    // A host that comes back speaks small packets; zeros complete them to one that the board reads to its end.
    let completed = request(.synchronize) + [UInt8](repeating: 0, count: 384 - 34)
    #expect(board.answer(to: completed).count == 34)
    #expect(board.answer(to: request(.synchronize)).count == 34)
  }

  @Test func inTheThirdGenerationOnlyDisconnectingEndsLargePackets() {
    let board = ScriptedBoard(.third, largePacketByteCount: 382)
    let large = PacketFormat(.third, payloadByteCount: 382)!
    _ = board.answer(to: request(.systemInformation, PacketFormat(.third)))
    #expect(board.answer(to: request(.synchronize, large)).count == 384)
    #expect(board.answer(to: request(.disconnect, large)) == [])
    #expect(board.answer(to: request(.synchronize, PacketFormat(.third))).count == 34)
  }

  @Test func theSecondGenerationRefusesToDisconnectAndStaysLarge() throws {
    let board = ScriptedBoard(.second, largePacketByteCount: 382)
    let large = PacketFormat(.second, payloadByteCount: 382)!
    _ = board.answer(to: request(.systemInformation))
    let transcript = BoardTranscript(board.answer(to: request(.disconnect, large)), large)
    let (state, message) = try #require(try transcript.acknowledgement(0))
    #expect(state == .error && message.error == .invalidParameter)
    #expect(board.answer(to: request(.synchronize, large)).count == 34)
  }

  @Test func theFirstGenerationNeverOffersLargePackets() throws {
    let format = PacketFormat(.first)
    let board = ScriptedBoard(.first, largePacketByteCount: 382)
    let transcript = BoardTranscript(board.answer(to: request(.systemInformation, format)), format)
    guard case .systemInformation(let message) = try transcript.response(0, .first).payload else {
      Issue.record("no system information")
      return
    }
    #expect(message.largePacketByteCount == 0)
    #expect(message.extra == WordList(7))
    #expect(board.answer(to: request(.synchronize, format)).count == 33)
  }
}
