import EdgeBoards
import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

@Suite("Descriptors of virtual boards") struct QEMUDescriptorTests {
  @Test(
    "wrong descriptors say what is wrong and what there is",
    arguments: [
      ("qemu:", "boards to emulate: qemu-mps2-an386"), ("qemu:qemu-mps3-an574?model=m.tflite", "qemu-mps3-an547"),
      ("qemu:stm32n6570-dk?model=m.tflite", "serial:PORT:BAUD"), ("qemu:qemu-mps3-an547", "model="),
      ("qemu:qemu-mps3-an547?model=a.tflite&elf=b.elf", "elf="), ("qemu:qemu-mps3-an547?modle=m.tflite", "model"),
      ("qemu:qemu-mps3-an547?model=m.tflite&icount=maybe", "on, off"),
    ])
  func wrongDescriptors(_ text: String, _ part: String) async throws {
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect(text) }
    #expect(error?.code == .invalidDescriptor)
    #expect(error?.description.contains(part) == true)
  }

  @Test("a model that is not there is named before anything is built")
  func missingModel() async {
    let error = await #expect(throws: RunnerError.self) {
      try await Drivers.connect("qemu:qemu-mps3-an547?model=/no/such.tflite")
    }
    #expect(error?.code == .invalidModel)
    #expect(error?.message.contains("/no/such.tflite") == true)
  }
}

@Suite("Virtual boards", .enabled(if: VirtualBoards.areAvailable, "\(VirtualBoards.whyMissing)"), .serialized)
struct QEMUDriverTests {
  @Test("a virtual board computes what the engine does, node by node, and counts the same instructions each time")
  func equalsEngine() async throws {
    let model = try SmallModel.shared.get()
    let runner = try await model.connect()
    #expect(runner.information.driver == "qemu")
    #expect(runner.information.details.contains { $0.name == "time" && $0.value.contains("no measure of time") })
    #expect(!runner.capabilities.contains(.cycleCounters))
    let session = try await runner.makeSession()
    #expect(session.model.name == "small")
    let plain = try await session.invoke(model.inputs)
    #expect(contents(plain.outputs) == contents(model.outputs))
    var counts: [[UInt64?]] = []
    for _ in 0..<3 {
      let run = try await session.invoke(model.inputs, mode: .perLayerWithData, observer: nil)
      let nodes = try #require(run.profile.nodes.first)
      #expect(nodes.map { contents($0.data) } == model.nodes.map(contents))
      #expect(nodes.map(\.node.sourceOperators) == model.plan.nodes.map(\.sourceOperators))
      #expect(nodes.map(\.node.macs) == model.plan.nodes.map(\.macs))
      #expect(nodes.allSatisfy { $0.cycles == nil })
      counts.append(nodes.map(\.instructions))
    }
    // The first run may differ by what starting a network costs.
    // The board's counter ticks a little slower than instructions come, so a count is known to one instruction.
    for (first, second) in zip(counts[1], counts[2]) {
      #expect(abs(Int(first ?? 0) - Int(second ?? 0)) <= 1)
    }
    #expect(counts[1].allSatisfy { ($0 ?? 0) > 100 })
    await runner.close()
  }

  @Test("without virtual time nothing is counted")
  func hostTime() async throws {
    let model = try SmallModel.shared.get()
    let runner = try await model.connect("&icount=off")
    let run = try await runner.makeSession().invoke(model.inputs, mode: .perLayer, observer: nil)
    #expect(contents(run.outputs) == contents(model.outputs))
    #expect(run.profile.nodes[0].allSatisfy { $0.cycles == nil && $0.instructions == nil })
    await runner.close()
  }

  @Test("portable kernels take more instructions and give the same results")
  func portableKernels() async throws {
    let model = try SmallModel.shared.get()
    var totals: [UInt64] = []
    for parameters in ["", "&kernels=portable"] {
      let runner = try await model.connect(parameters)
      let session = try await runner.makeSession()
      let run = try await session.invoke(model.inputs, mode: .perLayer, observer: nil)
      #expect(contents(run.outputs) == contents(model.outputs))
      totals.append(run.profile.nodes[0].compactMap(\.instructions).reduce(0, +))
      await runner.close()
    }
    #expect(totals[0] < totals[1])
  }

  @Test("firmware is built once, and the emulator ends with the runner")
  func cachesAndCleansUp() async throws {
    let model = try SmallModel.shared.get()
    let emulated = try model.emulated()
    let date = try FileManager.default.attributesOfItem(atPath: emulated.firmware)[.modificationDate] as? Date
    #expect(try model.emulated().firmware == emulated.firmware)
    #expect(try FileManager.default.attributesOfItem(atPath: emulated.firmware)[.modificationDate] as? Date == date)
    let partial = try FileManager.default.contentsOfDirectory(atPath: model.cache.folder.path)
    #expect(!partial.contains { $0.hasSuffix(".partial") })
    let line = try emulated.start()
    let runner = try await BoardRunner(transport: line, driver: "qemu", options: LinkOptions().forEmulatedBoards)
    #expect(line.process.end == nil)
    await runner.close()
    #expect(line.process.waitForEnd(within: .seconds(60)) != nil)
    let late = await #expect(throws: RunnerError.self) { try await runner.makeSession().invoke(model.inputs) }
    #expect(late?.code == .notConnected)
  }

  @Test("an emulator that is killed is an error that says so, and the next connection works")
  func survivesKilledEmulators() async throws {
    let model = try SmallModel.shared.get()
    let emulated = try model.emulated()
    for _ in 0..<3 {
      let line = try emulated.start()
      let runner = try await BoardRunner(transport: line, driver: "qemu", options: LinkOptions().forEmulatedBoards)
      let session = try await runner.makeSession()
      #expect(contents(try await session.invoke(model.inputs).outputs) == contents(model.outputs))
      kill(line.process.identifier, SIGKILL)
      let error = await #expect(throws: RunnerError.self) { try await session.invoke(model.inputs) }
      #expect(error?.message.contains("signal 9") == true, "\(error?.description ?? "")")
      await runner.close()
    }
  }

  @Test("weights that were changed in memory are found by their checksum, and the run says so")
  func corruptedWeights() async throws {
    let model = try SmallModel.shared.get()
    let runner = try await BoardRunner(
      transport: model.emulated().start(), driver: "qemu", options: LinkOptions().forEmulatedBoards)
    let session = try await runner.makeSession()
    let weights = try BoardSpecification.named(SmallModel.board).region(.weights).address
    let original = try await runner.readMemory(address: weights + 100, byteCount: 1)
    try await runner.writeMemory([original[0] ^ 0x10], address: weights + 100)
    let error = await #expect(throws: RunnerError.self) { try await session.invoke(model.inputs) }
    #expect(error?.code == .deviceFailure)
    #expect(error?.message.contains("the weights of small") == true, "\(error?.description ?? "")")
    #expect(error?.message.contains("CRC-32") == true)
    try await runner.writeMemory(original, address: weights + 100)
    #expect(contents(try await session.invoke(model.inputs).outputs) == contents(model.outputs))
    await runner.close()
  }
}
