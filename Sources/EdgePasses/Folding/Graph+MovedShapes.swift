import EdgeModel

extension Graph {
  /// Shape of the result of an operator that moves the data of one operand, which has shape `a`.
  func movedShape(_ op: Operator, _ a: [Int]) -> [Int]? {
    switch op.kind {
    case .reshape, .squeeze: return reshapedShape(op, a)
    case .expandDims:
      guard let listed = integers(op.inputs.last ?? nil), listed.count == 1,
        let along = Self.axis(listed[0], rank: a.count + 1)
      else { return nil }
      var shape = a
      shape.insert(1, at: along)
      return shape
    case .pad, .padV2, .mirrorPad:
      guard let amounts = paddingAmounts(of: op) else { return nil }
      let shape = zip(a, amounts).map { $0 + $1.before + $1.after }
      return shape.allSatisfy { $0 >= 0 } ? shape : nil
    case .spaceToBatch, .batchToSpace: return BlockMove(op, in: self)?.resultShape
    case .transpose:
      guard op.inputs.count == 2, let listed = integers(op.inputs[1]) else { return nil }
      let permutation = listed.compactMap { Self.axis($0, rank: a.count) }
      guard permutation.sorted() == Array(a.indices) else { return nil }
      return permutation.map { a[$0] }
    case .tile:
      guard let counts = sizes(op, 1), counts.count == a.count else { return nil }
      let shape = zip(a, counts).map { $0.multipliedReportingOverflow(by: $1) }
      return shape.contains { $0.overflow } ? nil : shape.map(\.partialValue)
    case .broadcastTo:
      guard let shape = sizes(op, 1), shape.count >= a.count,
        zip(a, shape.suffix(a.count)).allSatisfy({ $0 == $1 || $0 == 1 })
      else { return nil }
      return shape
    case .slice:
      guard op.inputs.count == 3, let begin = sizes(op, 1), let listed = integers(op.inputs[2]),
        begin.count == a.count, listed.count == a.count
      else { return nil }
      // -1 takes all that is left.
      let shape = a.indices.map { listed[$0] == -1 ? a[$0] - begin[$0] : listed[$0] }
      return a.indices.allSatisfy { shape[$0] >= 0 && shape[$0] <= a[$0] - begin[$0] } ? shape : nil
    case .stridedSlice: return stridedSlice(op)?.resultShape
    default: return nil
    }
  }

  private func reshapedShape(_ op: Operator, _ a: [Int]) -> [Int]? {
    guard let count = Tensor.elementCount(shape: a) else { return nil }
    if case .reshape = op.kind, op.inputs.count == 2 {
      guard var shape = integers(op.inputs[1]) else { return nil }
      let open = shape.indices.filter { shape[$0] == -1 }
      if let unknown = open.first {
        shape[unknown] = 1
        guard open.count == 1, let others = Tensor.elementCount(shape: shape), others > 0 else { return nil }
        shape[unknown] = count / others
      }
      return Tensor.elementCount(shape: shape) == count ? shape : nil
    }
    guard let output = op.outputs.first, tensors[output].elementCount == count else { return nil }
    return tensors[output].shape
  }

  /// Shape of the result of a product, a window operator or a block move.
  func productOrWindowShape(_ op: Operator, _ operands: [[Int]?]) -> [Int]? {
    let shapes = operands.compactMap { $0 }
    guard let a = shapes.first else { return nil }
    func window(
      _ filter: (height: Int, width: Int), _ padding: Padding, stride: (Int, Int), dilation: (Int, Int), channels: Int
    ) -> [Int]? {
      let limits = 1..<1 << 24
      guard a.count == 4,
        [filter.height, filter.width, stride.0, stride.1, dilation.0, dilation.1].allSatisfy(limits.contains)
      else { return nil }
      return [
        a[0], padding.resultSize(of: a[1], window: filter.height, stride: stride.0, dilation: dilation.0),
        padding.resultSize(of: a[2], window: filter.width, stride: stride.1, dilation: dilation.1), channels,
      ]
    }
    switch op.kind {
    case .conv2D(let c), .depthwiseConv2D(let c, _):
      guard shapes.count >= 2, shapes[1].count == 4 else { return nil }
      var isDepthwise = false
      if case .depthwiseConv2D = op.kind { isDepthwise = true }
      return window(
        (shapes[1][1], shapes[1][2]), c.padding, stride: (c.strideHeight, c.strideWidth),
        dilation: (c.dilationHeight, c.dilationWidth), channels: shapes[1][isDepthwise ? 3 : 0])
    case .maxPool2D(let p), .averagePool2D(let p):
      guard a.count == 4 else { return nil }
      return window(
        (p.filterHeight, p.filterWidth), p.padding, stride: (p.strideHeight, p.strideWidth), dilation: (1, 1),
        channels: a[3])
    case .transposeConv: return sizes(op, 0).flatMap { $0.count == 4 ? $0 : nil }
    case .resizeNearestNeighbor, .resizeBilinear:
      guard a.count == 4, let size = sizes(op, 1), size.count == 2 else { return nil }
      return [a[0], size[0], size[1], a[3]]
    case .fullyConnected(_, let keepDimensions, _):
      guard shapes.count >= 2, shapes[1].count == 2, let depth = shapes[1].last, depth > 0,
        let count = Tensor.elementCount(shape: a), count % depth == 0
      else { return nil }
      return (keepDimensions ? Array(a.dropLast()) : [count / depth]) + [shapes[1][0]]
    case .depthToSpace(let block):
      guard a.count == 4, (1..<1 << 15).contains(block), a[3] % (block * block) == 0 else { return nil }
      return [a[0], a[1] * block, a[2] * block, a[3] / (block * block)]
    case .spaceToDepth(let block):
      guard a.count == 4, (1..<1 << 15).contains(block), a[1] % block == 0, a[2] % block == 0 else { return nil }
      return [a[0], a[1] / block, a[2] / block, a[3] * block * block]
    default: return nil
    }
  }
}
