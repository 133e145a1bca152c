extension Graph {
  /// Values of a constant int32 or int64 tensor; nil for anything else.
  package func integers(_ tensor: Int?) -> [Int]? {
    guard let tensor, let constant = tensors[tensor].constantTensor else { return nil }
    switch constant.elementType {
    case .int32: return constant.array(of: Int32.self).map(Int.init)
    case .int64: return constant.array(of: Int64.self).map { Int(truncatingIfNeeded: $0) }
    default: return nil
    }
  }

  /// Elements before and after per dimension of a PAD or PADV2; nil when they are not constant or do not fit the rank.
  package func paddingAmounts(of op: Operator) -> [(before: Int, after: Int)]? {
    guard op.inputs.count >= 2, let input = op.inputs[0], let flat = integers(op.inputs[1]) else { return nil }
    let rank = tensors[input].shape.count
    guard flat.count == 2 * rank, flat.allSatisfy({ $0.magnitude < 1 << 24 }) else { return nil }
    return (0..<rank).map { (flat[2 * $0], flat[2 * $0 + 1]) }
  }
}
