import EdgeRunner
import Testing

/// Notes the nodes it sees, wants some of them, and may stop.
private final class Watcher: NodeObserver, @unchecked Sendable {
  let wantsData: Bool
  private let wanted: Set<Int>
  private let stopsBefore: Int?
  private let stopsAfter: Int?
  private(set) var seen: [Int] = []

  init(wantsData: Bool = true, wanted: Set<Int> = [0, 1, 2, 3], stopsBefore: Int? = nil, stopsAfter: Int? = nil) {
    self.wantsData = wantsData
    self.wanted = wanted
    self.stopsBefore = stopsBefore
    self.stopsAfter = stopsAfter
  }

  func wantsResults(ofSourceOperator index: Int) -> Bool { wanted.contains(index) }
  func nodeWillRun(_ node: NodeDescription, sample: Int) -> ObserverDecision {
    node.index == stopsBefore ? .stop : .proceed
  }
  func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision {
    seen.append(profile.node.index)
    return profile.node.index == stopsAfter ? .stop : .proceed
  }
}

@Suite("Needs of invocations")
struct InvocationNeedsTests {
  private static let everything = Capabilities(Capabilities.named.map(\.capability))

  private func needs(
    _ mode: InvocationMode, _ observer: (any NodeObserver)? = nil, _ capabilities: Capabilities = everything
  ) throws -> InvocationNeeds {
    try InvocationNeeds(mode: mode, observer: observer, capabilities: capabilities, runtime: "Runtime 1")
  }

  @Test(
    "each mode needs what it reports",
    arguments: [
      (.ioOnly, false, false, true), (.perLayer, true, false, true), (.perLayerWithData, true, true, true),
      (.performanceOnly, false, false, false),
    ] as [(InvocationMode, Bool, Bool, Bool)])
  func modes(mode: InvocationMode, nodes: Bool, data: Bool, outputs: Bool) throws {
    let needs = try needs(mode)
    #expect(needs.nodes == nodes && needs.data == data && needs.outputs == outputs)
  }

  @Test("an observer needs nodes, and data when it wants them")
  func observers() throws {
    let plain = try needs(.ioOnly, Watcher(wantsData: false))
    #expect(plain.nodes && !plain.data)
    let curious = try needs(.ioOnly, Watcher())
    #expect(curious.nodes && curious.data)
  }

  @Test(
    "what the runtime cannot do is refused by name, with what it can",
    arguments: [
      (.perLayer, [.intermediateData], "per-layer"), (.perLayerWithData, [.perLayer], "intermediate-data"),
      (.performanceOnly, [.perLayer], "performance-only"),
    ] as [(InvocationMode, Capabilities, String)])
  func missing(mode: InvocationMode, capabilities: Capabilities, name: String) {
    let error = #expect(throws: RunnerError.self) { try needs(mode, nil, capabilities) }
    #expect(error?.code == .missingCapability)
    #expect(error?.message == "Runtime 1 cannot do \(name), which this run asks for")
    #expect(error?.hint == "it can do: outputs, \(capabilities.names.joined(separator: ", "))")
  }

  @Test("an observer that wants no data is served by either way of seeing nodes")
  func eitherWay() throws {
    for capability in [Capabilities.perLayer, .intermediateData] {
      #expect(try needs(.ioOnly, Watcher(wantsData: false), capability).nodes)
    }
    let error = #expect(throws: RunnerError.self) { try needs(.ioOnly, Watcher(wantsData: false), []) }
    #expect(error?.message.contains("per-layer") == true)
  }

  private static let nodes = (0..<4).map { index in
    NodeProfile(node: NodeDescription(index: index, name: "n\(index)", kind: "ADD", sourceOperators: [index]))
  }

  @Test("an observer that could not watch is shown the nodes it wants afterwards")
  func replays() throws {
    let watcher = Watcher(wanted: [1, 3])
    try watcher.replay(Self.nodes, sample: 0)
    #expect(watcher.seen == [1, 3])
    // Nodes of unknown origin are shown to everybody.
    let unknown = NodeProfile(node: NodeDescription(index: 7, name: "n", kind: "ADD"))
    try watcher.replay([unknown], sample: 0)
    #expect(watcher.seen == [1, 3, 7])
  }

  @Test("an observer that stops ends the run with the node's name", arguments: [true, false])
  func stops(isBefore: Bool) {
    let watcher = Watcher(stopsBefore: isBefore ? 2 : nil, stopsAfter: isBefore ? nil : 2)
    let error = #expect(throws: RunnerError.self) { try watcher.replay(Self.nodes, sample: 0) }
    #expect(error?.code == .cancelled && error?.message.contains("node 2 (n2)") == true)
    #expect(watcher.seen == (isBefore ? [0, 1] : [0, 1, 2]))
  }
}

@Suite("Capabilities")
struct CapabilitiesTests {
  @Test("every capability has a name of its own, and names come in the order of declaration")
  func names() {
    #expect(Set(Capabilities.named.map(\.name)).count == Capabilities.named.count)
    #expect(Set(Capabilities.named.map(\.capability)).count == Capabilities.named.count)
    #expect(([.selfTest, .perLayer] as Capabilities).names == ["per-layer", "self-test"])
    #expect(Capabilities([]).names == [])
  }
}
