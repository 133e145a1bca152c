import CEdgeKernels
import EdgeModel

/// Operators that move blocks between dimensions, or mirror borders.
extension Lowering {
  /// SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND: a transposition, with padding before or cropping after it.
  mutating func emitBatchMove(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    _ = (try integers(op, 1), try integers(op, 2))
    guard let move = BlockMove(op, in: graph) else {
      throw .contradiction("blocks and margins do not fit shape \(ta.shape)")
    }
    try require(move.resultShape == tc.shape, "result has shape \(tc.shape), its operands give \(move.resultShape)")
    try requireSameScale(ta, tc)
    let isToBatch = op.kind == .spaceToBatch
    let source = try operand(a)
    let hasMargins = move.margins.contains { $0.before > 0 || $0.after > 0 }
    let space = Movement.rowMajorSteps(move.space)
    let corner = zip(space.dropFirst(), move.margins).reduce(0) { $0 + $1.0 * $1.1.before }
    guard hasMargins else {
      try appendTransposition(ta, move, from: source, to: makeOutput(c), isToBatch: isToBatch)
      return Emission()
    }
    let bytes = Tensor.byteCount(shape: move.space, elementType: ta.elementType)
    guard let bytes, bytes < 1 << 31 else { throw .unsupported("shape \(move.space) is too large") }
    let whole = newBuffer(byteCount: bytes, for: c)
    if isToBatch {
      var padded = ta
      padded.shape = move.space
      try appendFill(padded, value: Int32(tc.quantization?.zeroPoint ?? 0), to: whole)
      try appendCopy(
        elementType: ta.elementType, dims: ta.shape, from: source, inputSteps: Movement.rowMajorSteps(ta.shape),
        to: whole, outputSteps: space, outputOffset: corner)
      try appendTransposition(ta, move, from: whole, to: makeOutput(c), isToBatch: true)
    } else {
      try appendTransposition(ta, move, from: source, to: whole, isToBatch: false)
      try appendCopy(
        elementType: ta.elementType, dims: tc.shape, from: whole, inputSteps: space, inputOffset: corner,
        to: makeOutput(c), outputSteps: Movement.rowMajorSteps(tc.shape))
    }
    return Emission()
  }

  /// Batches count blocks first: `batch[((i * bw + j) * B + b), y, x] = space[b, y * bh + i, x * bw + j]`.
  private mutating func appendTransposition(
    _ t: GraphTensor, _ move: BlockMove, from: PlanOperand, to: PlanOperand, isToBatch: Bool
  ) throws(LoweringFailure) {
    let spaceSteps = Movement.rowMajorSteps(move.space)
    let batchSteps = Movement.rowMajorSteps(move.batch)
    let spatial = move.block.indices
    var step = batchSteps[0] * move.space[0]
    var blockSteps = move.block
    for d in spatial.reversed() {
      blockSteps[d] = step
      step *= move.block[d]
    }
    let rest = move.space.indices.dropFirst(1 + move.block.count)
    let dims =
      move.block + [move.space[0]] + spatial.map { move.batch[$0 + 1] } + rest.map { move.space[$0] }
    let inSpace =
      spatial.map { spaceSteps[$0 + 1] } + [spaceSteps[0]]
      + spatial.map { spaceSteps[$0 + 1] * move.block[$0] } + rest.map { spaceSteps[$0] }
    let inBatch = blockSteps + [batchSteps[0]] + spatial.map { batchSteps[$0 + 1] } + rest.map { batchSteps[$0] }
    try appendCopy(
      elementType: t.elementType, dims: dims, from: from, inputSteps: isToBatch ? inSpace : inBatch, to: to,
      outputSteps: isToBatch ? inBatch : inSpace)
  }

  /// MIRROR_PAD: a gathering along each padded dimension.
  mutating func emitMirrorPad(_ op: Operator, isSymmetric: Bool) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard let amounts = graph.paddingAmounts(of: op) else { throw .unsupported("the padding is not constant") }
    let most = ta.shape.map { isSymmetric ? $0 : $0 - 1 }
    try require(
      zip(amounts, most).allSatisfy { (0...max($1, 0)).contains($0.before) && (0...max($1, 0)).contains($0.after) },
      "shape \(ta.shape) is too small for the padding")
    try require(
      tc.shape == zip(ta.shape, amounts).map { $0 + $1.before + $1.after }, "result has shape \(tc.shape)")
    try requireSameScale(ta, tc)
    guard ta.elementType.bitWidth >= 8 else { throw .unsupported("\(ta.elementType) data are packed below a byte") }
    let padded = amounts.indices.filter { amounts[$0].before > 0 || amounts[$0].after > 0 }
    guard let last = padded.first else {
      try alias(c, to: a)
      return Emission()
    }
    var place = try operand(a)
    var shape = ta.shape
    for d in padded.reversed() {
      let size = shape[d]
      let positions = (-amounts[d].before..<size + amounts[d].after).map { i -> Int in
        if i < 0 { return isSymmetric ? -i - 1 : -i }
        return i < size ? i : isSymmetric ? 2 * size - 1 - i : 2 * size - 2 - i
      }
      let list = constant(.integers(try positions.int32s()), role: .indices, name: "\(tc.name)/dimension \(d)")
      let parameters = edge_gather(
        batches: 1, outer: try Lowering.int32(shape[..<d].reduce(1, *)), axis: try Lowering.int32(size),
        count: try Lowering.int32(positions.count),
        inner_size: try Lowering.int32(shape[(d + 1)...].reduce(1, *) * ta.elementType.bitWidth / 8))
      shape[d] = positions.count
      let bytes = shape.reduce(1, *) * ta.elementType.bitWidth / 8
      let output = d == last ? makeOutput(c) : newBuffer(byteCount: bytes, for: c)
      append(parameters.step(input: place, indices: list, output: output))
      place = output
    }
    return Emission()
  }
}
