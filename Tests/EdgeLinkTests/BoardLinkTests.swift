import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Foundation
import Synchronization
import Testing

@Suite struct BoardLinkTests {
  static let input = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 37) }
  static let output = input.map { $0 ^ 0x5A }

  private func reason(_ body: () async throws -> Void) async -> LinkError? {
    do {
      try await body()
      return nil
    } catch let error as LinkError {
      return error
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test(arguments: LinkKind.all) func everyKindOfBoardIsFoundAndRuns(_ kind: LinkKind) async throws {
    let bench = try await BoardBench(generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    }
    let link = bench.link()
    let identity = try await link.connect()
    #expect(identity.generation == kind.generation)
    #expect(identity.system.largePacketByteCount == UInt32(kind.largePacketByteCount))
    #expect(try await link.models().map(\.name) == ["net"])
    for _ in 0..<3 {
      let run = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input]))
      #expect(run.outputs[0].bytes == Self.output)
      #expect(run.nodes.isEmpty)
    }
    await link.close()
    await bench.stop()
  }

  @Test(arguments: LinkKind.all) func nodesArriveInOrderWithTheirData(_ kind: LinkKind) async throws {
    let bench = try await BoardBench(generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
      $0.nodeLines = 2
    }
    let link = bench.link()
    let seen = Mutex<[Int]>([])
    let order = BoardRunOrder(modelName: "net", parameters: .perLayerWithData, inputs: [Self.input])
    let run = try await link.run(order) { node, index in
      seen.withLock { $0.append(index) }
      return !node.tensors.isEmpty
    }
    #expect(seen.withLock { $0 } == [0, 1])
    #expect(run.nodes.map { $0.tensors[0].bytes } == [Self.input.map { $0 &+ 1 }, Self.output])
    #expect(run.nodes.map(\.report.kind) == [0x103, 0x113])
    #expect(run.nodes.map(\.report.identifier) == [0, 3])
    #expect(run.nodes.map(\.report.duration) == [0.25, 0.5])
    #expect(run.nodes[1].extra == ["line:1:0", "line:1:1"])
    let timed = try await link.run(BoardRunOrder(modelName: "net", parameters: .perLayer, inputs: [Self.input]))
    #expect(timed.nodes.map { $0.tensors[0].bytes.count } == [0, 0])
    await link.close()
    await bench.stop()
  }

  @Test func performanceRunsKeepTheOutputsOnTheBoard() async throws {
    let bench = try await BoardBench()
    let link = bench.link()
    let order = BoardRunOrder(modelName: "net", parameters: [.performance, .constantValue], inputs: [[7]])
    let run = try await link.run(order)
    #expect(run.outputs.map(\.bytes.count) == [0, 0])
    #expect(run.model.duration == 1)
    await link.close()
    await bench.stop()
  }

  @Test func severalModelsAreToldApart() async throws {
    let runner = ArithmeticRunner([
      .init(name: "dir/first.tflite", byteCount: 40), .init(name: "first", byteCount: 70, key: 3),
      .init(name: "Zweites Modell", byteCount: 10, key: 4, inputCount: 2),
    ])
    let bench = try await BoardBench(runner) { $0.configurationLines = ["s:config:mcu_freq:800000000", "hello"] }
    let logs = Mutex<[BoardLog]>([])
    let link = bench.link(events: DeviceEvents(log: { line in logs.withLock { $0.append(line) } }))
    let models = try await link.models()
    #expect(models.map(\.name) == ["first", "first_2", "Zweites_Modell"])
    #expect(models[0].configuration.map(\.value) == ["800000000"])
    #expect(logs.withLock { $0.map(\.text) }.suffix(2) == ["s:config:mcu_freq:800000000", "hello"])
    #expect(logs.withLock { $0.map(\.level) }.suffix(2) == [.debug, .information])
    #expect(models[1].inputs[0].elementCount == 70)
    #expect(models[1].description.macs == 1234)
    let second = [UInt8](repeating: 9, count: 70)
    let run = try await link.run(BoardRunOrder(modelName: "first_2", inputs: [second]))
    #expect(run.outputs[0].bytes == second.map { $0 ^ 3 })
    let third = try await link.run(
      BoardRunOrder(modelName: "Zweites_Modell", inputs: [Array(second[..<10]), Array(second[..<10])]))
    #expect(third.outputs[0].bytes == second[..<10].map { $0 ^ 4 })
    await link.close()
    await bench.stop()
  }

  @Test func refusalsNameTheStepAndLeaveTheLinkReady() async throws {
    let bench = try await BoardBench(
      ArithmeticRunner([.init(name: "net", byteCount: 300), .init(name: "bad", byteCount: 8, fails: true)]))
    let link = bench.link()
    let unknown = await reason { _ = try await link.run(BoardRunOrder(modelName: "nobody", inputs: [Self.input])) }
    #expect(unknown?.reason == .refused(.invalidParameter, 0))
    let failing = await reason {
      _ = try await link.run(BoardRunOrder(modelName: "bad", inputs: [[UInt8](repeating: 0, count: 8)]))
    }
    #expect(failing?.reason == .refused(.generic, 10))
    #expect(failing?.step == "model report")
    let wrong = await reason {
      _ = try await link.run(
        BoardRunOrder(modelName: "net", parameters: .constantValue, inputs: [[UInt8](repeating: 1, count: 5)]))
    }
    #expect(wrong?.reason == .refused(.invalidSize, 5))
    let run = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input]))
    #expect(run.outputs[0].bytes == Self.output)
    // A size the board does not expect is noticed before it is sent; the board must be freed then.
    let short = await reason { _ = try await link.run(BoardRunOrder(modelName: "net", inputs: [[1, 2]])) }
    #expect(short?.step == "run request for net")
    let again = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input]))
    #expect(again.outputs[0].bytes == Self.output)
    await link.close()
    await bench.stop()
  }

  @Test(arguments: LinkKind.all) func memoryIsReadWrittenAndSummed(_ kind: LinkKind) async throws {
    let bench = try await BoardBench(generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    }
    let link = bench.link()
    let address = try #require(try await link.models().first?.inputs.first?.address)
    let bytes = (0..<2500).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    try await link.writeMemory(bytes, address: address)
    #expect(try await link.readMemory(address: address, byteCount: bytes.count) == bytes)
    let sum = try await link.memoryChecksum(address: address, byteCount: bytes.count)
    #expect(sum == bytes.withUnsafeBytes { BSDChecksum($0).value })
    #expect(try await link.selfTest(0) == 0)
    let outside = await reason { _ = try await link.readMemory(address: 0x1000, byteCount: 4) }
    #expect(outside?.reason == .refused(.invalidParameter, 4))
    await link.close()
    await bench.stop()
  }

  @Test func exchangesQueueAndNeverInterleave() async throws {
    let bench = try await BoardBench()
    let link = bench.link()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<24 {
        group.addTask {
          let input = [UInt8](repeating: UInt8(index), count: 300)
          let run = try await link.run(BoardRunOrder(modelName: "net", inputs: [input]))
          #expect(run.outputs[0].bytes == input.map { $0 ^ 0x5A })
        }
      }
      try await group.waitForAll()
    }
    await link.close()
    await bench.stop()
  }

  /// A link whose run was cancelled while the board computed.
  private func cancelledRun(_ kind: LinkKind) async throws -> (bench: BoardBench, link: BoardLink) {
    let gate = Gate()
    let runner = ArithmeticRunner([
      .init(name: "slow", byteCount: 300, gate: gate), .init(name: "net", byteCount: 300),
    ])
    let bench = try await BoardBench(runner, generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    }
    let link = bench.link()
    _ = try await link.models()
    let task = Task { try await link.run(BoardRunOrder(modelName: "slow", inputs: [Self.input])) }
    await gate.arrival()
    task.cancel()
    // The board still computes.
    let error = await reason { _ = try await task.value }
    #expect(error?.reason == .cancelled)
    gate.open()
    return (bench, link)
  }

  @Test(arguments: LinkKind.all) func aCancelledExchangeLeavesAUsableLink(_ kind: LinkKind) async throws {
    let (bench, link) = try await cancelledRun(kind)
    let run = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input]))
    #expect(run.outputs[0].bytes == Self.output)
    await link.close()
    await bench.stop()
  }

  /// The next host may be one that neither looks for large packets nor for the start of a request.
  @Test(arguments: LinkKind.all) func anInterruptedHostLeavesTheBoardAsItFoundIt(_ kind: LinkKind) async throws {
    let (bench, link) = try await cancelledRun(kind)
    let ending = Task { await link.interruptAndClose() }
    ending.cancel()
    await ending.value
    let next = bench.link {
      $0.generation = kind.generation
      $0.wakesSilentBoards = false
      $0.timeouts.recovery = .milliseconds(900)
    }
    #expect(try await next.connect().generation == kind.generation)
    await next.close()
    await bench.stop()
  }

  @Test func anObserverThatStopsTheRunLeavesTheLinkReady() async throws {
    let bench = try await BoardBench()
    let link = bench.link()
    let order = BoardRunOrder(modelName: "net", parameters: .perLayer, inputs: [Self.input])
    let error = await reason { _ = try await link.run(order) { _, _ in false } }
    #expect(error?.reason == .stopped)
    #expect(try await link.run(order).outputs[0].bytes == Self.output)
    await link.close()
    await bench.stop()
  }

  @Test func aClosedLinkSaysSo() async throws {
    let bench = try await BoardBench()
    let link = bench.link()
    _ = try await link.connect()
    await link.close()
    await link.close()
    let error = await reason { _ = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input])) }
    #expect(error?.reason == .closed)
    await bench.stop()
  }

  @Test func closingInterruptsTheExchangeInWork() async throws {
    let gate = Gate()
    let bench = try await BoardBench(ArithmeticRunner([.init(name: "slow", byteCount: 300, gate: gate)]))
    let link = bench.link()
    _ = try await link.models()
    let task = Task { try await link.run(BoardRunOrder(modelName: "slow", inputs: [Self.input])) }
    await gate.arrival()
    // The board still computes.
    await link.interruptAndClose()
    #expect(await reason { _ = try await task.value }?.reason == .closed)
    gate.open()
    await bench.stop()
  }

  @Test func progressAndTimesAreReported() async throws {
    let bench = try await BoardBench(ArithmeticRunner(byteCount: 40_000))
    let reports = Mutex<[TransferProgress]>([])
    let link = bench.link(events: DeviceEvents(progress: { report in reports.withLock { $0.append(report) } }))
    let input = [UInt8](repeating: 1, count: 40_000)
    let run = try await link.run(BoardRunOrder(modelName: "net", inputs: [input]))
    let uploads = reports.withLock { $0.filter { $0.direction == .upload } }
    #expect(uploads.count == 100 && uploads.last?.transferred == uploads.last?.total)
    #expect(reports.withLock { $0.contains { $0.direction == .download } })
    #expect(run.upload > .zero && run.download > .zero)
    await link.close()
    await bench.stop()
  }

  @Test(arguments: [(Direction.toBoard, 34 + 34 + 50), (.toHost, 34 + 9 + 34 + 2 * 34 + 5 * 34 + 12)])
  func damageThatOnlyTheChecksumSeesIsFound(_ direction: Direction, _ position: Int) async throws {
    let line = SimulatedLine(hit: .init(fault: .corrupted, direction: direction, number: position))
    let bench = try await BoardBench(line: line)
    let link = bench.link()
    _ = try await link.models()
    line.arm()
    let error = await reason { _ = try await link.run(BoardRunOrder(modelName: "net", inputs: [Self.input])) }
    if case .checksum = error?.reason {} else { Issue.record("\(String(describing: error))") }
    #expect(error?.step == (direction == .toBoard ? "upload of input #1" : "download of output #1"))
    await link.close()
    await bench.stop()
  }
}
