package import EdgeModel

/// A step from graph to graph.
///
/// Numbers are identities by which results are matched across runtimes, so every pass keeps them: a tensor keeps its
/// number and an operator its `sourceIndex`. What a pass adds is numbered after what there is, what it takes away leaves
/// a gap: a tensor that nothing refers to any more stays in `Graph.tensors`, without its data.
package protocol GraphPass: Sendable {
  /// What the pass does, in a few words, e.g. `fold constants`.
  var name: String { get }
  /// The graph that takes the place of `graph`, which keeps the promises that `Graph` makes.
  /// - Throws: `PassError` with the operator or tensor that is in the way.
  func run(_ graph: Graph) throws(PassError) -> Graph
}

/// Passes one after the other.
package struct PassList: GraphPass {
  /// What the passes do together.
  package let name: String
  /// The passes in the order they run.
  package let passes: [any GraphPass]

  /// Creates a list that is a pass itself.
  package init(_ name: String, _ passes: [any GraphPass]) {
    self.name = name
    self.passes = passes
  }

  /// Runs one pass after the other, each on what the one before made.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    var graph = graph
    for pass in passes { graph = try pass.run(graph) }
    return graph
  }
}

extension PassList {
  /// What every graph goes through before it is lowered, whoever lowers it: sizes that follow from stated shapes become
  /// constants, and operators that no output needs disappear. No result that remains changes by a bit.
  package static let preparation = PassList("preparation", [FoldConstants(), EliminateDeadCode()])
}

extension Graph {
  /// The graph as it is lowered: `PassList.preparation` run on the graph of a file.
  ///
  /// Engine, generator, firmware and reports prepare the same graph to the same graph; doing it twice changes nothing.
  /// A runtime that executes the file itself shows results of operators that this graph no longer has.
  /// - Throws: `PassError`.
  package func prepared() throws(PassError) -> Graph { try PassList.preparation.run(self) }
}
