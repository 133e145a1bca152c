import EdgeModel

/// What an invocation asks of a runner beyond its outputs, checked against what the runner can do.
public struct InvocationNeeds: Sendable, Hashable {
  /// Nodes must be reported.
  public var nodes: Bool
  /// Nodes must carry their data.
  public var data: Bool
  /// Outputs must come back.
  public var outputs: Bool

  /// Works out the needs of `mode` and `observer`.
  /// - Throws: `RunnerError.Code.missingCapability` when `capabilities` lack one of them.
  public init(
    mode: InvocationMode, observer: (any NodeObserver)?, capabilities: Capabilities, runtime: String
  ) throws(RunnerError) {
    data = mode == .perLayerWithData || observer?.wantsData == true
    nodes = data || mode == .perLayer || observer != nil
    outputs = mode != .performanceOnly
    var missing: Capabilities = []
    if data { missing.formUnion(.intermediateData) }
    if mode == .perLayer { missing.formUnion(.perLayer) }
    if mode == .performanceOnly { missing.formUnion(.performanceOnly) }
    missing.subtract(capabilities)
    // An observer that wants no data is served by either way of seeing nodes.
    if nodes, capabilities.isDisjoint(with: [.perLayer, .intermediateData]) { missing.formUnion(.perLayer) }
    guard missing.isEmpty else {
      throw RunnerError(
        .missingCapability, "\(runtime) cannot do \(missing.names.joined(separator: ", ")), which this run asks for",
        hint: "it can do: \((["outputs"] + capabilities.names).joined(separator: ", "))")
    }
  }
}

extension NodeObserver {
  /// True when it is shown `node`: one with an operator whose results it wants, or one of no operator of the file.
  package func watches(_ node: NodeDescription) -> Bool {
    node.sourceOperators.isEmpty || node.sourceOperators.contains(where: wantsResults(ofSourceOperator:))
  }

  /// Hands `nodes` of one sample to this observer after the run, for runtimes that cannot be watched while they run.
  /// - Throws: `RunnerError.Code.cancelled` when the observer stops.
  public func replay(_ nodes: [NodeProfile], sample: Int) throws(RunnerError) {
    for node in nodes {
      guard watches(node.node) else { continue }
      guard nodeWillRun(node.node, sample: sample) == .proceed, nodeDidRun(node, sample: sample) == .proceed else {
        throw RunnerError.stopped(at: node.node)
      }
    }
  }
}
