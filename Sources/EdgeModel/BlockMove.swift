/// SPACE_TO_BATCH_ND or BATCH_TO_SPACE_ND with constant operands, resolved.
package struct BlockMove {
  /// Sizes of the blocks along the spatial dimensions, the ones behind the first.
  package var block: [Int]
  /// Elements added or cut off along each of them, none negative.
  package var margins: [(before: Int, after: Int)]
  /// Shape of the side that has the blocks in its spatial dimensions, margins included.
  package var space: [Int]
  /// Shape of the side that has them in its first dimension.
  package var batch: [Int]
  /// Shape of the result.
  package var resultShape: [Int]

  /// Nil where the operands are not constant or contradict each other.
  package init?(_ op: Operator, in graph: Graph) {
    guard op.inputs.count == 3, let input = op.inputs[0], let block = graph.integers(op.inputs[1]),
      let listed = graph.integers(op.inputs[2]), listed.count == 2 * block.count,
      block.allSatisfy((1..<1 << 15).contains), listed.allSatisfy((0..<1 << 24).contains)
    else { return nil }
    let shape = graph.tensors[input].shape
    guard shape.count > block.count, shape.allSatisfy({ $0 < 1 << 31 }) else { return nil }
    self.block = block
    margins = block.indices.map { (listed[2 * $0], listed[2 * $0 + 1]) }
    var count = 1
    for size in block {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product < 1 << 31 else { return nil }
      count = product
    }
    space = shape
    batch = shape
    if case .spaceToBatch = op.kind {
      batch[0] *= count
      for (d, size) in block.enumerated() {
        space[d + 1] += margins[d].before + margins[d].after
        guard space[d + 1] % size == 0 else { return nil }
        batch[d + 1] = space[d + 1] / size
      }
      resultShape = batch
    } else {
      guard shape[0] % count == 0 else { return nil }
      space[0] /= count
      for (d, size) in block.enumerated() { space[d + 1] *= size }
      resultShape = space
      for (d, margin) in margins.enumerated() { resultShape[d + 1] -= margin.before + margin.after }
      guard resultShape.allSatisfy({ $0 >= 0 }) else { return nil }
    }
  }
}
