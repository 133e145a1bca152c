import EdgeModel
import EdgePlanner

/// The plan's nodes as a graph of tensors, which is how the "st-ai" interface describes them.
package struct STAIGraph {
  /// The network's inputs, then the results of all nodes in order; with the node that makes each.
  private(set) var tensors: [(tensor: PlanTensor, node: Int?)] = []
  /// Numbers of the tensors that each node reads and makes.
  private(set) var nodes: [(inputs: [Int], outputs: [Int])] = []

  /// Most tensors on one side of a node.
  var mostBuffers: Int { nodes.map { max($0.inputs.count, $0.outputs.count) }.max() ?? 0 }

  init(_ design: NetworkDesign) {
    let plan = design.plan
    var latest: [Int: Int] = [:]
    func remember(_ tensor: PlanTensor, _ number: Int) {
      if case .buffer(let buffer, _) = tensor.place { latest[buffer] = number }
    }
    for tensor in plan.inputs {
      remember(tensor, tensors.count)
      tensors.append((tensor, nil))
    }
    for (index, node) in plan.nodes.enumerated() {
      var inputs: [Int] = []
      for step in node.steps {
        for operand in plan.steps[step].operands.dropLast() {
          guard case .buffer(let buffer, _) = operand, let number = latest[buffer], !inputs.contains(number) else {
            continue
          }
          inputs.append(number)
        }
      }
      let outputs = node.outputs.indices.map { tensors.count + $0 }
      for (tensor, number) in zip(node.outputs, outputs) { remember(tensor, number) }
      tensors += node.outputs.map { ($0, index) }
      nodes.append((inputs, outputs))
    }
  }

  /// `EDGE_STAI_FORMAT` of an element type.
  static func format(_ type: ElementType) -> String {
    let kind = type.isFloatingPoint ? 1 : type == .bool ? 3 : 2
    let isSigned = type.isFloatingPoint || (type.integerRange.map { $0.lowerBound < 0 } ?? false)
    return "EDGE_STAI_FORMAT(\(kind), \(isSigned ? 1 : 0), \(type.bitWidth))"
  }
}
