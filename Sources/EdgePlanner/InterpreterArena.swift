package import EdgeModel

/// What an interpreter that keeps every tensor of the file apart would need, for comparison: TFLite Micro's rules.
///
/// Each tensor that is no constant lives from the operator that makes it (inputs: from before the first) to the last
/// that reads it (outputs: to the end). Tensors are placed by falling size, each at the lowest gap among those alive at
/// the same time. Nothing is fused, overlaid or computed in place, and kernels' scratch memory is not counted.
package struct InterpreterArena: Sendable {
  /// Bytes of the arena for tensors.
  package let byteCount: Int

  /// TFLite Micro's alignment of tensors, in bytes.
  private static let alignment = 16

  /// Measures the arena of an interpreter that executes `graph` one operator at a time.
  package init(_ graph: Graph) {
    var first: [Int: Int] = [:]
    var last: [Int: Int] = [:]
    func touch(_ tensor: Int, _ step: Int) {
      guard graph.tensors[tensor].constant == nil else { return }
      first[tensor] = min(first[tensor] ?? step, step)
      last[tensor] = max(last[tensor] ?? step, step)
    }
    for tensor in graph.inputs { touch(tensor, -1) }
    for (step, op) in graph.operators.enumerated() {
      for tensor in op.inputs.compactMap({ $0 }) + op.outputs { touch(tensor, step) }
    }
    for tensor in graph.outputs { touch(tensor, graph.operators.count) }
    let blocks = first.keys.sorted().map { tensor in
      ArenaLayout.Block(
        byteCount: max(graph.tensors[tensor].byteCount, 1).roundedUp(toMultipleOf: Self.alignment),
        firstStep: first[tensor] ?? 0, lastStep: last[tensor] ?? 0, buffers: [], scratchStep: nil, offset: 0)
    }
    let bySize = blocks.indices.sorted { (blocks[$0].byteCount, $1) > (blocks[$1].byteCount, $0) }
    byteCount = ArenaLayout.place(blocks, order: bySize).byteCount
  }
}
