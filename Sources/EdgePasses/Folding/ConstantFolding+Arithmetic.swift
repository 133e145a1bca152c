import EdgeModel

extension ConstantFolding {
  typealias Computation = (Int, Int) -> (partialValue: Int, overflow: Bool)

  /// An operator on two operands that broadcast.
  func binary(
    _ op: Operator, _ activation: Activation = .none, _ compute: Computation
  ) throws(FoldingFailure) -> [IntegerConstant]? {
    guard let a = operand(op, 0), let b = operand(op, 1), a.elementType == b.elementType, a.elementType != .bool,
      let shape = resultShape(op), let bounds = Self.bounds(activation)
    else { return nil }
    var result = IntegerConstant(shape: shape, elementType: a.elementType, values: [])
    var isBeyond = false
    IntegerConstant.walk(shape) { coordinates in
      let (value, overflow) = compute(
        a.values[a.position(of: a.broadcast(coordinates))], b.values[b.position(of: b.broadcast(coordinates))])
      isBeyond = isBeyond || overflow || !Self.fits(value, a.elementType)
      result.values.append(min(max(value, bounds.lowerBound), bounds.upperBound))
    }
    if isBeyond { throw FoldingFailure(reason: "a result is beyond the range of \(a.elementType)") }
    return [result]
  }

  /// A division of two operands that broadcast.
  func quotient(
    _ op: Operator, _ activation: Activation = .none, _ compute: Computation
  ) throws(FoldingFailure) -> [IntegerConstant]? {
    if let divisor = operand(op, 1), operand(op, 0) != nil, divisor.values.contains(0) {
      throw FoldingFailure(reason: "divides by zero")
    }
    return try binary(op, activation, compute)
  }

  /// The quotient rounded towards negative infinity.
  static func floorQuotient(_ a: Int, _ b: Int) -> (partialValue: Int, overflow: Bool) {
    let (quotient, overflow) = a.dividedReportingOverflow(by: b)
    if overflow { return (quotient, true) }
    return (a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient, false)
  }

  /// The remainder with the divisor's sign.
  static func floorRemainder(_ a: Int, _ b: Int) -> (partialValue: Int, overflow: Bool) {
    // The least value has no negative, but its remainder by -1 is 0.
    let (remainder, _) = a.remainderReportingOverflow(dividingBy: b)
    return (remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder, false)
  }

  /// A reduction along constant axes.
  /// - Parameter initial: what a result starts from; nil to start from the first element.
  func reduction(
    _ op: Operator, from initial: Int?, _ compute: Computation
  ) throws(FoldingFailure) -> [IntegerConstant]? {
    guard let a = operand(op, 0), a.elementType != .bool, let axes = operand(op, 1), let shape = resultShape(op),
      let count = Tensor.elementCount(shape: shape), initial != nil || !a.values.isEmpty
    else { return nil }
    let rank = a.shape.count
    let reduced = Set(axes.values.map { $0 < 0 ? $0 + rank : $0 })
    // The result's elements lie in the order of the kept dimensions, whether the others stay as ones or not.
    let kept = IntegerConstant(
      shape: a.shape.indices.map { reduced.contains($0) ? 1 : a.shape[$0] }, elementType: a.elementType, values: [])
    var values: [Int?] = Array(repeating: initial, count: count)
    var isBeyond = false
    IntegerConstant.walk(a.shape) { coordinates in
      let target = kept.position(of: kept.broadcast(coordinates))
      let value = a.values[a.position(of: coordinates)]
      guard let sum = values[target] else {
        values[target] = value
        return
      }
      let (next, overflow) = compute(sum, value)
      isBeyond = isBeyond || overflow
      values[target] = next
    }
    let results = values.compactMap { $0 }
    if isBeyond || !results.allSatisfy({ Self.fits($0, a.elementType) }) {
      throw FoldingFailure(reason: "a result is beyond the range of \(a.elementType)")
    }
    guard results.count == count else { return nil }
    return [IntegerConstant(shape: shape, elementType: a.elementType, values: results)]
  }

  private static func fits(_ value: Int, _ type: ElementType) -> Bool {
    type.integerRange.map { $0.contains(Int64(value)) } ?? false
  }

  /// The range that a fused activation leaves of integers; nil for activations that integers do not have.
  private static func bounds(_ activation: Activation) -> ClosedRange<Int>? {
    switch activation {
    case .none: Int.min...Int.max
    case .relu: 0...Int.max
    case .reluN1To1: -1...1
    case .relu6: 0...6
    case .tanh, .signBit: nil
    }
  }
}
