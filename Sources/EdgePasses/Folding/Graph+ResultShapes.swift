import EdgeModel

extension Graph {
  /// Shapes that the results of `op` get from the shapes of its operands and from its constant operands; nil where these
  /// do not say, or contradict each other. Stated shapes of results are not looked at, but for SQUEEZE and RESHAPE
  /// without a second operand, whose attributes they hold.
  func resultShapes(of op: Operator) -> [[Int]]? {
    let operands = op.inputs.map { $0.map { tensors[$0].shape } }
    guard let first = operands.first ?? nil else { return nil }
    switch op.kind {
    case .conv2D, .depthwiseConv2D, .transposeConv, .maxPool2D, .averagePool2D, .resizeNearestNeighbor,
      .resizeBilinear, .fullyConnected, .batchMatMul, .depthToSpace, .spaceToDepth:
      return productOrWindowShape(op, operands).map { [$0] }
    case .add, .subtract, .multiply, .divide, .maximum, .minimum, .prelu, .floorDivide, .floorModulo,
      .squaredDifference, .power, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .logicalAnd,
      .logicalOr:
      guard operands.count == 2, let second = operands[1] else { return nil }
      return Self.broadcast(first, second).map { [$0] }
    case .logistic, .tanh, .relu, .relu6, .reluN1To1, .leakyRelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt, .square,
      .abs, .negate, .floor, .sin, .cos, .quantize, .dequantize, .cast, .softmax, .reverse, .gelu, .logSoftmax,
      .l2Normalization, .logicalNot:
      return [first]
    case .mean(let keep), .sum(let keep), .reduceMax(let keep), .reduceMin(let keep), .reduceProduct(let keep),
      .reduceAny(let keep), .reduceAll(let keep):
      return reducedShape(op, first, keepDimensions: keep).map { [$0] }
    case .argMax, .argMin: return reducedShape(op, first, keepDimensions: false).map { [$0] }
    case .topK:
      guard let count = sizes(op, 1), count.count == 1, !first.isEmpty else { return nil }
      let shape = Array(first.dropLast()) + count
      return [shape, shape]
    case .select, .selectV2:
      guard operands.count == 3, let a = operands[1], let b = operands[2], let shape = Self.broadcast(a, b) else {
        return nil
      }
      if case .select = op.kind { return [shape] }
      return Self.broadcast(first, shape).map { [$0] }
    case .detectionPostProcess(let attributes): return attributes.resultShapes
    case .gatherND:
      guard operands.count == 2, let indices = operands[1], let depth = indices.last, depth <= first.count else {
        return nil
      }
      return [Array(indices.dropLast()) + Array(first[depth...])]
    case .shape: return [[first.count]]
    case .range: return nil
    case .fill: return sizes(op, 0).map { [$0] }
    case .split, .splitV, .pack, .unpack, .concatenation, .gather:
      return partShapes(op, operands)
    case .pad, .padV2, .mirrorPad, .spaceToBatch, .batchToSpace, .stridedSlice, .slice, .reshape, .squeeze, .expandDims,
      .transpose, .tile, .broadcastTo:
      return movedShape(op, first).map { [$0] }
    }
  }

  /// A STRIDED_SLICE with constant operands, resolved; nil where they are not constant or contradict each other.
  func stridedSlice(_ op: Operator) -> StridedSlice? {
    guard case .stridedSlice(let attributes) = op.kind, op.inputs.count == 4, let input = op.inputs[0],
      let begin = integers(op.inputs[1]), let end = integers(op.inputs[2]), let strides = integers(op.inputs[3])
    else { return nil }
    return try? StridedSlice(
      shape: tensors[input].shape, begin: begin, end: end, strides: strides, attributes: attributes)
  }

  /// The shape that two shapes broadcast to; nil where they do not.
  private static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let x = Array(repeating: 1, count: rank - a.count) + a
    let y = Array(repeating: 1, count: rank - b.count) + b
    guard zip(x, y).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(x, y).map { $0 == 1 ? $1 : $0 }
  }

  /// Constant sizes, none negative or beyond 31 bits.
  func sizes(_ op: Operator, _ position: Int) -> [Int]? {
    guard position < op.inputs.count, let sizes = integers(op.inputs[position]),
      sizes.allSatisfy({ (0..<1 << 31).contains($0) })
    else { return nil }
    return sizes
  }

  /// Elements of `shape` with sizes of 0 counted as 1, so that whoever multiplies the other sizes cannot overflow; nil
  /// where even this overflows.
  static func boundingCount(of shape: [Int]) -> Int? { Tensor.elementCount(shape: shape.map { max($0, 1) }) }

  /// An axis as a position; nil where it is outside `rank` dimensions.
  static func axis(_ axis: Int, rank: Int) -> Int? {
    let positive = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(positive) ? positive : nil
  }

  private func reducedShape(_ op: Operator, _ shape: [Int], keepDimensions: Bool) -> [Int]? {
    guard op.inputs.count == 2, let listed = integers(op.inputs[1]) else { return nil }
    let axes = listed.compactMap { Self.axis($0, rank: shape.count) }
    guard axes.count == listed.count else { return nil }
    return shape.indices.compactMap { axes.contains($0) ? (keepDimensions ? 1 : nil) : shape[$0] }
  }

  // MARK: Joining and splitting

  private func partShapes(_ op: Operator, _ operands: [[Int]?]) -> [[Int]]? {
    let shapes = operands.compactMap { $0 }
    switch op.kind {
    case .concatenation(let axis, _):
      guard var shape = shapes.first, let along = Self.axis(axis, rank: shape.count) else { return nil }
      shape[along] = 0
      for part in shapes {
        guard part.count == shape.count, part.indices.allSatisfy({ $0 == along || part[$0] == shape[$0] }) else {
          return nil
        }
        shape[along] += part[along]
      }
      return [shape]
    case .pack(let axis, _):
      guard var shape = shapes.first, shapes.allSatisfy({ $0 == shape }),
        let along = Self.axis(axis, rank: shape.count + 1)
      else { return nil }
      shape.insert(shapes.count, at: along)
      return [shape]
    case .unpack(let axis, let count):
      guard var shape = shapes.first, let along = Self.axis(axis, rank: shape.count),
        shape.remove(at: along) == count
      else { return nil }
      return Array(repeating: shape, count: count)
    case .split(let count):
      guard shapes.count == 2, let listed = integers(op.inputs[0]), listed.count == 1,
        let along = Self.axis(listed[0], rank: shapes[1].count), shapes[1][along] % count == 0
      else { return nil }
      var shape = shapes[1]
      shape[along] /= count
      return Array(repeating: shape, count: count)
    case .splitV:
      guard shapes.count == 3, let listed = integers(op.inputs[2]), listed.count == 1, let parts = sizes(op, 1),
        let along = Self.axis(listed[0], rank: shapes[0].count), parts.reduce(0, +) == shapes[0][along]
      else { return nil }
      return parts.map { size in
        var shape = shapes[0]
        shape[along] = size
        return shape
      }
    case .gather(let axis, let batchDimensions):
      guard shapes.count == 2, let along = Self.axis(axis, rank: shapes[0].count),
        (0...min(along, shapes[1].count)).contains(batchDimensions)
      else { return nil }
      let kept = Array(shapes[1].dropFirst(batchDimensions))
      return [Array(shapes[0][..<along]) + kept + Array(shapes[0][(along + 1)...])]
    default: return nil
    }
  }
}
