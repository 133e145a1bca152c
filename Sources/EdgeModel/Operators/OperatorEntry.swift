/// The catalogue's entry of one operator: what every stage needs to know about it beside its arithmetic.
///
/// The entries are in the files of their groups.
public struct OperatorEntry: Sendable {
  /// The operator without its attributes.
  public let code: OperatorCode
  /// Its operands and results.
  public let operands: OperandRule
  /// The kind of layer as which ST's tools show it.
  public let layer: STLayer
  private let cost: @Sendable (OperatorTensors) -> Int

  /// - Parameter cost: the operator's work, counted as ST's reports count it (MACC).
  init(
    _ code: OperatorCode, _ operands: OperandRule, layer: STLayer, cost: @escaping @Sendable (OperatorTensors) -> Int
  ) {
    self.code = code
    self.operands = operands
    self.layer = layer
    self.cost = cost
  }

  fileprivate func macc(_ op: Operator, in graph: Graph) -> Int { cost(OperatorTensors(op: op, graph: graph)) }
}

extension Operator {
  /// What the operator costs, counted as ST's reports count it (MACC).
  ///
  /// Convolutions: outputs x window x input channels / groups, and one per bias; dense layers: inputs x outputs, and
  /// one per bias; pooling: outputs x window; rectifiers, fused or not, and other elementwise arithmetic: one per
  /// element; softmax, means and sums: one per input element; data movement: none.
  public func macc(in graph: Graph) -> Int { kind.entry.macc(self, in: graph) }
}

/// An operator's tensors as its cost sees them; what is missing has no elements.
struct OperatorTensors {
  let op: Operator
  let graph: Graph

  /// Number of elements of the first result.
  var results: Int { op.outputs.first.map { graph.tensors[$0].elementCount } ?? 0 }

  /// The shape of operand `position`; empty when it is missing.
  func shape(_ position: Int) -> [Int] { tensor(position)?.shape ?? [] }

  /// Number of elements of operand `position`; 0 when it is missing.
  func size(_ position: Int) -> Int { tensor(position)?.elementCount ?? 0 }

  /// Results that a fused activation works on.
  func rectified(_ activation: Activation) -> Int { activation == .none ? 0 : results }

  private func tensor(_ position: Int) -> GraphTensor? {
    guard position < op.inputs.count, let index = op.inputs[position] else { return nil }
    return graph.tensors[index]
  }
}
