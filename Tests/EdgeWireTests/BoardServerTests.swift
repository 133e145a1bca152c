import EdgeWire
import Testing

@Suite struct BoardServerTests {
  let small = PacketFormat(.second)

  func request(
    _ command: Command, parameter: UInt32 = 0, name: String = "", option: UInt32 = 0, identifier: UInt32 = 1,
    _ format: PacketFormat? = nil
  ) -> [UInt8] {
    packets(
      RequestMessage(
        identifier: identifier, command: command, parameter: parameter, name: WireText(name), option: option),
      format ?? small
    ).flatMap { $0 }
  }

  private let acknowledgement = AcknowledgementMessage()

  private func data(_ bytes: [UInt8], _ format: PacketFormat? = nil) -> [UInt8] {
    packets(DataMessage(ByteArray(bytes: bytes)), format ?? small).flatMap { $0 }
  }

  // MARK: Recorded exchanges

  @Test func synchronizationHasTheRecordedBytes() {
    let second = ScriptedBoard(.second)
    let asked = request(.synchronize)
    #expect(asked == [UInt8](hex: "000b 0a 08011000 18002200 2800") + [UInt8](repeating: 0, count: 21))
    let answer = second.answer(to: asked)
    #expect(answer.count == 34)
    #expect(Array(answer[..<17]) == [UInt8](hex: "800f 08011000 5209 0881 0620 0128 84 8004"))

    let first = ScriptedBoard(.first)
    let answerOfFirst = first.answer(to: request(.synchronize, PacketFormat(.first)))
    #expect(answerOfFirst.count == 33)
    #expect(Array(answerOfFirst[..<16]) == [UInt8](hex: "8f 08011000 5209 0881 0620 0128 84 8004"))
  }

  @Test func uploadHasTheRecordedBytes() throws {
    let board = ScriptedBoard(.second)
    let input = (0..<40).map { UInt8($0) }
    let upload = data(input)
    #expect(Array(upload[..<11]) == [UInt8](hex: "0020 30 0800 1028 1800 2228"))
    #expect(Array(upload[34..<36]) == [0x00, 0x11])
    let answer = board.answer(
      to: request(.networkRun, parameter: 1, name: "net", identifier: 2) + upload
        + packets(acknowledgement, small).flatMap { $0 })
    let transcript = BoardTranscript(answer, small)
    #expect(transcript.syncCount == 1)
    #expect(Array(answer[34...46]) == [UInt8](hex: "aa 800a 0802 1002 6204 0828 1000"))
    #expect(transcript.messages.count == 4)
    let output = try transcript.response(3)
    #expect(output.state == .done)
    guard case .tensor(let tensor) = output.payload else {
      Issue.record("no output")
      return
    }
    #expect(Array(transcript.messages[3][tensor.data.bytes]) == input.map { ~$0 })
    #expect(tensor.descriptor.flags == [.output, .last])
  }

  @Test func aWrongDataSizeHasTheRecordedAnswer() {
    let board = ScriptedBoard(.second)
    let answer = board.answer(
      to: request(.networkRun, parameter: 1, name: "net", identifier: 2) + data([1, 2, 3, 4, 5]))
    #expect(Array(answer[34..<46]) == [UInt8](hex: "800a 0802 1004 6204 0805 1001"))
    // The board is idle again: no acknowledgement was expected.
    #expect(board.answer(to: request(.synchronize)).count == 34)
  }

  // MARK: Framing from the board's side

  @Test(arguments: Generation.allCases)
  func aMessageOfKPacketsCostsKMinusOneSynchronizationBytes(_ generation: Generation) {
    let format = PacketFormat(generation)
    for byteCount in [1, 18, 19, 20, 50, 51, 52, 200, 1000] {
      let board = ScriptedBoard(generation, inputByteCount: byteCount)
      let upload = packets(DataMessage(ByteArray(bytes: [UInt8](repeating: 9, count: byteCount))), format)
      let answer = board.answer(to: request(.networkRun, parameter: 1, name: "net", format) + upload.flatMap { $0 })
      let transcript = BoardTranscript(answer, format)
      #expect(transcript.syncCount == upload.count - 1)
      #expect(transcript.messages.count == 2)
    }
  }

  @Test(arguments: Generation.allCases)
  func messagesThatFillTheirPacketsAreEndedByAnEmptyOne(_ generation: Generation) {
    let format = PacketFormat(generation)
    let board = ScriptedBoard(generation)
    var port = board.server.port
    defer { withExtendedLifetime(board) {} }
    for textByteCount in 0...100 {
      port.channel.toHost = []
      #expect(throws: ScriptedChannel.Exhausted.self) {
        try port.log(WireText(String(repeating: "x", count: textByteCount)))
      }
      let transcript = BoardTranscript(port.channel.toHost, format)
      let byteCount = transcript.messages[0].count
      #expect(transcript.packetCount == byteCount / 32 + 1)
      #expect(port.channel.toHost.count == transcript.packetCount * format.packetByteCount)
    }
  }

  @Test func emptyPacketsAreAnsweredAndMarkTheBoundary() {
    for generation in Generation.allCases {
      let format = PacketFormat(generation)
      let board = ScriptedBoard(generation)
      #expect(board.answer(to: [UInt8](repeating: 0, count: format.packetByteCount)) == [0xAA])
      #expect(board.answer(to: request(.synchronize, format)).count == format.packetByteCount)
    }
  }

  @Test func whatIsNoRequestIsConsumedInSilence() {
    let board = ScriptedBoard(.second)
    let nonsense = packets(DataMessage(ByteArray(bytes: [UInt8](repeating: 0xFF, count: 300))), small)
    let answer = board.answer(to: nonsense.flatMap { $0 })
    #expect(answer == [UInt8](repeating: 0xAA, count: nonsense.count - 1))
    #expect(board.answer(to: request(.synchronize)).count == 34)
    let longName = request(.networkRun, parameter: 1, name: String(repeating: "n", count: 64))
    #expect(board.answer(to: longName) == [0xAA, 0xAA])
    #expect(board.answer(to: request(.synchronize)).count == 34)
  }

  @Test func aLengthBeyondTheLimitDoesNotMakeTheBoardWaitForIt() {
    let board = ScriptedBoard(.second)
    var packet = [UInt8](repeating: 0, count: 34)
    packet.replaceSubrange(0..<7, with: [0, 32, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
    #expect(board.answer(to: packet) == [])
    #expect(board.answer(to: request(.synchronize)).count == 34)
  }

  // MARK: Commands

  @Test(arguments: Generation.allCases) func versionsFollowTheGeneration(_ generation: Generation) throws {
    let format = PacketFormat(generation)
    let board = ScriptedBoard(generation, capabilities: [.observer, .usb])
    let transcript = BoardTranscript(board.answer(to: request(.synchronize, identifier: 77, format)), format)
    let response = try transcript.response(0)
    guard case .synchronization(let message) = response.payload else {
      Issue.record("no synchronization")
      return
    }
    #expect(response.identifier == 77)
    #expect(message.version == (generation == .third ? 0x302 : 0x301))
    #expect(message.capabilities.contains(.usb) == (generation == .third))
  }

  @Test func modelsAreEnumeratedUntilTheErrorThatEndsTheList() throws {
    let board = ScriptedBoard(.third)
    let transcript = BoardTranscript(
      board.answer(to: request(.networkInformation) + request(.networkInformation, parameter: 1)),
      PacketFormat(.third))
    guard case .model(let model) = try transcript.response(0).payload else {
      Issue.record("no model")
      return
    }
    #expect(model.name.string == "net")
    #expect(model.installTime == 0)
    #expect(model.tensors.statedCount(of: .input) == 1)
    let (state, end) = try #require(try transcript.acknowledgement(1))
    #expect(state == .error && end.parameter == 4 && end.error == .invalidParameter)
  }

  @Test func logLinesWaitForTheHost() throws {
    let board = ScriptedBoard(.second, logLines: 2)
    let host = packets(acknowledgement, small).flatMap { $0 }
    let transcript = BoardTranscript(board.answer(to: request(.networkInformation) + host + host), small)
    #expect(transcript.messages.count == 3)
    guard case .log(let line) = try transcript.response(0).payload else {
      Issue.record("no log")
      return
    }
    #expect(line.text.string == "s:config:version:1.0")
    let waiting = ScriptedBoard(.second, logLines: 2)
    #expect(BoardTranscript(waiting.answer(to: request(.networkInformation) + host), small).messages.count == 2)
  }

  static let unknown: [(Command, String)] = [
    (Command(rawValue: 30), ""), (Command(rawValue: 12), ""), (Command(rawValue: 200), ""), (.disconnect, ""),
    (.memoryRead, ""), (.test, ""), (.networkRun, "other"), (.networkInformation, "other"),
  ]

  @Test(arguments: unknown) func whatTheBoardDoesNotKnowIsRefused(_ command: Command, _ name: String) throws {
    let board = ScriptedBoard(.second)
    let transcript = BoardTranscript(board.answer(to: request(command, name: name)), small)
    let (state, message) = try #require(try transcript.acknowledgement(0))
    #expect(state == .error && message == AcknowledgementMessage(parameter: 4, error: .invalidParameter))
  }

  // MARK: Runs

  private func run(_ board: ScriptedBoard, _ parameters: RunParameters, _ input: [UInt8]) -> BoardTranscript {
    BoardTranscript(
      board.answer(
        to: request(.networkRun, parameter: parameters.rawValue, name: "net") + data(input)
          + packets(acknowledgement, small).flatMap { $0 }), small)
  }

  struct Expectation {
    var parameters: RunParameters
    var messageCount: Int
    var hasOutput = true
    var hasNodeData = false
  }

  static let expectations = [
    Expectation(parameters: .ioOnly, messageCount: 4),
    Expectation(parameters: [.ioOnly, .perLayer], messageCount: 7),
    Expectation(parameters: [.ioOnly, .perLayer, .perLayerWithData], messageCount: 7, hasNodeData: true),
    Expectation(parameters: [.ioOnly, .performance, .constantValue], messageCount: 4, hasOutput: false),
  ]

  @Test(arguments: expectations) func reportsFollowTheMode(_ expectation: Expectation) throws {
    let (parameters, messageCount) = (expectation.parameters, expectation.messageCount)
    let (hasOutput, hasNodeData) = (expectation.hasOutput, expectation.hasNodeData)
    let board = ScriptedBoard(.second)
    let input = parameters.contains(.constantValue) ? [7] : [UInt8](repeating: 7, count: 40)
    let transcript = run(board, parameters, input)
    #expect(transcript.messages.count == messageCount)
    let output = try transcript.response(messageCount - 1)
    guard case .tensor(let tensor) = output.payload else {
      Issue.record("no output")
      return
    }
    #expect(tensor.data.bytes.count == (hasOutput ? 40 : 0))
    #expect(tensor.descriptor.flags.contains(.withoutData) == !hasOutput)
    // The constant was replicated over the whole input.
    #expect(board.arena.allSatisfy { $0 == ~7 })
    guard messageCount == 7 else { return }
    guard case .node(let first) = try transcript.response(2).payload,
      case .tensor(let result) = try transcript.response(3).payload,
      case .node(let second) = try transcript.response(4).payload,
      case .node(let model) = try transcript.response(5).payload
    else {
      Issue.record("nodes are missing")
      return
    }
    #expect(first.flags == .internal && first.kind == 0x103)
    #expect(result.descriptor.flags.contains([.internal, .last]))
    #expect(result.data.bytes.count == (hasNodeData ? 40 : 0))
    #expect(second.flags == [.internal, .last, .withoutTensor])
    #expect(model.flags == [] && model.name.string == "net")
  }

  @Test func eachInputIsAcknowledgedByTheHost() throws {
    let input = data([UInt8](repeating: 7, count: 40))
    let host = packets(acknowledgement, small).flatMap { $0 }
    let start = request(.networkRun, parameter: 1, name: "net") + input
    let transcript = BoardTranscript(
      ScriptedBoard(.second, inputCount: 2).answer(to: start + host + input + host), small)
    #expect(transcript.messages.count == 5)
    #expect(try transcript.acknowledgement(1)?.0 == .waiting)
    #expect(try transcript.acknowledgement(2)?.0 == .processing)
    // Whatever comes after an input is taken for the acknowledgement: the second input is still to come.
    let waiting = BoardTranscript(ScriptedBoard(.second, inputCount: 2).answer(to: start + input), small)
    #expect(waiting.messages.count == 2)
  }

  @Test func aFailedRunEndsWithAnError() throws {
    let transcript = run(ScriptedBoard(.second, fails: true), .ioOnly, [UInt8](repeating: 0, count: 40))
    let (state, message) = try #require(try transcript.acknowledgement(2))
    #expect(state == .error && message == AcknowledgementMessage(parameter: 10, error: .generic))
  }

  @Test func aSynchronizationTakenForDataIsRefusedUnderTheOldNumber() throws {
    let board = ScriptedBoard(.second)
    let transcript = BoardTranscript(
      board.answer(
        to: request(.networkRun, parameter: 1, name: "net", identifier: 5) + request(.synchronize, identifier: 6)
          + request(.synchronize, identifier: 7)), small)
    #expect(try transcript.response(1).identifier == 5)
    let (state, message) = try #require(try transcript.acknowledgement(1))
    #expect(state == .error && message.error == .invalidSize && message.parameter == 0)
    #expect(try transcript.response(2).identifier == 7)
  }

  @Test func aSynchronizationTakenForTheAcknowledgementLetsTheRunFinish() throws {
    let board = ScriptedBoard(.second)
    let transcript = BoardTranscript(
      board.answer(
        to: request(.networkRun, parameter: 1, name: "net", identifier: 5) + data([UInt8](repeating: 1, count: 40))
          + request(.synchronize, identifier: 6) + request(.synchronize, identifier: 7)), small)
    #expect(try transcript.response(3).identifier == 5)
    #expect(try transcript.response(4).identifier == 7)
  }

  // MARK: Memory and tests

  @Test func memoryIsWrittenReadAndSummed() throws {
    let board = ScriptedBoard(.second, inputByteCount: 3000, capabilities: [.memoryAccess])
    let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 * 31 + $0 >> 8) }
    let host = packets(acknowledgement, small).flatMap { $0 }
    let written = BoardTranscript(
      board.answer(
        to: request(.memoryWrite, parameter: 0x2000_0000, option: 3000) + data(Array(bytes[..<1024]))
          + data(Array(bytes[1024..<2048])) + data(Array(bytes[2048...]))), small)
    let sums = try (0..<4).map { try #require(try written.acknowledgement($0)) }
    #expect(sums.map(\.0) == [.waiting, .waiting, .waiting, .done])
    #expect(sums[0].1.parameter == 1024)
    #expect(sums[3].1.parameter == UInt32(Array(bytes[2048...]).withUnsafeBytes { BSDChecksum($0) }.value))
    #expect(Array(board.arena) == bytes)

    let read = BoardTranscript(
      board.answer(to: request(.memoryRead, parameter: 0x2000_0001, option: 2999) + host + host), small)
    var received: [UInt8] = []
    for index in 1...3 {
      let response = try read.response(index)
      guard case .data(let chunk) = response.payload else {
        Issue.record("no data")
        return
      }
      #expect(response.state == (index == 3 ? .done : .processing))
      received += read.messages[index][chunk.bytes]
    }
    #expect(received == Array(bytes[1...]))

    let sum = BoardTranscript(
      board.answer(to: request(.memoryChecksum, parameter: 0x2000_0000, option: 3000)), small)
    let (state, message) = try #require(try sum.acknowledgement(0))
    #expect(state == .done && message.parameter == UInt32(bytes.withUnsafeBytes { BSDChecksum($0) }.value))
    let refused = BoardTranscript(
      board.answer(to: request(.memoryChecksum, parameter: 0x2000_0000, option: 3001)), small)
    #expect(try refused.acknowledgement(0)?.0 == .error)
  }

  @Test func selfTestsAnswerAsSpecified() throws {
    let board = ScriptedBoard(.second, capabilities: [.selfTest])
    let four = BoardTranscript(board.answer(to: request(.test, parameter: 4, option: 0xF0)), small)
    #expect(try four.acknowledgement(0)?.1.parameter == ~0xF0)
    #expect(try four.acknowledgement(1)?.1.parameter == 4)
    #expect(board.answer(to: request(.test, parameter: 3)) == [])
    let receiving = BoardTranscript(
      board.answer(to: request(.test, parameter: 30 | 9 << 16) + data(Array("123456789".utf8))), small)
    #expect(try receiving.acknowledgement(1)?.1.parameter == 0xCBF4_3926)
    let sending = BoardTranscript(board.answer(to: request(.test, parameter: 40 | 100 << 16, option: 3)), small)
    guard case .data(let bytes) = try sending.response(0).payload else {
      Issue.record("no data")
      return
    }
    #expect(Array(sending.messages[0][bytes.bytes]) == [UInt8](repeating: 3, count: 100))
  }

  @Test(arguments: 0..<6) func noiseNeverTrapsTheBoard(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let run = RequestMessage(identifier: 1, command: .networkRun, parameter: 7, name: WireText("net")).encoded
    for generation in Generation.allCases {
      let format = PacketFormat(generation)
      for _ in 0..<60 {
        let board = ScriptedBoard(generation, capabilities: [.observer, .memoryAccess, .selfTest])
        var noise: [UInt8] = []
        for _ in 0..<20 {
          // Framed, slightly damaged messages reach deeper than plain noise.
          var content = Bool.random(using: &random) ? run : RecordedMessage.all.randomElement(using: &random)!.bytes
          content = Array(content.prefix(format.payloadByteCount - 1))
          content.insert(UInt8(content.count), at: 0)
          if Bool.random(using: &random) {
            content[Int.random(in: content.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
          }
          var packet = ByteArray()
          format.writePacket(content.span, to: &packet)
          noise += packet.bytes
        }
        _ = board.answer(to: noise)
      }
    }
  }
}
