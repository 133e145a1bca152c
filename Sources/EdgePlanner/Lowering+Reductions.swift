import CEdgeKernels
import EdgeModel

/// Operators that reduce axes.
extension Lowering {
  /// A reduction as kernels compute it: along the middle one of three dimensions.
  private struct Walk {
    var source: PlanOperand
    var outer: Int32
    var axis: Int32
    var inner: Int32
  }

  /// MEAN, SUM, and the extremes, products and truth of axes.
  mutating func emitReduction(_ op: Operator, _ operation: Reduction) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let listed = try integers(op, 1)
    let rank = ta.shape.count
    let axes = Set(listed.map { $0 < 0 ? $0 + rank : $0 }).sorted()
    try require(axes.allSatisfy { (0..<rank).contains($0) }, "axes \(listed) for rank \(rank)")
    let kept = ta.shape.indices.filter { !axes.contains($0) }
    try require(
      tc.elementCount == kept.reduce(1) { $0 * ta.shape[$1] } && axes.allSatisfy { ta.shape[$0] > 0 },
      "result has shape \(tc.shape)")
    guard !axes.isEmpty else {
      try requireSameScale(ta, tc)
      try alias(c, to: a)
      return Emission()
    }
    switch (ta.elementType, operation) {
    case _ where ta.elementType != tc.elementType:
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    case (.float32, _):
      let walk = try self.walk(a, axes: axes, kept: kept)
      let parameters = edge_reduce_f32(
        outer: walk.outer, axis: walk.axis, inner: walk.inner, operation: operation.parameter)
      append(parameters.step(input: walk.source, output: makeOutput(c)))
    case (.int8, .mean), (.uint8, .mean):
      let walk = try self.walk(a, axes: axes, kept: kept)
      return try emitQuantizedMean(op, source: walk.source, outer: walk.outer, axis: walk.axis, inner: walk.inner)
    case (.int16, .mean):
      let walk = try self.walk(a, axes: axes, kept: kept)
      try emitInt16Mean(op, source: walk.source, outer: walk.outer, axis: walk.axis, inner: walk.inner)
    case (.int8, .sum): try emitQuantizedSum(op, axes: axes, kept: kept)
    default: try emitIntegerReduction(op, operation, axes: axes, kept: kept)
    }
    return Emission()
  }

  private mutating func emitIntegerReduction(
    _ op: Operator, _ operation: Reduction, axes: [Int], kept: [Int]
  ) throws(LoweringFailure) {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    var isLogical = false
    switch op.kind {
    case .reduceAny, .reduceAll: isLogical = true
    default: break
    }
    let isExtreme = operation == .maximum || operation == .minimum
    guard let element = ElementKind(ta.elementType), operation != .mean, isLogical == (ta.elementType == .bool),
      isExtreme || ta.elementType == .int32 || ta.elementType == .int64
    else { throw .unsupported("input is \(ta.elementType)") }
    if isExtreme { try requireSameScale(ta, tc) }
    let walk = try self.walk(a, axes: axes, kept: kept)
    let parameters = edge_reduce_integer(
      outer: walk.outer, axis: walk.axis, inner: walk.inner, operation: operation.parameter, element: element.parameter)
    append(parameters.step(input: walk.source, output: makeOutput(c)))
  }

  /// SUM of int8: LiteRT's sum in float32, of which TFLite's reference kernels have none that means anything.
  private mutating func emitQuantizedSum(_ op: Operator, axes: [Int], kept: [Int]) throws(LoweringFailure) {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (qa, qc) = (try quantization(graph.tensors[a]), try quantization(graph.tensors[c]))
    let walk = try self.walk(a, axes: axes, kept: kept)
    let scale = qa.scale / qc.scale
    let count = Float(walk.axis)
    let isDefault = arithmetic(needing: try input(op, 1)) == .litert
    let bias =
      isDefault
      ? Float(qc.zeroPoint) - Float(Int(walk.axis) * qa.zeroPoint) * scale
      : Float(-qa.zeroPoint) * scale * count
    let parameters = edge_sum_s8(
      outer: walk.outer, axis: walk.axis, inner: walk.inner, scale: scale, bias: bias,
      ties_away: (!isDefault).parameter, output_zero_point: isDefault ? 0 : Int32(qc.zeroPoint), output_min: -128,
      output_max: 127)
    append(parameters.step(input: walk.source, output: makeOutput(c)))
  }

  /// Where the reduced axes of tensor `a` are not neighbours, a copy brings them together.
  private mutating func walk(_ a: Int, axes: [Int], kept: [Int]) throws(LoweringFailure) -> Walk {
    let shape = graph.tensors[a].shape
    let moving = axes.filter { shape[$0] != 1 }
    let (first, last) = (moving.first ?? axes[0], moving.last ?? axes[0])
    let source = try operand(a)
    let axis = try Lowering.int32(axes.reduce(1) { $0 * shape[$1] })
    if (first...last).allSatisfy({ axes.contains($0) || shape[$0] == 1 }) {
      return Walk(
        source: source, outer: try Lowering.int32(shape[..<first].reduce(1, *)), axis: axis,
        inner: try Lowering.int32(shape[(last + 1)...].reduce(1, *)))
    }
    let order = kept + axes
    let steps = Movement.rowMajorSteps(shape)
    let ordered = order.map { shape[$0] }
    let copy = newBuffer(for: a)
    try appendCopy(
      elementType: graph.tensors[a].elementType, dims: ordered, from: source, inputSteps: order.map { steps[$0] },
      to: copy, outputSteps: Movement.rowMajorSteps(ordered))
    return Walk(source: copy, outer: try Lowering.int32(kept.reduce(1) { $0 * shape[$1] }), axis: axis, inner: 1)
  }

  /// ARG_MAX and ARG_MIN.
  mutating func emitArgMax(_ op: Operator, isMinimum: Bool) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let listed = try integers(op, 1)
    try require(listed.count == 1, "the axis is \(listed)")
    let along = try axis(listed[0], rank: ta.shape.count)
    guard let element = ElementKind(ta.elementType), tc.elementType == .int32 || tc.elementType == .int64 else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    let outer = ta.shape[..<along].reduce(1, *)
    let inner = ta.shape[(along + 1)...].reduce(1, *)
    try require(ta.shape[along] > 0 && tc.elementCount == outer * inner, "result has shape \(tc.shape)")
    let parameters = edge_arg_max(
      outer: try Lowering.int32(outer), axis: try Lowering.int32(ta.shape[along]), inner: try Lowering.int32(inner),
      element: element.parameter, is_minimum: isMinimum.parameter, is_wide: (tc.elementType == .int64).parameter)
    append(parameters.step(input: try operand(a), output: makeOutput(c)))
    return Emission()
  }

  /// TOPK_V2: positions, and then the values there.
  mutating func emitTopK(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, values, positions) = (try input(op, 0), op.outputs[0], op.outputs[1])
    let (ta, tv, tp) = (graph.tensors[a], graph.tensors[values], graph.tensors[positions])
    let listed = try integers(op, 1)
    guard let element = ElementKind(ta.elementType), tp.elementType == .int32 else {
      throw .unsupported("input is \(ta.elementType), positions \(tp.elementType)")
    }
    guard let depth = ta.shape.last, listed.count == 1, (0...depth).contains(listed[0]) else {
      throw .contradiction("\(listed) elements of shape \(ta.shape)")
    }
    try require(
      tv.shape == ta.shape.dropLast() + listed && tp.shape == tv.shape, "results have shapes \(tv.shape), \(tp.shape)")
    try requireSameScale(ta, tv)
    let rows = try Lowering.int32(ta.shape.dropLast().reduce(1, *))
    let (columns, count) = (try Lowering.int32(depth), try Lowering.int32(listed[0]))
    let source = try operand(a)
    let places = makeOutput(positions)
    let parameters = edge_top_k(rows: rows, depth: columns, k: count, element: element.parameter)
    append(parameters.step(input: source, output: places))
    let gathering = edge_gather(
      batches: rows, outer: 1, axis: columns, count: count, inner_size: Int32(ta.elementType.bitWidth / 8))
    append(gathering.step(input: source, indices: places, output: makeOutput(values)))
    return Emission()
  }

  /// LOG_SOFTMAX and L2_NORMALIZATION, of rows.
  mutating func emitNormalization(_ op: Operator, _ operation: Normalization) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    if case .l2Normalization(let activation) = op.kind, activation != .none {
      throw .unsupported("fused activation \(activation.rawValue)")
    }
    guard let depth = ta.shape.last, depth > 0 else { throw .contradiction("input has shape \(ta.shape)") }
    try require(ta.shape == tc.shape, "shapes \(ta.shape) and \(tc.shape) differ")
    let (rows, columns) = (try Lowering.int32(ta.elementCount / depth), try Lowering.int32(depth))
    let source = try operand(a)
    if ta.elementType == .float32, tc.elementType == .float32 {
      let parameters = edge_normalize_f32(rows: rows, depth: columns, operation: operation.parameter)
      append(parameters.step(input: source, output: makeOutput(c)))
      return Emission()
    }
    guard ta.elementType == .int8, tc.elementType == .int8 else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    let (qa, qc) = (try quantization(ta), try quantization(tc))
    switch operation {
    case .length:
      guard qc.scale == 1.0 / 128, qc.zeroPoint == 0 else {
        throw .unsupported("the result needs a scale of 1/128 and a zero point of 0")
      }
      let parameters = edge_normalize_s8(rows: rows, depth: columns, input_zero_point: Int32(qa.zeroPoint))
      append(parameters.step(input: source, output: makeOutput(c)))
    case .logSoftmax:
      guard qc.scale == 1.0 / 16, qc.zeroPoint == 127 else {
        throw .unsupported("the result needs a scale of 1/16 and a zero point of 127")
      }
      let table = constant(
        .floats(UnaryTables.exponentials(factor: -qa.scale)), role: .table, name: "\(tc.name)/exponentials")
      let parameters = edge_log_softmax_s8(
        rows: rows, depth: columns, input_scale: qa.scale, output_scale: qc.scale,
        output_zero_point: Int32(qc.zeroPoint))
      append(parameters.step(input: source, exponentials: table, output: makeOutput(c)))
    }
    return Emission()
  }
}
