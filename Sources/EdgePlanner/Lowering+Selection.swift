import CEdgeKernels
import EdgeModel

/// Operators that compare, choose and convert.
extension Lowering {
  /// Comparisons, and AND and OR of truth values.
  mutating func emitComparison(_ op: Operator, _ comparison: Comparison) throws(LoweringFailure) -> Emission {
    let (a, b, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tb, tc) = (graph.tensors[a], graph.tensors[b], graph.tensors[c])
    let isLogical = comparison == .and || comparison == .or
    guard ta.elementType == tb.elementType, let element = ElementKind(ta.elementType), tc.elementType == .bool,
      !isLogical || ta.elementType == .bool
    else { throw .unsupported("operands are \(ta.elementType) and \(tb.elementType), result \(tc.elementType)") }
    let walk = try broadcast(ta.shape, tb.shape, result: tc.shape)
    var parameters = edge_compare()
    (parameters.dims, parameters.a_steps, parameters.b_steps) = (walk.dims, walk.a, walk.b)
    (parameters.operation, parameters.element) = (comparison.parameter, element.parameter)
    if ta.elementType == .int8 || ta.elementType == .uint8 {
      let (qa, qb) = (try quantization(ta), try quantization(tb))
      let ma = FixedPoint.quantizeMultiplier(Double(qa.scale))
      let mb = FixedPoint.quantizeMultiplier(Double(qb.scale))
      parameters.is_quantized = 1
      (parameters.a_zero_point, parameters.b_zero_point) = (Int32(qa.zeroPoint), Int32(qb.zeroPoint))
      (parameters.a_multiplier, parameters.a_exponent) = ma
      (parameters.b_multiplier, parameters.b_exponent) = mb
    }
    append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: nil))
    return Emission()
  }

  mutating func emitLogicalNot(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard ta.elementType == .bool, tc.elementType == .bool else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    let table = constant(.bytes((0..<256).map { $0 == 0 ? 1 : 0 }), role: .table, name: "\(tc.name)/table")
    let source = try operand(a)
    append(
      edge_lookup_8(count: try Lowering.int32(tc.elementCount)).step(input: source, table: table, output: makeOutput(c))
    )
    return Emission()
  }

  /// SELECT and SELECT_V2.
  mutating func emitSelect(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (condition, a, b, c) = (try input(op, 0), try input(op, 1), try input(op, 2), op.outputs[0])
    let (ta, tb, tc) = (graph.tensors[a], graph.tensors[b], graph.tensors[c])
    guard graph.tensors[condition].elementType == .bool else {
      throw .unsupported("the condition is \(graph.tensors[condition].elementType)")
    }
    guard tc.elementType.bitWidth >= 8 else { throw .unsupported("\(tc.elementType) data are packed below a byte") }
    try requireSameScale(ta, tc)
    try requireSameScale(tb, tc)
    var conditionShape = graph.tensors[condition].shape
    if op.kind == .select, conditionShape.count == 1, tc.shape.count > 1, conditionShape[0] == tc.shape[0] {
      // SELECT takes whole rows where the condition is a list.
      conditionShape += Array(repeating: 1, count: tc.shape.count - 1)
    }
    let walk = try broadcast([conditionShape, ta.shape, tb.shape], result: tc.shape)
    let parameters = edge_choose_nd(
      element_size: Int32(tc.elementType.bitWidth / 8), dims: walk.dims, condition_steps: walk.steps[0],
      a_steps: walk.steps[1], b_steps: walk.steps[2])
    append(
      parameters.step(
        condition: try operand(condition), a: try operand(a), b: try operand(b), output: makeOutput(c)))
    return Emission()
  }

  mutating func emitCast(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard ElementKind(ta.elementType) != nil, ElementKind(tc.elementType) != nil else {
      throw .unsupported("conversion of \(ta.elementType) to \(tc.elementType)")
    }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    let source = try operand(a)
    try appendCast(count: tc.elementCount, from: ta.elementType, source, to: tc.elementType, makeOutput(c))
    return Emission()
  }

  private mutating func appendCast(
    count: Int, from: ElementType, _ source: PlanOperand, to: ElementType, _ output: PlanOperand
  ) throws(LoweringFailure) {
    guard let fromKind = ElementKind(from), let toKind = ElementKind(to) else {
      throw .unsupported("conversion of \(from) to \(to)")
    }
    let parameters = edge_cast(
      count: try Lowering.int32(count), from: fromKind.parameter, to: toKind.parameter,
      to_bool: (to == .bool).parameter)
    append(parameters.step(input: source, output: output))
  }

  // MARK: Gathering

  /// A list of positions as int32: a constant, or what another operator computes.
  private mutating func indices(
    _ op: Operator, _ position: Int, allowed: (Int) -> ClosedRange<Int>?
  ) throws(LoweringFailure) -> PlanOperand {
    let index = try input(op, position)
    let tensor = graph.tensors[index]
    if tensor.constant != nil {
      let values = try integers(op, position)
      try require(
        values.indices.allSatisfy { allowed($0)?.contains(values[$0]) == true }, "an index is outside the input")
      return constant(
        .integers(try values.int32s()), role: .indices, name: "\(graph.tensors[op.outputs[0]].name)/indices")
    }
    let source = try operand(index)
    guard tensor.elementType != .int32 else { return source }
    guard tensor.elementType == .int64 else { throw .unsupported("indices are \(tensor.elementType)") }
    let copy = newBuffer(byteCount: tensor.elementCount * 4, for: index)
    try appendCast(count: tensor.elementCount, from: .int64, source, to: .int32, copy)
    return copy
  }

  mutating func emitGather(_ op: Operator, axis: Int, batchDimensions: Int) throws(LoweringFailure) -> Emission {
    let (a, list, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tl, tc) = (graph.tensors[a], graph.tensors[list], graph.tensors[c])
    let along = try self.axis(axis, rank: ta.shape.count)
    let depth = batchDimensions < 0 ? batchDimensions + tl.shape.count : batchDimensions
    try require(
      (0...min(along, tl.shape.count)).contains(depth) && ta.shape[..<depth] == tl.shape[..<depth],
      "\(batchDimensions) batch dimensions of shapes \(ta.shape) and \(tl.shape)")
    let (batches, outer) = (ta.shape[..<depth].reduce(1, *), ta.shape[depth..<along].reduce(1, *))
    let count = tl.shape[depth...].reduce(1, *)
    let inner = ta.shape[(along + 1)...].reduce(1, *)
    try require(tc.elementCount == batches * outer * count * inner, "result has shape \(tc.shape)")
    try requireSameScale(ta, tc)
    guard ta.elementType.bitWidth >= 8 else { throw .unsupported("\(ta.elementType) data are packed below a byte") }
    let size = ta.shape[along]
    try require(size > 0 || tc.elementCount == 0, "there is nothing to gather from")
    let source = try operand(a)
    let indices = try indices(op, 1) { _ in size > 0 ? 0...size - 1 : nil }
    let parameters = edge_gather(
      batches: try Lowering.int32(batches), outer: try Lowering.int32(outer), axis: try Lowering.int32(size),
      count: try Lowering.int32(count), inner_size: try Lowering.int32(inner * ta.elementType.bitWidth / 8))
    append(parameters.step(input: source, indices: indices, output: makeOutput(c)))
    return Emission()
  }

  mutating func emitGatherND(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, list, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tl, tc) = (graph.tensors[a], graph.tensors[list], graph.tensors[c])
    guard let depth = tl.shape.last, (1...max(ta.shape.count, 1)).contains(depth), depth <= ta.shape.count else {
      throw .contradiction("indices of shape \(tl.shape) for shape \(ta.shape)")
    }
    guard depth <= Movement.kernelRank else { throw .unsupported("indices of \(depth) dimensions") }
    guard ta.elementType.bitWidth >= 8 else { throw .unsupported("\(ta.elementType) data are packed below a byte") }
    let dims = Array(ta.shape[..<depth])
    let (count, inner) = (tl.elementCount / depth, ta.shape[depth...].reduce(1, *))
    try require(tc.elementCount == count * inner, "result has shape \(tc.shape)")
    try require(dims.allSatisfy { $0 > 0 } || tc.elementCount == 0, "there is nothing to gather from")
    try requireSameScale(ta, tc)
    let source = try operand(a)
    let indices = try indices(op, 1) { dims[$0 % depth] > 0 ? 0...dims[$0 % depth] - 1 : nil }
    let padded = dims + Array(repeating: 1, count: Movement.kernelRank - depth)
    let parameters = edge_gather_nd(
      count: try Lowering.int32(count), depth: try Lowering.int32(depth),
      inner_size: try Lowering.int32(inner * ta.elementType.bitWidth / 8), dims: try padded.kernelDimensions())
    append(parameters.step(input: source, indices: indices, output: makeOutput(c)))
    return Emission()
  }
}

extension ElementKind {
  /// Nil for types that the families of several types do not take.
  init?(_ type: ElementType) {
    switch type {
    case .int8: self = .int8
    case .uint8, .bool: self = .uint8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float32: self = .float32
    default: return nil
    }
  }
}
