import EdgeModel

/// A tensor of a graph as people name it.
package enum TensorReference: Sendable, Hashable, CustomStringConvertible {
  /// By position in `Graph.tensors`.
  case number(Int)
  /// By a name that only one input, result or constant has.
  case name(String)

  /// The reference as its user wrote it.
  package var description: String {
    switch self {
    case .number(let number): "tensor \(number)"
    case .name(let name): "tensor \"\(name)\""
    }
  }

  /// The tensor's number in `graph`.
  /// - Throws: `PassError.Code.invalidArgument` where there is no such tensor, or more than one.
  func number(in graph: Graph, pass: String) throws(PassError) -> Int {
    switch self {
    case .number(let number):
      guard graph.tensors.indices.contains(number) else {
        throw PassError(.invalidArgument, pass: pass, in: graph, "\(self) is not one of \(graph.tensors.count)")
      }
      return number
    case .name(let name):
      let found = graph.tensors.indices.filter { graph.tensors[$0].name == name }
      guard let number = found.first else {
        throw PassError(.invalidArgument, pass: pass, in: graph, "the graph has no \(self)")
      }
      guard found.count == 1 else {
        throw PassError(
          .invalidArgument, pass: pass, tensor: number, in: graph,
          "\(self) is ambiguous: tensors \(found.map(String.init).joined(separator: ", ")) have this name")
      }
      return number
    }
  }
}
