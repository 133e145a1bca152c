public import EdgeModel

/// Samples of operators, whose attributes differ from their defaults, for tests of tables that hold one row for each.
public enum OperatorSamples {
  private static let convolution = ConvolutionAttributes(
    padding: .valid, strideHeight: 2, strideWidth: 3, dilationHeight: 4, dilationWidth: 5, activation: .relu6)
  private static let pool = PoolAttributes(
    padding: .same, strideHeight: 1, strideWidth: 2, filterHeight: 3, filterWidth: 4, activation: .relu)

  /// At least one sample of every operator, some with further attributes.
  public static let kinds: [OperatorKind] = [
    .conv2D(convolution), .conv2D(ConvolutionAttributes(padding: .same)),
    .depthwiseConv2D(convolution, depthMultiplier: 2), .fullyConnected(activation: .reluN1To1, keepDimensions: true),
    .transposeConv(ConvolutionAttributes(padding: .same, strideHeight: 2, strideWidth: 1, activation: .relu)),
    .batchMatMul(adjointX: true, adjointY: false), .batchMatMul(adjointX: false, adjointY: true), .add(.none),
    .add(.tanh), .subtract(.relu), .multiply(.signBit), .divide(.relu6), .maximum, .minimum, .logistic, .tanh, .relu,
    .relu6, .reluN1To1, .leakyRelu(alpha: 0.125), .prelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt, .square, .abs,
    .negate, .floor, .sin, .cos, .quantize, .dequantize, .cast, .softmax(beta: 0.5), .mean(keepDimensions: true),
    .mean(keepDimensions: false), .sum(keepDimensions: true), .reduceMax(keepDimensions: true), .maxPool2D(pool),
    .averagePool2D(pool), .resizeNearestNeighbor(alignCorners: false, halfPixelCenters: true),
    .resizeBilinear(alignCorners: true, halfPixelCenters: false), .pad, .padV2,
    .concatenation(axis: -1, activation: .none), .split(count: 3), .splitV(count: 2), .pack(axis: -2, count: 3),
    .unpack(axis: 1, count: 4),
    .stridedSlice(
      StridedSliceAttributes(
        beginMask: 1, endMask: 2, ellipsisMask: 4, newAxisMask: 8, shrinkAxisMask: 16, offset: true)),
    .slice, .reshape, .squeeze, .expandDims, .transpose, .gather(axis: -1, batchDimensions: 1),
    .depthToSpace(blockSize: 2), .spaceToDepth(blockSize: 4), .tile, .broadcastTo, .reverse, .squaredDifference, .power,
    .gelu(isApproximate: true), .gelu(isApproximate: false), .logSoftmax, .l2Normalization(.relu),
    .reduceMin(keepDimensions: true), .reduceAny(keepDimensions: true), .reduceAll(keepDimensions: false), .argMax,
    .argMin, .topK, .mirrorPad(isSymmetric: true), .mirrorPad(isSymmetric: false), .gatherND, .spaceToBatch,
    .batchToSpace, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .logicalAnd, .logicalOr, .logicalNot,
    .select, .selectV2,
    .detectionPostProcess(
      DetectionPostProcessAttributes(
        maxDetections: 5, maxClassesPerDetection: 2, detectionsPerClass: 3, usesRegularSuppression: true,
        scoreThreshold: 0.25, overlapThreshold: 0.5, classCount: 7, yScale: 10, xScale: 11, heightScale: 5,
        widthScale: 6)), .shape, .range, .fill,
    .floorDivide, .floorModulo, .reduceProduct(keepDimensions: true),
  ]
}
