import EdgeDrivers
import EdgeEvaluation
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Foundation
import Synchronization
import Testing

@Suite struct BoardRunnerTests {
  private static let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }

  private func input(_ bytes: [UInt8], samples: Int = 1) -> Tensor {
    Tensor(shape: [samples, bytes.count / samples], elementType: .uint8, values: bytes)
  }

  private func runner(
    _ bench: BoardBench, options: LinkOptions = LinkOptions()
  ) async throws -> BoardRunner {
    try await BoardRunner(transport: bench.line.host(), driver: "test", options: options)
  }

  @Test func aBoardDescribesItselfAndItsModels() async throws {
    let bench = try await BoardBench(
      ArithmeticRunner([.init(name: "a", byteCount: 300), .init(name: "b", byteCount: 9)]))
    let runner = try await runner(bench)
    #expect(runner.information.runtime == "ST.AI (st-ai api)")
    #expect(runner.information.device == "software family - 0xED6E - EdgeRunner software board @1000/500MHz")
    let details = Dictionary(uniqueKeysWithValues: runner.information.details.map { ($0.name, $0.value) })
    #expect(details["protocol"] == "3.1, generation 2, 32-byte packets")
    #expect(details["compiler"] == "GCC")
    #expect(details["attributes"] == "fpu")
    #expect(runner.models.map(\.name) == ["a", "b"])
    let model = runner.models[0]
    #expect(model.inputs.map(\.name) == ["input_1"])
    #expect(model.outputs.map(\.name) == ["sum", "plain"])
    #expect(model.outputs[0].shape == [1, 300])
    #expect(model.outputs[0].quantization == Quantization(scale: 0.5, zeroPoint: 3))
    #expect(model.macs == 1234 && model.weightsByteCount == 4096 && model.activationsByteCount == 512)
    #expect(model.nodeCount == 2 && model.hash == "0123456789abcdef")
    #expect(
      runner.capabilities == [
        .perLayer, .intermediateData, .cycleCounters, .memoryAccess, .memoryChecksum, .selfTest, .performanceOnly,
      ])
    await runner.close()
    await bench.stop()
  }

  @Test(arguments: LinkKind.all) func everyModeReportsWhatItPromises(_ kind: LinkKind) async throws {
    let bench = try await BoardBench(generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    }
    let runner = try await runner(bench)
    let session = try await runner.makeSession()
    let expected = Self.bytes.map { $0 ^ 0x5A }
    for mode in InvocationMode.allCases {
      let result = try await session.invoke([input(Self.bytes)], mode: mode, observer: nil)
      if mode == .performanceOnly {
        #expect(result.outputs.isEmpty)
      } else {
        #expect(result.outputs[0].array(of: UInt8.self) == expected)
        #expect(result.outputs.map(\.shape) == [[1, 300], [1, 3]])
      }
      switch mode {
      case .ioOnly, .performanceOnly:
        #expect(result.profile.nodes.isEmpty)
        #expect(result.profile.durations == [.milliseconds(1)])
      case .perLayer, .perLayerWithData:
        let nodes = try #require(result.profile.nodes.first)
        #expect(nodes.map(\.node.kind) == ["Conv2D (0x103)", "Eltwise (0x113)"])
        #expect(nodes.map(\.node.name) == ["node_0", "node_1"])
        #expect(nodes.map(\.node.sourceOperators) == [[0], [3]])
        #expect(nodes.map(\.duration) == [.microseconds(250), .microseconds(500)])
        #expect(nodes.map(\.cycles) == [250_000, 500_000])
        #expect(result.profile.durations == [.microseconds(750)])
        let data = nodes.map { $0.data.first?.array(of: UInt8.self) }
        #expect(data == (mode == .perLayer ? [nil, nil] : [Self.bytes.map { $0 &+ 1 }, expected]))
      }
      #expect(result.profile.transfer != nil)
    }
    await runner.close()
    await bench.stop()
  }

  @Test func batchesAreRunSampleBySample() async throws {
    let bench = try await BoardBench(ArithmeticRunner(byteCount: 100))
    let runner = try await runner(bench)
    let session = try await runner.makeSession(modelName: "net")
    let result = try await session.invoke([input(Self.bytes, samples: 3)])
    #expect(result.outputs[0].shape == [3, 100])
    #expect(result.outputs[0].array(of: UInt8.self) == Self.bytes.map { $0 ^ 0x5A })
    #expect(result.profile.durations.count == 3)
    await runner.close()
    await bench.stop()
  }

  private final class Watcher: NodeObserver {
    let wantsData: Bool
    let stopAt: Int
    let seen = Mutex<[NodeProfile]>([])

    init(wantsData: Bool, stopAt: Int = .max) {
      self.wantsData = wantsData
      self.stopAt = stopAt
    }

    func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision {
      seen.withLock { $0.append(profile) }
      return profile.node.index >= stopAt ? .stop : .proceed
    }
  }

  @Test func observersSeeNodesAndMayStop() async throws {
    let bench = try await BoardBench()
    let runner = try await runner(bench)
    let session = try await runner.makeSession()
    let watcher = Watcher(wantsData: true)
    let result = try await session.invoke([input(Self.bytes)], mode: .ioOnly, observer: watcher)
    #expect(watcher.seen.withLock { $0.map(\.data.count) } == [1, 1])
    #expect(result.profile.nodes.isEmpty)
    let stopper = Watcher(wantsData: false, stopAt: 0)
    let error = await #expect(throws: RunnerError.self) {
      try await session.invoke([input(Self.bytes)], mode: .perLayer, observer: stopper)
    }
    #expect(error?.code == .cancelled)
    #expect(stopper.seen.withLock { $0.count } == 1)
    _ = try await session.invoke([input(Self.bytes)])
    await runner.close()
    await bench.stop()
  }

  @Test func memoryAndSelfTestsAreReached() async throws {
    let bench = try await BoardBench()
    let runner = try await runner(bench)
    try await runner.writeMemory(Self.bytes, address: 0x2000_0000)
    #expect(try await runner.readMemory(address: 0x2000_0000, byteCount: 300) == Self.bytes)
    let sum = try await runner.memoryChecksum(address: 0x2000_0000, byteCount: 300)
    #expect(sum == Self.bytes.withUnsafeBytes { BSDChecksum($0).value })
    #expect(try await runner.memoryMatches(Self.bytes, address: 0x2000_0000))
    #expect(try await !runner.memoryMatches(Self.bytes.map { $0 ^ 1 }, address: 0x2000_0000))
    let segments = try runner.memorySegments()
    #expect(segments.map(\.name) == ["weights", "activations"] && segments.map(\.isReadOnly) == [true, false])
    #expect(segments.map(\.byteCount) == [4096, 512])
    #expect(throws: RunnerError.self) { try runner.memorySegments(ofModel: "other") }
    #expect(try await runner.selfTest(0) == 0)
    await runner.close()
    await bench.stop()
    let plain = try await BoardBench { $0.hasMemoryAccess = false }
    let second = try await self.runner(plain)
    let error = await #expect(throws: RunnerError.self) { try await second.readMemory(address: 0, byteCount: 1) }
    #expect(error?.code == .missingCapability)
    #expect(try await second.makeSession().invoke([input(Self.bytes)]).outputs.count == 2)
    await second.close()
    await plain.stop()
  }

  @Test func layersAreMatchedByTheOperatorThatComputesThem() async throws {
    let bench = try await BoardBench()
    let runner = try await runner(bench)
    #expect(runner.information.isRemote)
    var recorder = SampleRecorder(
      try await runner.makeSession(), of: runner, detail: .data, resultsByOperator: [0: [10], 3: [13, 14]])
    let sample = try await recorder.record([input(Self.bytes)])
    #expect(sample.results.map(\.key) == [.number(10), .number(13)])
    #expect(
      sample.results.map { $0.data.array(of: UInt8.self) } == [
        Self.bytes.map { $0 &+ 1 }, Self.bytes.map { $0 ^ 0x5A },
      ])
    #expect(recorder.detail == .data && recorder.loss == nil)
    var timing = SampleRecorder(try await runner.makeSession(), of: runner, detail: .nodes)
    let timed = try await timing.record([input(Self.bytes)])
    #expect(timed.results.isEmpty && timed.nodes.count == 2)
    await runner.close()
    await bench.stop()
  }

  @Test func errorsAreOfTheContract() async throws {
    let bench = try await BoardBench(
      ArithmeticRunner([.init(name: "net", byteCount: 300), .init(name: "bad", byteCount: 8, fails: true)]))
    let runner = try await runner(bench)
    let session = try await runner.makeSession()
    func code(_ body: () async throws -> Void) async -> RunnerError.Code? {
      await #expect(throws: RunnerError.self) { try await body() }?.code
    }
    #expect(await code { _ = try await runner.makeSession(modelName: "other") } == .invalidArgument)
    #expect(await code { _ = try await session.invoke([]) } == .invalidArgument)
    #expect(await code { _ = try await session.invoke([input([1, 2, 3])]) } == .invalidArgument)
    let bad = try await runner.makeSession(modelName: "bad")
    #expect(await code { _ = try await bad.invoke([input([UInt8](repeating: 0, count: 8))]) } == .deviceFailure)
    await bench.stop()
    #expect(await code { _ = try await session.invoke([input(Self.bytes)]) } == .notConnected)
    await runner.close()
    await runner.close()
    #expect(await code { _ = try await session.invoke([input(Self.bytes)]) } == .notConnected)
  }

  @Test func aRunnerWithoutNodesMakesABoardWithout() async throws {
    let bench = try await BoardBench(PlainRunner())
    let runner = try await runner(bench)
    #expect(!runner.capabilities.contains(.perLayer))
    let session = try await runner.makeSession()
    let error = await #expect(throws: RunnerError.self) {
      try await session.invoke([input(Self.bytes)], mode: .perLayer, observer: nil)
    }
    #expect(error?.code == .missingCapability)
    await runner.close()
    await bench.stop()
  }

  /// Outputs only.
  private final class PlainRunner: Runner {
    let base = ArithmeticRunner()
    var information: RunnerInformation { base.information }
    var models: [ModelInformation] { base.models }
    let capabilities: Capabilities = []
    func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
      try await base.makeSession(modelName: modelName)
    }
    func close() async {}
  }
}
