import EdgeDrivers
import EdgeLink
import EdgeRunner
import EdgeWire
import Foundation
import Testing

/// What happens to one byte of a stream.
enum Fault: Sendable, Hashable, CaseIterable {
  case dropped, duplicated, corrupted, delayed
  /// Nothing but a short pause before it.
  case split

  /// What becomes of the byte that is hit.
  func result(_ byte: UInt8, number: Int) -> [UInt8] {
    switch self {
    case .dropped: []
    case .duplicated: [byte, byte]
    case .corrupted: [byte ^ 1 << UInt8(number * 5 % 8)]
    case .delayed, .split: [byte]
    }
  }
}

enum Direction: Sendable, Hashable, CaseIterable {
  case toBoard, toHost
}

/// One byte of a transaction is dropped, doubled, changed or late, at every place.
///
/// Whatever happens, the run ends, with the right result or an error that names the step; so does the next one, which
/// may be the first to notice; and the one after that works, on the same link.
@Suite struct BoardFaultTests {
  private static let input = (0..<70).map { UInt8(truncatingIfNeeded: $0 * 41 + 7) }
  private static let expected = input.map { $0 ^ 0x5A }

  private func bench(_ kind: LinkKind, _ line: SimulatedLine) async throws -> BoardBench {
    try await BoardBench(ArithmeticRunner(byteCount: 70), generation: kind.generation, line: line) {
      $0.largePacketByteCount = kind.largePacketByteCount
      $0.nodeLines = 1
    }
  }

  private func check(
    _ kind: LinkKind, _ parameters: RunParameters, _ fault: Fault, _ direction: Direction, at position: Int
  ) async throws {
    let place = Comment("\(fault) \(direction) at \(position)")
    let line = SimulatedLine(hit: .init(fault: fault, direction: direction, number: position))
    let bench = try await bench(kind, line)
    let link = bench.link()
    let order = BoardRunOrder(modelName: "net", parameters: parameters, inputs: [Self.input])
    _ = try await link.models()
    line.arm()
    var failures = 0
    for _ in 0..<3 {
      do {
        let run = try await link.run(order)
        #expect(run.outputs[0].bytes == Self.expected, place)
      } catch {
        failures += 1
        #expect(!error.step.isEmpty)
        #expect(failures == 1 && fault != .split, "\(place): \(error)")
      }
    }
    await link.close()
    await bench.stop()
  }

  /// Bytes each way of one run, verification included.
  private func traffic(_ kind: LinkKind, _ parameters: RunParameters) async throws -> [Direction: Int] {
    let line = SimulatedLine()
    let bench = try await bench(kind, line)
    let link = bench.link()
    _ = try await link.models()
    line.arm()
    _ = try await link.run(BoardRunOrder(modelName: "net", parameters: parameters, inputs: [Self.input]))
    await link.close()
    await bench.stop()
    return [.toBoard: line.byteCount(.toBoard), .toHost: line.byteCount(.toHost)]
  }

  @Test(arguments: LinkKind.all, [Fault.dropped, .duplicated, .corrupted, .delayed])
  func aFaultAnywhereEndsInAnErrorOrTheRightResult(_ kind: LinkKind, _ fault: Fault) async throws {
    for parameters in [RunParameters.ioOnly, .perLayerWithData] {
      let traffic = try await traffic(kind, parameters)
      for direction in Direction.allCases {
        let total = traffic[direction] ?? 0
        // In large packets most bytes are padding.
        let step = max(7, total / 40)
        for position in stride(from: fault == .dropped ? 0 : 3, to: total, by: step) {
          try await check(kind, parameters, fault, direction, at: position)
        }
      }
    }
  }

  @Test(arguments: [Fault.dropped, .duplicated, .corrupted], Direction.allCases)
  func aFaultAtEachByteIsSurvived(_ fault: Fault, _ direction: Direction) async throws {
    let kind = LinkKind(generation: .second, largePacketByteCount: 0)
    let total = try await traffic(kind, .ioOnly)[direction] ?? 0
    for position in 0..<total { try await check(kind, .ioOnly, fault, direction, at: position) }
  }

  /// Boards read byte by byte, so only what they send can come in pieces.
  @Test func answersMayBeSplitAtEachByte() async throws {
    let kind = LinkKind(generation: .second, largePacketByteCount: 0)
    let total = try await traffic(kind, .ioOnly)[.toHost] ?? 0
    for position in 0..<total { try await check(kind, .ioOnly, .split, .toHost, at: position) }
  }

  /// Writes and reads memory, which the board sums on both ways.
  @Test(arguments: Fault.allCases, Direction.allCases)
  func memoryIsNeverWrongUnnoticed(_ fault: Fault, _ direction: Direction) async throws {
    let kind = LinkKind(generation: .second, largePacketByteCount: 0)
    let bytes = (0..<1100).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    func roundTrip(_ link: BoardLink) async throws(LinkError) {
      try await link.writeMemory(bytes, address: 0x2000_0000)
      let read = try await link.readMemory(address: 0x2000_0000, byteCount: bytes.count)
      #expect(read == bytes)
    }
    var total = 0
    for position in [-1] + Array(stride(from: 2, to: 3500, by: 29)) where position < 0 || position < total {
      let line = SimulatedLine(hit: .init(fault: fault, direction: direction, number: position))
      let bench = try await bench(kind, line)
      let link = bench.link()
      _ = try await link.connect()
      line.arm()
      var failures = 0
      for _ in 0..<3 {
        do throws(LinkError) {
          try await roundTrip(link)
        } catch {
          failures += 1
          #expect(failures == 1 && fault != .split && position >= 0, "\(fault) \(direction) at \(position): \(error)")
        }
        if position < 0, total == 0 { total = line.byteCount(direction) }
      }
      await link.close()
      await bench.stop()
    }
  }
}
