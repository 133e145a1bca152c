import EdgeDrivers
import EdgeLink
import EdgeRunner
import EdgeWire
import Foundation
import Synchronization
import Testing

/// A host or a board that disappears, and the next one that comes.
@Suite struct BoardRecoveryTests {
  private static let input = (0..<90).map { UInt8(truncatingIfNeeded: $0 * 29 + 3) }
  private static let order = BoardRunOrder(modelName: "net", parameters: .perLayer, inputs: [input])

  private func expectWorking(_ line: SimulatedLine, _ comment: Comment) async {
    let link = BoardLink(transport: line.host())
    do {
      let run = try await link.run(Self.order)
      #expect(run.outputs[0].bytes == Self.input.map { $0 ^ 0x5A }, comment)
    } catch {
      Issue.record("\(comment): \(error)")
    }
    await link.close()
  }

  /// Bytes that connecting and one run carry each way.
  private func traffic(_ kind: LinkKind, _ direction: Direction, logLines: Int = 1) async throws -> Int {
    let bench = try await bench(kind, logLines: logLines)
    let counter = CutTransport(bench.line.host())
    let link = BoardLink(transport: counter)
    _ = try await link.run(Self.order)
    let count = counter.byteCount(direction)
    await link.close()
    await bench.stop()
    return count
  }

  private func bench(
    _ kind: LinkKind, line: SimulatedLine = SimulatedLine(), logLines: Int = 1
  ) async throws -> BoardBench {
    try await BoardBench(ArithmeticRunner(byteCount: 90), generation: kind.generation, line: line) {
      $0.largePacketByteCount = kind.largePacketByteCount
      $0.configurationLines = (0..<logLines).map { "s:config:version:1.\($0)" }
    }
  }

  @Test(arguments: LinkKind.all) func aHostKilledAnywhereLeavesABoardThatTheNextOneFinds(_ kind: LinkKind) async throws
  {
    let total = try await traffic(kind, .toBoard)
    for position in stride(from: 1, to: total, by: max(3, total / 100)) {
      let bench = try await bench(kind)
      let victim = BoardLink(transport: CutTransport(bench.line.host(), afterBytesToBoard: position))
      await #expect(throws: LinkError.self) { try await victim.run(Self.order) }
      await victim.close()
      await expectWorking(bench.line, "killed at byte \(position)")
      await bench.stop()
    }
  }

  /// Emulated serial lines take what is written at once and carry it at 13,000 bytes per second.
  @Test(arguments: [254, 1022, 4094]) func largePacketsAreFoundAgainBehindSlowLines(payload: Int) async throws {
    let kind = LinkKind(generation: .third, largePacketByteCount: payload)
    let total = try await traffic(kind, .toBoard)
    for position in stride(from: 1, to: total, by: max(3, total / 25)) {
      let line = SimulatedLine(bufferedByteTime: .microseconds(75))
      let bench = try await bench(kind, line: line)
      let victim = BoardLink(transport: CutTransport(line.host(), afterBytesToBoard: position))
      await #expect(throws: LinkError.self) { try await victim.run(Self.order) }
      await victim.close()
      await expectWorking(line, "killed at byte \(position)")
      await bench.stop()
    }
  }

  /// The board waits for an acknowledgement of each line, and takes whatever comes for one.
  @Test(arguments: LinkKind.all) func aHostKilledAmongLogLinesLeavesABoardThatTheNextOneFinds(
    _ kind: LinkKind
  ) async throws {
    let total = try await traffic(kind, .toBoard, logLines: 40)
    for position in stride(from: 40, to: total, by: max(3, total / 15)) {
      let bench = try await bench(kind, logLines: 40)
      let victim = BoardLink(transport: CutTransport(bench.line.host(), afterBytesToBoard: position))
      await #expect(throws: LinkError.self) { try await victim.run(Self.order) }
      await victim.close()
      await expectWorking(bench.line, "killed at byte \(position)")
      await bench.stop()
    }
  }

  @Test(arguments: LinkKind.all) func aBoardResetAnywhereIsReportedAndFoundAgain(_ kind: LinkKind) async throws {
    let total = try await traffic(kind, .toHost)
    for position in stride(from: 40, to: total - 17, by: max(17, total / 30)) {
      let line = SimulatedLine()
      let bench = try await bench(kind, line: line)
      let switchOff = ByteSwitch(line.host(), afterBytesToHost: position)
      let link = BoardLink(transport: switchOff)
      let run = Task { try await link.run(Self.order) }
      await switchOff.reached()
      await bench.stop()
      switchOff.release()
      // The last bytes may have been on their way already.
      if let result = try? await run.value { #expect(result.outputs[0].bytes == Self.input.map { $0 ^ 0x5A }) }
      // Another board at the same cable, with its start-up text.
      let second = try await self.bench(kind, line: line)
      await line.boardListens()
      do {
        let run = try await link.run(Self.order)
        #expect(run.outputs[0].bytes == Self.input.map { $0 ^ 0x5A })
      } catch {
        Issue.record("reset at byte \(position): \(error)")
      }
      await link.close()
      await second.stop()
    }
  }

  /// On a slow line or a busy machine, replies come later than the link waits for them at first.
  @Test(arguments: LinkKind.all) func lateRepliesOnlyMakeTheSearchLonger(_ kind: LinkKind) async throws {
    for seed in UInt64(0)..<12 {
      let line = SimulatedLine(jitter: .milliseconds(60), seed: seed)
      let bench = try await bench(kind, line: line)
      // A host that was killed in the middle of a request.
      try line.host().write([UInt8](repeating: 0, count: Int(seed) * 3), timeout: .seconds(1))
      await expectWorking(line, "seed \(seed)")
      await bench.stop()
    }
  }

  @Test(arguments: [0, 1, 31, 32, 33, 100, 382, 4096, 5000])
  func aBannerBeforeTheConnectionIsDrained(byteCount: Int) async throws {
    let bench = try await BoardBench(ArithmeticRunner(byteCount: 90)) {
      $0.banner = String(String(repeating: "STM32 boot banner ", count: byteCount / 18 + 1).prefix(byteCount))
    }
    await expectWorking(bench.line, "banner of \(byteCount) bytes")
    await bench.stop()
  }

  @Test(arguments: LinkKind.all) func noiseBeforeTheConnectionDoesNotMatter(_ kind: LinkKind) async throws {
    for seed in UInt64(0)..<12 {
      var random = SplitMix(state: seed)
      let bench = try await bench(kind)
      let count = Int.random(in: 1...600, using: &random)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      try bench.line.host().write(noise, timeout: .seconds(1))
      await expectWorking(bench.line, "seed \(seed)")
      await bench.stop()
    }
  }

  @Test(arguments: [true, false]) func aSilentPortIsGivenUpSoon(wakesSilentBoards: Bool) async throws {
    let line = SimulatedLine()
    var options = LinkOptions()
    options.wakesSilentBoards = wakesSilentBoards
    let host = line.host()
    let start = host.now
    let link = BoardLink(transport: host, options: options)
    let error = await #expect(throws: LinkError.self) { try await link.connect() }
    #expect(error?.reason == .noBoard("no answer"))
    #expect(host.now - start < .seconds(wakesSilentBoards ? 30 : 3))
    await link.close()
  }

  @Test func aPortThatNeverStopsTalkingIsGivenUp() async throws {
    let line = SimulatedLine()
    let port = line.board()
    let talker = Thread {
      while !Thread.current.isCancelled {
        try? port.write(Array("$GPGGA,123519,4807.038,N".utf8), timeout: .milliseconds(50))
      }
    }
    talker.start()
    let link = BoardLink(transport: line.host())
    let error = await #expect(throws: LinkError.self) { try await link.connect() }
    #expect(error?.reason == .noBoard("the line never falls silent"))
    await link.close()
    talker.cancel()
  }

  @Test func aPeerThatEchoesIsNotTakenForABoard() async throws {
    let line = SimulatedLine()
    let port = line.board()
    let echo = Thread {
      while !Thread.current.isCancelled {
        if let bytes = try? port.read(atMost: 100, timeout: .zero), !bytes.isEmpty {
          try? port.write(bytes, timeout: .zero)
        }
      }
    }
    echo.start()
    let link = BoardLink(transport: line.host())
    await #expect(throws: LinkError.self) { try await link.connect() }
    await link.close()
    echo.cancel()
  }
}

/// Reproducible random numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
