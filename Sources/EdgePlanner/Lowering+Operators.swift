import CEdgeKernels
import EdgeModel

extension Lowering {
  /// Appends the steps of one operator. The switch is exhaustive on purpose.
  mutating func emit(_ op: Operator) throws(LoweringFailure) -> Emission {
    switch op.kind {
    case .conv2D(let attributes):
      return try emitConvolution(op, attributes)
    case .depthwiseConv2D(let attributes, _):
      return try emitDepthwiseConvolution(op, attributes)
    case .transposeConv(let attributes):
      return try emitTransposeConvolution(op, attributes)
    case .fullyConnected(let activation, _, let asymmetric):
      return try emitFullyConnected(op, activation, asymmetricInputs: asymmetric)
    case .batchMatMul(let adjointX, let adjointY):
      return try emitBatchMatMul(op, adjointX: adjointX, adjointY: adjointY)
    case .add(let activation):
      return try emitBinary(op, .add, activation)
    case .subtract(let activation):
      return try emitBinary(op, .subtract, activation)
    case .multiply(let activation):
      return try emitBinary(op, .multiply, activation)
    case .divide(let activation):
      return try emitBinary(op, .divide, activation)
    case .maximum:
      return try emitBinary(op, .maximum, .none)
    case .minimum:
      return try emitBinary(op, .minimum, .none)
    case .squaredDifference:
      return try emitBinary(op, .squaredDifference, .none)
    case .power:
      return try emitBinary(op, .power, .none)
    case .prelu:
      return try emitBinary(op, .prelu, .none)
    case .logistic: return try emitUnary(op, .logistic)
    case .tanh: return try emitUnary(op, .tanh)
    case .relu: return try emitUnary(op, .clamp, low: 0, high: .infinity)
    case .relu6: return try emitUnary(op, .clamp, low: 0, high: 6)
    case .reluN1To1: return try emitUnary(op, .clamp, low: -1, high: 1)
    case .leakyRelu(let alpha): return try emitUnary(op, .leakyRelu, alpha: alpha)
    case .hardSwish: return try emitUnary(op, .hardSwish)
    case .elu: return try emitUnary(op, .elu)
    case .exp: return try emitUnary(op, .exp)
    case .log: return try emitUnary(op, .log)
    case .sqrt: return try emitUnary(op, .sqrt)
    case .rsqrt: return try emitUnary(op, .rsqrt)
    case .square: return try emitUnary(op, .square)
    case .abs: return try emitUnary(op, .abs)
    case .negate: return try emitUnary(op, .negate)
    case .floor: return try emitUnary(op, .floor)
    case .sin: return try emitUnary(op, .sin)
    case .cos: return try emitUnary(op, .cos)
    case .gelu(let isApproximate): return try emitUnary(op, isApproximate ? .geluTanh : .gelu)
    case .quantize:
      return try emitQuantize(op)
    case .dequantize:
      return try emitDequantize(op)
    case .softmax(let beta):
      return try emitSoftmax(op, beta: beta)
    case .logSoftmax: return try emitNormalization(op, .logSoftmax)
    case .l2Normalization: return try emitNormalization(op, .length)
    case .mean:
      return try emitReduction(op, .mean)
    case .sum:
      return try emitReduction(op, .sum)
    case .reduceMax:
      return try emitReduction(op, .maximum)
    case .reduceMin:
      return try emitReduction(op, .minimum)
    case .reduceProduct:
      return try emitReduction(op, .product)
    case .reduceAny:
      return try emitReduction(op, .maximum)
    case .reduceAll:
      return try emitReduction(op, .minimum)
    case .argMax: return try emitArgMax(op, isMinimum: false)
    case .argMin: return try emitArgMax(op, isMinimum: true)
    case .topK: return try emitTopK(op)
    case .maxPool2D(let attributes):
      return try emitPool(op, attributes, isAverage: false)
    case .averagePool2D(let attributes):
      return try emitPool(op, attributes, isAverage: true)
    case .resizeNearestNeighbor(let alignCorners, let halfPixelCenters):
      return try emitResizeNearest(op, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    case .resizeBilinear(let alignCorners, let halfPixelCenters):
      return try emitResizeBilinear(op, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    case .pad, .padV2:
      return try emitPad(op)
    case .mirrorPad(let isSymmetric):
      return try emitMirrorPad(op, isSymmetric: isSymmetric)
    case .concatenation(let axis, let activation):
      return try emitConcatenation(op, axis: axis, activation)
    case .pack(let axis, _):
      return try emitPack(op, axis: axis)
    case .split:
      return try emitSplit(op, data: 1, axis: 0)
    case .splitV:
      return try emitSplit(op, data: 0, axis: 2)
    case .unpack(let axis, _):
      return try emitUnpack(op, axis: axis)
    case .stridedSlice(let attributes):
      return try emitStridedSlice(op, attributes)
    case .slice:
      return try emitSlice(op)
    case .reshape, .squeeze, .expandDims:
      return try emitReshape(op)
    case .transpose:
      return try emitTranspose(op)
    case .reverse:
      return try emitReverse(op)
    case .gather(let axis, let batchDimensions):
      return try emitGather(op, axis: axis, batchDimensions: batchDimensions)
    case .gatherND:
      return try emitGatherND(op)
    case .spaceToBatch, .batchToSpace:
      return try emitBatchMove(op)
    case .depthToSpace(let block):
      return try emitBlockMove(op, block: block, toSpace: true)
    case .spaceToDepth(let block):
      return try emitBlockMove(op, block: block, toSpace: false)
    case .tile:
      return try emitTile(op)
    case .broadcastTo:
      return try emitBroadcastTo(op)
    case .cast:
      return try emitCast(op)
    case .equal: return try emitComparison(op, .equal)
    case .notEqual: return try emitComparison(op, .notEqual)
    case .less: return try emitComparison(op, .less)
    case .lessEqual: return try emitComparison(op, .lessEqual)
    case .greater: return try emitComparison(op, .greater)
    case .greaterEqual: return try emitComparison(op, .greaterEqual)
    case .logicalAnd: return try emitComparison(op, .and)
    case .logicalOr: return try emitComparison(op, .or)
    case .logicalNot: return try emitLogicalNot(op)
    case .select, .selectV2: return try emitSelect(op)
    case .detectionPostProcess(let attributes): return try emitDetection(op, attributes)
    case .floorDivide: return try emitBinary(op, .floorDivide, .none)
    case .floorModulo: return try emitBinary(op, .floorModulo, .none)
    case .shape, .range, .fill:
      // No kernel computes them; `FoldConstants` replaces those whose operands are known.
      throw .unsupported("its operands are not known before the run: such sizes must follow from stated shapes")
    }
  }
}
