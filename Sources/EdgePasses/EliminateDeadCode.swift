package import EdgeModel

/// Takes out operators whose results no output depends on, and the data of constants that nothing reads any more.
///
/// Tensors keep their numbers: what is unused stays in `Graph.tensors` as a description without data.
package struct EliminateDeadCode: GraphPass {
  /// The pass has no settings.
  package init() {}

  /// The pass's name in errors.
  package var name: String { "eliminate dead code" }

  /// Removes operators whose results nobody needs, and tensors that nobody refers to.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    var isNeeded = Array(repeating: false, count: graph.tensors.count)
    for output in graph.outputs { isNeeded[output] = true }
    var isLive = Array(repeating: false, count: graph.operators.count)
    // Operators are in topological order, so every reader of a result comes before its maker here.
    for (position, op) in graph.operators.enumerated().reversed() where op.outputs.contains(where: { isNeeded[$0] }) {
      isLive[position] = true
      for case .some(let operand) in op.inputs { isNeeded[operand] = true }
    }
    var result = graph
    if isLive.contains(false) { result.operators = zip(graph.operators, isLive).filter(\.1).map(\.0) }
    result.releaseUnreadConstants()
    return result
  }
}

extension Graph {
  /// Drops the data of constants that are neither read nor an output.
  mutating func releaseUnreadConstants() {
    var isRead = Array(repeating: false, count: tensors.count)
    for output in outputs { isRead[output] = true }
    for op in operators { for case .some(let operand) in op.inputs { isRead[operand] = true } }
    for index in tensors.indices where !isRead[index] && tensors[index].constant != nil {
      tensors[index].constant = nil
    }
  }
}
