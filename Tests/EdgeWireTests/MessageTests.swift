import EdgeWire
import Testing

@Suite struct MessageTests {
  @Test func theCorpusIsThere() { #expect(RecordedMessage.all.count > 140) }

  @Test func requestsMatchProtobufByteForByte() throws {
    for recorded in RecordedMessage.of("reqMsg") {
      let request = try RequestMessage(decoding: recorded.bytes.span)
      var listing = Listing()
      listing.add(request)
      #expect(listing.entries == recorded.fields)
      #expect(request.encoded == recorded.bytes)
      #expect(request.encodedByteCount == recorded.bytes.count)
    }
  }

  @Test(arguments: ["sync", "sinfo", "ack", "log", "data", "op", "tensor", "minfo"])
  func responsesMatchProtobufByteForByte(payload: String) throws {
    let messages = RecordedMessage.of("respMsg", "respG1").filter { $0.fields[2].hasPrefix(payload + ".") }
    #expect(messages.count >= 12)
    for recorded in messages {
      let generation: Generation = recorded.kind == "respG1" ? .first : .second
      let response = try DecodedResponse(decoding: recorded.bytes.span, generation: generation)
      var listing = Listing()
      try listing.add(response, of: recorded.bytes, generation: generation)
      #expect(listing.entries == recorded.fields)
      #expect(try response.reencoded(from: recorded.bytes, generation: generation) == recorded.bytes)
    }
  }

  @Test func hostAcknowledgementsAndDataMatchProtobufByteForByte() throws {
    for recorded in RecordedMessage.of("ackMsg") {
      let message = try AcknowledgementMessage(decoding: recorded.bytes.span, in: 0..<recorded.bytes.count)
      var listing = Listing()
      listing.add(message, "")
      #expect(listing.entries == recorded.fields)
      #expect(message.encoded == recorded.bytes)
    }
    for recorded in RecordedMessage.of("aiDataMsg") {
      let bytes = recorded.bytes
      let message = try DataMessage(decoding: bytes.span, in: 0..<bytes.count)
      var listing = Listing()
      listing.add(message, of: bytes, "")
      #expect(listing.entries == recorded.fields)
      let again = DataMessage(
        type: message.type, size: message.size, address: message.address,
        bytes: ByteArray(bytes: Array(bytes[message.bytes])))
      #expect(again.encoded == bytes)
    }
  }

  @Test func systemInformationOfARealBoardDecodes() throws {
    let bytes = [UInt8](
      hex: """
        08 02 10 00 5a 26 08 86 09 10 80 90 bc fd 02 18 80 88 de be 01 20 80 98 84 28 28 00 30 00 30 80
        94 eb dc 03 30 80 d2 93 ad 03 30 00
        """)
    let response = try DecodedResponse(decoding: bytes.span, generation: .second)
    guard case .systemInformation(let system) = response.payload else {
      Issue.record("not system information")
      return
    }
    #expect(system.deviceIdentifier == 0x486)
    #expect(system.systemClock == 800_000_000)
    #expect(system.busClock == 400_000_000)
    #expect(system.cacheConfiguration == 0x0501_0C00)
    #expect(system.largePacketByteCount == 0)
    #expect((0..<system.extra.count).map { system.extra[$0] } == [0, 1_000_000_000, 900_000_000, 0])
  }

  @Test func highWordsArriveSignExtended() throws {
    // counters = [0x80000005] as a 32-bit board sends it, inside a node report.
    let bytes = [UInt8](hex: "08 01 10 02 82 01 0b 30 85 80 80 80 f8 ff ff ff ff 01")
    let response = try DecodedResponse(decoding: bytes.span, generation: .second)
    guard case .node(let node) = response.payload else {
      Issue.record("not a node")
      return
    }
    #expect(node.counters == WordList(0x8000_0005))
  }

  @Test func packedListsAreAccepted() throws {
    var system = ByteArray()
    for byte in [UInt8](hex: "08 01 5a 0a 08 02 32 06 00 80 94 eb dc 03") { system.write(byte) }
    let response = try DecodedResponse(decoding: system.bytes.span, generation: .third)
    guard case .systemInformation(let information) = response.payload else {
      Issue.record("not system information")
      return
    }
    #expect(information.extra.count == 2)
    #expect(information.extra[1] == 1_000_000_000)
  }

  @Test func unknownFieldsAndOtherOrdersAreAccepted() throws {
    // Fields 5, 200 (fixed64), 1, 31 (bytes), 3, 30 (fixed32), 2, 4.
    let bytes = [UInt8](
      hex: "28 07 c1 0c 0102030405060708 08 09 fa 01 02 ffff 18 03 f5 01 01020304 10 0b 22 01 61")
    let request = try RequestMessage(decoding: bytes.span)
    #expect(
      request == RequestMessage(identifier: 9, command: .networkRun, parameter: 3, name: WireText("a"), option: 7))
  }

  @Test(arguments: 1...5) func aRequestWithoutOneOfItsFieldsIsRefused(_ missing: Int) throws {
    let fields = ["08 01", "10 00", "18 00", "22 00", "28 00"]
    let bytes = [UInt8](hex: fields.enumerated().filter { $0.offset != missing - 1 }.map(\.element).joined())
    #expect(throws: WireError(.missingField, field: UInt32(missing), offset: 8)) {
      try RequestMessage(decoding: bytes.span)
    }
  }

  @Test func aModelNameOf64BytesIsRefusedByBoards() {
    let request = RequestMessage(
      identifier: 1, command: .networkRun, name: WireText(String(repeating: "n", count: 64)))
    #expect(throws: WireError(.textTooLong, field: 4, offset: 6)) {
      try RequestMessage(decoding: request.encoded.span)
    }
  }

  @Test func damageIsReportedWithItsPlace() {
    func error(_ hex: String) -> WireError? {
      do {
        _ = try DecodedResponse(decoding: [UInt8](hex: hex).span, generation: .second)
        return nil
      } catch {
        return error
      }
    }
    #expect(error("08 80") == WireError(.truncated, offset: 2))
    #expect(error("08 ff ff ff ff ff ff ff ff ff ff 01") == WireError(.overlongVarint, offset: 1))
    #expect(error("00 01") == WireError(.invalidFieldNumber, offset: 0))
    #expect(error("0b") == WireError(.unsupportedWireType, field: 1, offset: 0))
    #expect(error("0d 01 02 03 04") == WireError(.wrongWireType, field: 1, offset: 0))
    #expect(error("08 01 62 05 08 01") == WireError(.truncated, field: 12, offset: 4))
    #expect(error("08 01 62 03 08 01 10") == WireError(.truncated, offset: 7))
    let tooMany = "5a 44 28 00 " + String(repeating: "30 01 ", count: 33)
    #expect(error(tooMany) == WireError(.tooManyElements, field: 6, offset: 2 + 2 + 64))
    #expect(error("6a 82 01 12 80 01" + String(repeating: "41", count: 128))?.kind == .truncated)
    #expect(error("6a 83 01 12 80 01" + String(repeating: "41", count: 128))?.kind == .textTooLong)
  }

  @Test func everyTruncationOfEveryMessageFailsOrDecodes() {
    for recorded in RecordedMessage.of("respMsg", "reqMsg") {
      for count in 0..<recorded.bytes.count {
        let cut = Array(recorded.bytes[..<count])
        if recorded.kind == "reqMsg" {
          _ = try? RequestMessage(decoding: cut.span)
        } else {
          _ = try? DecodedResponse(decoding: cut.span, generation: .second)
        }
      }
    }
  }

  @Test(arguments: 0..<8) func mutatedMessagesNeverTrap(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let corpus = RecordedMessage.all
    for _ in 0..<3000 {
      var bytes = corpus.randomElement(using: &random)!.bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let position = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where position < bytes.count: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 1 where position < bytes.count: bytes.remove(at: position)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: position)
        default: bytes.removeSubrange(position...)
        }
      }
      _ = try? RequestMessage(decoding: bytes.span)
      for generation in Generation.allCases {
        // Whatever decodes must stay within its own bytes and encode again.
        guard let response = try? DecodedResponse(decoding: bytes.span, generation: generation) else { continue }
        _ = try? response.reencoded(from: bytes, generation: generation)
      }
    }
  }
}
