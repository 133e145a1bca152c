import EdgeModel

extension TFLiteOptions {
  /// An option table to be written.
  typealias Written = (type: TFLiteSchema.OptionsType, fields: FlatBufferTableFields)

  /// The options of `op`; nil where the format has none, or none that matter.
  static func written(
    for op: Operator, in graph: Graph, at place: TFLiteError.Place
  ) throws(TFLiteError) -> Written? {
    let values = TFLiteOptionValues(place: place)
    func write<Attributes>(
      _ codec: TFLiteCodec<Attributes>, _ attributes: Attributes
    ) throws(TFLiteError) -> Written {
      (codec.type, try codec.encode(attributes, values))
    }
    switch op.kind {
    case .conv2D(let attributes): return try write(.conv2D, attributes)
    case .depthwiseConv2D(let attributes, let multiplier):
      return try write(.depthwiseConv2D, (attributes, depthMultiplier: multiplier))
    case .transposeConv(let attributes): return try write(.transposeConv, attributes)
    case .fullyConnected(let activation, let keepDimensions, let asymmetricInputs):
      return try write(
        .fullyConnected,
        (activation: activation, keepDimensions: keepDimensions, asymmetricInputs: asymmetricInputs))
    case .batchMatMul(let adjointX, let adjointY):
      return try write(.batchMatMul, (adjointX: adjointX, adjointY: adjointY))
    case .add(let activation): return try write(.add, activation)
    case .subtract(let activation): return try write(.subtract, activation)
    case .multiply(let activation): return try write(.multiply, activation)
    case .divide(let activation): return try write(.divide, activation)
    case .leakyRelu(let alpha): return try write(.leakyRelu, alpha)
    case .softmax(let beta): return try write(.softmax, beta)
    case .gelu(let isApproximate): return try write(.gelu, isApproximate)
    case .l2Normalization(let activation): return try write(.l2Normalization, activation)
    case .mirrorPad(let isSymmetric): return try write(.mirrorPad, isSymmetric)
    case .mean(let keep), .sum(let keep), .reduceMax(let keep), .reduceMin(let keep), .reduceProduct(let keep),
      .reduceAny(let keep), .reduceAll(let keep):
      return try write(.reducer, keep)
    case .maxPool2D(let attributes), .averagePool2D(let attributes): return try write(.pool2D, attributes)
    case .resizeNearestNeighbor(let alignCorners, let halfPixelCenters):
      return try write(
        .resizeNearestNeighbor, (alignCorners: alignCorners, halfPixelCenters: halfPixelCenters))
    case .resizeBilinear(let alignCorners, let halfPixelCenters):
      return try write(.resizeBilinear, (alignCorners: alignCorners, halfPixelCenters: halfPixelCenters))
    case .concatenation(let axis, let activation):
      return try write(.concatenation, (axis: axis, activation: activation))
    case .split(let count): return try write(.split, count)
    case .splitV(let count): return try write(.splitV, count)
    case .pack(let axis, let count): return try write(.pack, (axis: axis, count: count))
    case .unpack(let axis, let count): return try write(.unpack, (axis: axis, count: count))
    case .stridedSlice(let attributes): return try write(.stridedSlice, attributes)
    case .gather(let axis, let batchDimensions):
      return try write(.gather, (axis: axis, batchDimensions: batchDimensions))
    case .depthToSpace(let blockSize): return try write(.depthToSpace, blockSize)
    case .spaceToDepth(let blockSize): return try write(.spaceToDepth, blockSize)
    // What the tables of these say again is in operands and results.
    case .reshape:
      // A second operand, where there is one, states the shape.
      guard op.inputs.count == 1 else { return nil }
      return (.reshape, [0: try values.list(shape(op.outputs.first, in: graph))])
    case .squeeze:
      let axes = squeezedAxes(from: shape(op.inputs.first ?? nil, in: graph), to: shape(op.outputs.first, in: graph))
      return (.squeeze, [0: try values.list(axes)])
    case .cast:
      let types = [op.inputs.first ?? nil, op.outputs.first].map { tensor in
        tensor.map { values.number(graph.tensors[$0].elementType) } ?? .int8(0)
      }
      return (.cast, [0: types[0], 1: types[1]])
    case .shape:
      let type = op.outputs.first.map { values.number(graph.tensors[$0].elementType) } ?? .int8(0)
      return (.shape, [0: type])
    case .argMax, .argMin:
      let type = op.outputs.first.map { values.number(graph.tensors[$0].elementType) } ?? .int8(0)
      return (op.kind == .argMax ? .argMax : .argMin, [0: type])
    case .maximum, .minimum: return (.maximumMinimum, [:])
    case .logistic, .tanh, .relu, .relu6, .reluN1To1, .prelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt, .square,
      .abs, .negate, .floor, .sin, .cos, .quantize, .dequantize, .pad, .padV2, .slice, .expandDims, .transpose,
      .reverse, .tile,
      .broadcastTo, .range, .fill, .floorDivide, .floorModulo, .squaredDifference, .power, .logSoftmax, .topK,
      .gatherND, .spaceToBatch, .batchToSpace, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual,
      .logicalAnd, .logicalOr, .logicalNot, .select, .selectV2, .detectionPostProcess:
      return nil
    }
  }

  private static func shape(_ tensor: Int?, in graph: Graph) -> [Int] { tensor.map { graph.tensors[$0].shape } ?? [] }

  /// Axes of size 1 whose removal turns `shape` into `result`.
  private static func squeezedAxes(from shape: [Int], to result: [Int]) -> [Int] {
    var kept = result[...]
    var axes: [Int] = []
    for (axis, size) in shape.enumerated() {
      if kept.first == size { kept = kept.dropFirst() } else if size == 1 { axes.append(axis) }
    }
    return axes
  }
}
