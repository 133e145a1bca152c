package import EdgeModel

/// Makes intermediate tensors the outputs of a graph, so that any runtime shows them.
///
/// `TFLiteOutputsRewriter` does the same to the bytes of a file, for a runtime that must get the file itself.
package struct ExposeResults: GraphPass {
  /// Numbers of the tensors that become the outputs, in this order.
  package let tensors: [Int]

  /// Exposes `tensors` in place of the outputs.
  package init(tensors: [Int]) { self.tensors = tensors }

  /// Exposes the results of the operators with the source indices `operators`, each once, in execution order.
  package init(ofOperators operators: Set<Int>, in graph: Graph) {
    var seen: Set<Int> = []
    tensors = graph.operators.filter { operators.contains($0.sourceIndex) }.flatMap(\.outputs).filter {
      seen.insert($0).inserted
    }
  }

  /// The pass's name in errors.
  package var name: String { "expose results" }

  /// - Throws: `PassError.Code.invalidArgument` where a tensor does not exist or is never computed.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    let computed = Set(graph.inputs).union(graph.operators.flatMap(\.outputs))
    for tensor in tensors {
      guard graph.tensors.indices.contains(tensor) else {
        throw PassError(
          .invalidArgument, pass: name, in: graph, "tensor \(tensor) is not one of \(graph.tensors.count)")
      }
      guard computed.contains(tensor) else {
        throw PassError(
          .invalidArgument, pass: name, tensor: tensor, in: graph,
          "tensor \(tensor) (\(graph.tensors[tensor].name)) is neither an input nor a result")
      }
    }
    var result = graph
    result.outputs = tensors
    return result
  }
}
