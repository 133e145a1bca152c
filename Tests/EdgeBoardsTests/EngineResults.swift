import EdgeEngine
import EdgeModel
import EdgePlanner

/// What the native engine computes with the plan that firmware is printed from.
struct EngineResults {
  /// Bytes of the results of each node.
  var nodes: [[[UInt8]]] = []
  var outputs: [[UInt8]] = []

  init(_ graph: Graph, inputs: [Tensor]) throws {
    let plan = try ExecutionPlan(lowering: graph)
    let session = EngineSession(engine: try Engine(plan: plan))
    try session.setInputs(inputs)
    for node in plan.nodes {
      session.run(node: node)
      nodes.append(node.outputs.map { Array(session.bytes(of: $0)) })
    }
    outputs = plan.outputs.indices.map { Array(session.outputBytes($0)) }
  }
}
