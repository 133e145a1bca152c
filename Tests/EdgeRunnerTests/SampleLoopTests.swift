import EdgeModel
import EdgeRunner
import Testing

@Suite("One invocation, sample by sample") struct SampleLoopTests {
  private let model = ModelInformation(
    name: "m", inputs: [.init(name: "a", shape: [1, 2], elementType: .uint8)],
    outputs: [.init(name: "sum", shape: [1, 1], elementType: .uint8)])

  private func loop(
    _ inputs: [Tensor], mode: InvocationMode = .ioOnly, observer: (any NodeObserver)? = nil,
    capabilities: Capabilities = [.perLayer, .intermediateData, .performanceOnly]
  ) throws(RunnerError) -> SampleLoop {
    try SampleLoop(
      inputs, of: model, mode: mode, observer: observer, capabilities: capabilities, runtime: "a runtime")
  }

  private func tensor(_ values: [UInt8]) -> Tensor {
    Tensor(shape: [values.count / 2, 2], elementType: .uint8, values: values)
  }

  /// Adds the two numbers of each sample, in one second each.
  private func run(_ loop: inout SampleLoop, nodes: [NodeProfile] = []) throws(RunnerError) {
    var loaded: [UInt8] = []
    var sum: UInt8 = 0
    try loop.run(
      load: { _, bytes in loaded = Array(bytes) },
      compute: { _ in
        sum = loaded.reduce(0, +)
        return .init(duration: .seconds(1), nodes: nodes)
      },
      store: { position, room in
        #expect(position == 0)
        room[0] = sum
      })
  }

  @Test("every sample's inputs go in and its outputs come out joined") func joinsSamples() throws {
    var loop = try loop([tensor([1, 2, 3, 4, 5, 6])])
    #expect(loop.samples == 0..<3)
    try run(&loop)
    let result = loop.result()
    #expect(result.outputs.map(\.shape) == [[3, 1]])
    #expect(result.outputs[0].array(of: UInt8.self) == [3, 7, 11])
    #expect(result.profile.durations == [.seconds(1), .seconds(1), .seconds(1)])
    #expect(result.profile.nodes.isEmpty)
  }

  @Test("a run for times only stores no outputs") func storesNothingForTimes() throws {
    var loop = try loop([tensor([1, 2])], mode: .performanceOnly)
    try loop.run(
      load: { _, _ in }, compute: { _ in .init(duration: .zero) },
      store: { _, _ in Issue.record("an output was asked for") })
    #expect(loop.result().outputs.isEmpty)
  }

  @Test(
    "nodes are kept in all modes but the plain one, sample by sample",
    arguments: [(InvocationMode.ioOnly, 0), (.perLayer, 2), (.perLayerWithData, 2), (.performanceOnly, 2)])
  func keepsNodes(mode: InvocationMode, count: Int) throws {
    final class Observer: NodeObserver {
      func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision { .proceed }
    }
    var loop = try loop([tensor([1, 2, 3, 4])], mode: mode, observer: Observer())
    #expect(loop.needs.nodes)
    try run(&loop, nodes: [NodeProfile(node: NodeDescription(index: 0, name: "n", kind: "ADD"))])
    #expect(loop.result().profile.nodes.count == count)
  }

  @Test("nodes that a runner does not report leave no empty lists") func dropsEmptyNodes() throws {
    var loop = try loop([tensor([1, 2, 3, 4])], mode: .perLayer)
    try run(&loop)
    #expect(loop.result().profile.nodes.isEmpty)
  }

  @Test("a cost of nodes is the sum of those that were timed") func addsNodes() {
    let node = NodeDescription(index: 0, name: "n", kind: "ADD")
    let cost = SampleLoop.Cost(nodes: [
      NodeProfile(node: node, duration: .seconds(1)), NodeProfile(node: node),
      NodeProfile(node: node, duration: .seconds(2)),
    ])
    #expect(cost.duration == .seconds(3) && cost.nodes.count == 3)
  }

  @Test("inputs that do not fit and modes that the runner lacks are refused before anything runs") func refuses() {
    let wrong = #expect(throws: RunnerError.self) { try loop([tensor([1, 2]), tensor([1, 2])]) }
    #expect(wrong?.code == .invalidArgument)
    let lacking = #expect(throws: RunnerError.self) { try loop([tensor([1, 2])], mode: .perLayer, capabilities: []) }
    #expect(lacking?.code == .missingCapability)
  }

  @Test("an error of a sample ends the run") func stopsAtErrors() throws {
    var loop = try loop([tensor([1, 2, 3, 4])])
    var seen: [Int] = []
    let error = #expect(throws: RunnerError.self) {
      try loop.run(
        load: { _, _ in },
        compute: { sample throws(RunnerError) in
          seen.append(sample)
          throw RunnerError(.deviceFailure, "it broke")
        }, store: { _, _ in })
    }
    #expect(error?.code == .deviceFailure && seen == [0])
  }
}
