import EdgeModel

/// Computes operators on small integer constants, exactly as TFLite's kernels define them.
struct ConstantFolding {
  let graph: Graph
  /// Most elements of an operand or a result.
  let elementLimit: Int

  /// The results of `op`; nil where an operand is not such a constant, where a result would be too large, and for
  /// operators that are not computed here.
  /// - Throws: `FoldingFailure` where the operands are known and have no result.
  func values(of op: Operator) throws(FoldingFailure) -> [IntegerConstant]? {
    switch op.kind {
    case .shape: return shape(op).map { [$0] }
    case .range: return try range(op).map { [$0] }
    case .fill: return fill(op).map { [$0] }
    case .cast: return cast(op).map { [$0] }
    case .add(let activation): return try binary(op, activation) { $0.addingReportingOverflow($1) }
    case .subtract(let activation): return try binary(op, activation) { $0.subtractingReportingOverflow($1) }
    case .multiply(let activation): return try binary(op, activation) { $0.multipliedReportingOverflow(by: $1) }
    case .divide(let activation): return try quotient(op, activation) { $0.dividedReportingOverflow(by: $1) }
    case .floorDivide: return try quotient(op) { Self.floorQuotient($0, $1) }
    case .floorModulo: return try quotient(op) { Self.floorRemainder($0, $1) }
    case .maximum: return try binary(op) { (max($0, $1), false) }
    case .minimum: return try binary(op) { (min($0, $1), false) }
    case .sum: return try reduction(op, from: 0) { $0.addingReportingOverflow($1) }
    case .reduceProduct: return try reduction(op, from: 1) { $0.multipliedReportingOverflow(by: $1) }
    case .reduceMax: return try reduction(op, from: nil) { (max($0, $1), false) }
    default: return movement(op)
    }
  }

  /// Operand `position` as a constant; nil where it is none, or too large.
  func operand(_ op: Operator, _ position: Int) -> IntegerConstant? {
    guard position < op.inputs.count, let tensor = op.inputs[position] else { return nil }
    return IntegerConstant(graph.tensors[tensor], limit: elementLimit)
  }

  /// The shape of the only result, where it is known and small enough.
  func resultShape(_ op: Operator) -> [Int]? {
    guard let shape = graph.resultShapes(of: op)?.first, let count = Graph.boundingCount(of: shape),
      count <= elementLimit
    else { return nil }
    return shape
  }

  private func resultType(_ op: Operator) -> ElementType? { op.outputs.first.map { graph.tensors[$0].elementType } }

  // MARK: Sizes

  private func shape(_ op: Operator) -> IntegerConstant? {
    guard let input = op.inputs.first ?? nil, let type = resultType(op), type == .int32 || type == .int64 else {
      return nil
    }
    let sizes = graph.tensors[input].shape
    guard type == .int64 || sizes.allSatisfy({ $0 <= Int(Int32.max) }) else { return nil }
    return IntegerConstant(shape: [sizes.count], elementType: type, values: sizes)
  }

  private func range(_ op: Operator) throws(FoldingFailure) -> IntegerConstant? {
    guard let (start, limit, step) = integers(op) else { return nil }
    guard step.value != 0 else { throw FoldingFailure(reason: "the step is 0") }
    guard start.type == limit.type, start.type == step.type else { return nil }
    guard (step.value > 0) == (limit.value > start.value) || limit.value == start.value else {
      throw FoldingFailure(reason: "steps of \(step.value) do not lead from \(start.value) to \(limit.value)")
    }
    var values: [Int] = []
    var value = start.value
    while step.value > 0 ? value < limit.value : value > limit.value {
      guard values.count < elementLimit else { return nil }
      values.append(value)
      let (next, overflow) = value.addingReportingOverflow(step.value)
      if overflow { break }
      value = next
    }
    return IntegerConstant(shape: [values.count], elementType: start.type, values: values)
  }

  private typealias Scalar = (value: Int, type: ElementType)

  private func integers(_ op: Operator) -> (Scalar, Scalar, Scalar)? {
    let operands = (0..<3).map { operand(op, $0) }
    guard let a = operands[0], let b = operands[1], let c = operands[2], let x = a.scalar, let y = b.scalar,
      let z = c.scalar, a.elementType != .bool
    else { return nil }
    return ((x, a.elementType), (y, b.elementType), (z, c.elementType))
  }

  private func fill(_ op: Operator) -> IntegerConstant? {
    guard let shape = resultShape(op), let value = operand(op, 1), let scalar = value.scalar,
      let count = Tensor.elementCount(shape: shape)
    else { return nil }
    return IntegerConstant(
      shape: shape, elementType: value.elementType, values: Array(repeating: scalar, count: count))
  }

  private func cast(_ op: Operator) -> IntegerConstant? {
    guard var value = operand(op, 0), let type = resultType(op) else { return nil }
    switch type {
    case .int64: break
    // As a C conversion does.
    case .int32: value.values = value.values.map { Int(Int32(truncatingIfNeeded: $0)) }
    case .bool: value.values = value.values.map { $0 == 0 ? 0 : 1 }
    default: return nil
    }
    value.elementType = type
    return value
  }
}
