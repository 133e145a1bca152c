package import EdgeModel

/// Cuts a part out of a graph.
///
/// Tensors and operators keep their numbers; constants that the part does not read lose their data.
package struct ExtractPart: GraphPass {
  private enum Part: Sendable {
    case between(inputs: [TensorReference], outputs: [TensorReference])
    case operators(Set<Int>)
  }

  private let part: Part

  /// The part that computes `outputs` from `inputs`: all operators on the way, none beyond.
  package init(inputs: [TensorReference], outputs: [TensorReference]) {
    part = .between(inputs: inputs, outputs: outputs)
  }

  /// The operators with these source indices. What they read and do not make becomes the inputs, in the order they read
  /// it; all that they make, the outputs.
  package init(operators: Set<Int>) { part = .operators(operators) }

  /// The pass's name in errors.
  package var name: String { "extract part" }

  /// - Throws: `PassError.Code.invalidArgument` where a tensor or operator does not exist, and where an output depends on
  ///   more than the inputs.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    var result = graph
    switch part {
    case .operators(let indices):
      result.operators = graph.operators.filter { indices.contains($0.sourceIndex) }
      guard result.operators.count == indices.count else {
        let missing = indices.subtracting(graph.operators.map(\.sourceIndex)).sorted()
        throw PassError(.invalidArgument, pass: name, in: graph, "the graph has no operators \(missing)")
      }
      result.outputs = result.operators.flatMap(\.outputs)
      result.inputs = graph.activations(readBy: result.operators)
    case .between(let inputs, let outputs):
      result.inputs = try numbers(inputs, in: graph)
      result.outputs = try numbers(outputs, in: graph)
      result.operators = try operators(from: result.inputs, to: result.outputs, in: graph)
    }
    result.releaseUnreadConstants()
    return result
  }

  private func numbers(_ references: [TensorReference], in graph: Graph) throws(PassError) -> [Int] {
    var numbers: [Int] = []
    for reference in references {
      let number = try reference.number(in: graph, pass: name)
      guard graph.tensors[number].constant == nil else { throw error(number, graph, "is a constant") }
      guard !numbers.contains(number) else { throw error(number, graph, "is named twice") }
      numbers.append(number)
    }
    return numbers
  }

  /// The operators that compute `outputs` once `inputs` are given.
  private func operators(from inputs: [Int], to outputs: [Int], in graph: Graph) throws(PassError) -> [Operator] {
    var missing = Set(outputs).subtracting(inputs)
    var taken: [Operator] = []
    for op in graph.operators.reversed() where op.outputs.contains(where: missing.contains) {
      if let cut = op.outputs.first(where: inputs.contains) {
        throw error(cut, graph, "cannot be an input beside other results of the operator that makes it")
      }
      missing.subtract(op.outputs)
      for case .some(let operand) in op.inputs
      where graph.tensors[operand].constant == nil && !inputs.contains(operand) { missing.insert(operand) }
      taken.append(op)
    }
    if let tensor = missing.min() { throw error(tensor, graph, "is needed, and no input leads to it") }
    return taken.reversed()
  }

  private func error(_ tensor: Int, _ graph: Graph, _ problem: String) -> PassError {
    PassError(
      .invalidArgument, pass: name, tensor: tensor, in: graph,
      "tensor \(tensor) (\(graph.tensors[tensor].name)) \(problem)")
  }
}

extension Graph {
  /// Numbers of the tensors that `operators` read and that are neither constants nor made by them, in the order they are
  /// read.
  fileprivate func activations(readBy operators: [Operator]) -> [Int] {
    var known = Set(operators.flatMap(\.outputs))
    return operators.flatMap(\.inputs).compactMap { $0 }.filter {
      tensors[$0].constant == nil && known.insert($0).inserted
    }
  }
}
