import EdgeModel

/// Makes the option table of an operator; the counterpart of `TFLiteOptions`.
struct TFLiteOptionsEncoder {
  let place: TFLiteError.Place

  typealias Options = (type: TFLiteSchema.OptionsType, fields: FlatBufferTableFields)

  /// The options of `op`; nil where the format has none, or none that matter.
  func options(of op: Operator, in graph: Graph) throws(TFLiteError) -> Options? {
    switch op.kind {
    case .conv2D(let attributes): return (.conv2D, try convolution(attributes, activation: 3, dilation: (4, 5)))
    case .depthwiseConv2D(let attributes, let depthMultiplier):
      var fields = try convolution(attributes, activation: 4, dilation: (5, 6))
      fields[3] = try int(depthMultiplier)
      return (.depthwiseConv2D, fields)
    case .transposeConv(let attributes):
      guard attributes.dilationHeight == 1, attributes.dilationWidth == 1 else {
        throw TFLiteError(.unsupported, at: place, "the format has no dilation for transposed convolutions")
      }
      return (.transposeConv, try convolution(attributes, activation: 3, dilation: nil))
    case .fullyConnected(let activation, let keepDimensions):
      return (.fullyConnected, [0: number(activation), 2: .bool(keepDimensions)])
    case .batchMatMul(let adjointX, let adjointY): return (.batchMatMul, [0: .bool(adjointX), 1: .bool(adjointY)])
    case .add(let activation): return (.add, [0: number(activation)])
    case .subtract(let activation): return (.subtract, [0: number(activation)])
    case .multiply(let activation): return (.multiply, [0: number(activation)])
    case .divide(let activation): return (.divide, [0: number(activation)])
    case .leakyRelu(let alpha): return (.leakyRelu, [0: .float(alpha)])
    case .softmax(let beta): return (.softmax, [0: .float(beta)])
    case .mean(let keep), .sum(let keep), .reduceMax(let keep), .reduceProduct(let keep): return (.reducer, [0: .bool(keep)])
    case .maxPool2D(let attributes), .averagePool2D(let attributes): return (.pool2D, try pool(attributes))
    case .resizeNearestNeighbor(let alignCorners, let halfPixelCenters):
      return (.resizeNearestNeighbor, [0: .bool(alignCorners), 1: .bool(halfPixelCenters)])
    case .resizeBilinear(let alignCorners, let halfPixelCenters):
      return (.resizeBilinear, [2: .bool(alignCorners), 3: .bool(halfPixelCenters)])
    case .concatenation(let axis, let activation):
      return (.concatenation, [0: try int(axis), 1: number(activation)])
    case .split(let count): return (.split, [0: try int(count)])
    case .splitV(let count): return (.splitV, [0: try int(count)])
    case .pack(let axis, let count): return (.pack, [0: try int(count), 1: try int(axis)])
    case .unpack(let axis, let count): return (.unpack, [0: try int(count), 1: try int(axis)])
    case .stridedSlice(let attributes): return (.stridedSlice, try stridedSlice(attributes))
    case .gather(let axis, let batchDimensions): return (.gather, [0: try int(axis), 1: try int(batchDimensions)])
    case .depthToSpace(let blockSize): return (.depthToSpace, [0: try int(blockSize)])
    case .spaceToDepth(let blockSize): return (.spaceToDepth, [0: try int(blockSize)])
    case .reshape:
      // A second operand, where there is one, states the shape.
      guard op.inputs.count == 1 else { return nil }
      return (.reshape, [0: .vector(try TFLiteWriter.int32s(shape(op.outputs.first, in: graph), at: place))])
    case .squeeze:
      let axes = Self.squeezedAxes(
        from: shape(op.inputs.first ?? nil, in: graph), to: shape(op.outputs.first, in: graph))
      return (.squeeze, [0: .vector(try TFLiteWriter.int32s(axes, at: place))])
    case .cast:
      return (.cast, [0: typeNumber(op.inputs.first ?? nil, in: graph), 1: typeNumber(op.outputs.first, in: graph)])
    case .shape: return (.shape, [0: typeNumber(op.outputs.first, in: graph)])
    case .maximum, .minimum: return (.maximumMinimum, [:])
    case .logistic, .tanh, .relu, .relu6, .reluN1To1, .prelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt, .square,
      .abs, .negate, .floor, .quantize, .dequantize, .pad, .padV2, .slice, .expandDims, .transpose, .tile,
      .broadcastTo, .range, .fill, .floorDivide, .floorModulo:
      return nil
    }
  }

  private func convolution(
    _ attributes: ConvolutionAttributes, activation: Int, dilation: (width: Int, height: Int)?
  ) throws(TFLiteError) -> FlatBufferTableFields {
    var fields: FlatBufferTableFields = [
      0: number(attributes.padding), 1: try int(attributes.strideWidth), 2: try int(attributes.strideHeight),
      activation: number(attributes.activation),
    ]
    if let dilation {
      fields[dilation.width] = try int(attributes.dilationWidth)
      fields[dilation.height] = try int(attributes.dilationHeight)
    }
    return fields
  }

  private func pool(_ attributes: PoolAttributes) throws(TFLiteError) -> FlatBufferTableFields {
    [
      0: number(attributes.padding), 1: try int(attributes.strideWidth), 2: try int(attributes.strideHeight),
      3: try int(attributes.filterWidth), 4: try int(attributes.filterHeight), 5: number(attributes.activation),
    ]
  }

  private func stridedSlice(_ attributes: StridedSliceAttributes) throws(TFLiteError) -> FlatBufferTableFields {
    [
      0: try int(attributes.beginMask), 1: try int(attributes.endMask), 2: try int(attributes.ellipsisMask),
      3: try int(attributes.newAxisMask), 4: try int(attributes.shrinkAxisMask), 5: .bool(attributes.offset),
    ]
  }

  private func int(_ value: Int) throws(TFLiteError) -> FlatBufferValue {
    .int32(try TFLiteWriter.int32(value, at: place))
  }

  private func number(_ activation: Activation) -> FlatBufferValue {
    .int8(Int8(TFLiteSchema.activations.firstIndex(of: activation) ?? 0))
  }

  private func number(_ padding: Padding) -> FlatBufferValue {
    .int8(Int8(TFLiteSchema.paddings.firstIndex(of: padding) ?? 0))
  }

  private func typeNumber(_ tensor: Int?, in graph: Graph) -> FlatBufferValue {
    .int8(tensor.map { TFLiteSchema.number(of: graph.tensors[$0].elementType) } ?? 0)
  }

  private func shape(_ tensor: Int?, in graph: Graph) -> [Int] { tensor.map { graph.tensors[$0].shape } ?? [] }

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
