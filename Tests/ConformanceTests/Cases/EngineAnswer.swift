import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeRunner

/// What the engine's portable kernels make of a network: the answer that every driver must give.
struct EngineAnswer: Sendable {
  let plan: ExecutionPlan
  /// Results of each node.
  let nodes: [[Tensor]]
  let outputs: [Tensor]

  /// - Throws: `PlanError`, `EngineError`.
  init(_ graph: Graph, inputs: [Tensor], options: PlanOptions = PlanOptions()) throws {
    plan = try ExecutionPlan(lowering: graph, options: options)
    let session = EngineSession(engine: try Engine(plan: plan, options: .init(kernels: .variant("portable"))))
    try session.setInputs(inputs)
    nodes = plan.nodes.map { node in
      session.run(node: node)
      return node.outputs.map { session.copy(of: $0) }
    }
    outputs = session.outputs()
  }

  /// What is wrong with a driver's outputs.
  func complaints(outputs answers: [Tensor], _ agreement: Agreement) -> [String] {
    guard answers.count == outputs.count else { return ["\(answers.count) outputs instead of \(outputs.count)"] }
    return zip(answers, outputs).enumerated().compactMap { index, pair in
      agreement.complaint(pair.0, expected: pair.1).map { "output \(index) \($0)" }
    }
  }

  /// What is wrong with a driver's results of every node and its outputs.
  func complaints(_ result: InvocationResult) -> [ResultComplaint] {
    let answers = result.profile.nodes.first ?? []
    guard answers.count == nodes.count else {
      return [ResultComplaint(tensor: nil, text: "\(answers.count) nodes, not \(nodes.count)")]
    }
    var complaints: [ResultComplaint] = []
    for (index, (answer, expected)) in zip(answers, nodes).enumerated() {
      guard answer.data.count == expected.count else {
        complaints.append(.init(tensor: plan.nodes[index].name, text: "comes with \(answer.data.count) results"))
        continue
      }
      for (position, pair) in zip(answer.data, expected).enumerated() {
        guard let text = Agreement.sameBytes.complaint(pair.0, expected: pair.1) else { continue }
        complaints.append(.init(tensor: plan.nodes[index].outputs[position].name, text: text))
      }
    }
    guard result.outputs.count == outputs.count else {
      return complaints + [.init(tensor: nil, text: "\(result.outputs.count) outputs instead of \(outputs.count)")]
    }
    for (output, pair) in zip(plan.outputs, zip(result.outputs, outputs)) {
      guard let text = Agreement.sameBytes.complaint(pair.0, expected: pair.1) else { continue }
      complaints.append(.init(tensor: output.name, text: "as an output: \(text)"))
    }
    return complaints
  }
}

/// What is wrong with one tensor of a driver's answer.
struct ResultComplaint: Sendable, CustomStringConvertible {
  /// Name of the tensor; nil when the answer as a whole is wrong.
  var tensor: String?
  var text: String

  var description: String { (tensor.map { "\($0): " } ?? "") + text }
}
