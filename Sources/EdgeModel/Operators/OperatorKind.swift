/// The operators EdgeRunner knows, named and defined as TFLite's builtin operators of the same name.
///
/// The enum is closed on purpose: every stage switches over it exhaustively, so the compiler lists what a new
/// operator still misses. Its facts are its catalogue entry. Data layout is NHWC; operand order is the file's.
public enum OperatorKind: Sendable, Hashable {
  // Products
  case conv2D(ConvolutionAttributes)
  case depthwiseConv2D(ConvolutionAttributes, depthMultiplier: Int)
  case transposeConv(ConvolutionAttributes)
  /// `asymmetricInputs`: float inputs of int8 weights are quantized with a zero point.
  case fullyConnected(activation: Activation, keepDimensions: Bool, asymmetricInputs: Bool = false)
  case batchMatMul(adjointX: Bool, adjointY: Bool)
  // Elementwise, two operands, broadcasting
  case add(Activation)
  case subtract(Activation)
  case multiply(Activation)
  case divide(Activation)
  case maximum
  case minimum
  case squaredDifference
  case power
  // Elementwise, one operand
  case logistic
  case tanh
  case relu
  case relu6
  case reluN1To1
  case leakyRelu(alpha: Float)
  case prelu
  case hardSwish
  case elu
  case exp
  case log
  case sqrt
  case rsqrt
  case square
  case abs
  case negate
  case floor
  case sin
  case cos
  case gelu(isApproximate: Bool)
  case quantize
  case dequantize
  case cast
  // Along an axis
  case softmax(beta: Float)
  case logSoftmax
  case l2Normalization(Activation)
  case mean(keepDimensions: Bool)
  case sum(keepDimensions: Bool)
  case reduceMax(keepDimensions: Bool)
  case reduceMin(keepDimensions: Bool)
  case reduceProduct(keepDimensions: Bool)
  case reduceAny(keepDimensions: Bool)
  case reduceAll(keepDimensions: Bool)
  case argMax
  case argMin
  case topK
  // Windows
  case maxPool2D(PoolAttributes)
  case averagePool2D(PoolAttributes)
  case resizeNearestNeighbor(alignCorners: Bool, halfPixelCenters: Bool)
  case resizeBilinear(alignCorners: Bool, halfPixelCenters: Bool)
  // Data movement
  case pad
  case padV2
  case mirrorPad(isSymmetric: Bool)
  case concatenation(axis: Int, activation: Activation)
  case split(count: Int)
  case splitV(count: Int)
  case pack(axis: Int, count: Int)
  case unpack(axis: Int, count: Int)
  case stridedSlice(StridedSliceAttributes)
  case slice
  case reshape
  case squeeze
  case expandDims
  case transpose
  case reverse
  case gather(axis: Int, batchDimensions: Int)
  case gatherND
  case depthToSpace(blockSize: Int)
  case spaceToDepth(blockSize: Int)
  case spaceToBatch
  case batchToSpace
  case tile
  case broadcastTo
  // Truth values
  case equal
  case notEqual
  case less
  case lessEqual
  case greater
  case greaterEqual
  case logicalAnd
  case logicalOr
  case logicalNot
  case select
  case selectV2
  // Heads
  case detectionPostProcess(DetectionPostProcessAttributes)
  // Sizes
  case shape
  case range
  case fill
  case floorDivide
  case floorModulo

  /// What the catalogue says about this operator.
  public var entry: OperatorEntry {
    switch self {
    case .conv2D(let attributes): .conv2D(attributes)
    case .depthwiseConv2D(let attributes, _): .depthwiseConv2D(attributes)
    case .transposeConv(let attributes): .transposeConv(attributes)
    case .fullyConnected(let activation, _, _): .fullyConnected(activation)
    case .batchMatMul(let adjointX, _): .batchMatMul(adjointX: adjointX)
    case .add(let activation): .add(activation)
    case .subtract(let activation): .subtract(activation)
    case .multiply(let activation): .multiply(activation)
    case .divide(let activation): .divide(activation)
    case .maximum: .maximum
    case .minimum: .minimum
    case .squaredDifference: .squaredDifference
    case .power: .power
    case .logistic: .logistic
    case .tanh: .tanh
    case .relu: .relu
    case .relu6: .relu6
    case .reluN1To1: .reluN1To1
    case .leakyRelu: .leakyRelu
    case .prelu: .prelu
    case .hardSwish: .hardSwish
    case .elu: .elu
    case .exp: .exp
    case .log: .log
    case .sqrt: .sqrt
    case .rsqrt: .rsqrt
    case .square: .square
    case .abs: .abs
    case .negate: .negate
    case .floor: .floor
    case .sin: .sin
    case .cos: .cos
    case .gelu: .gelu
    case .quantize: .quantize
    case .dequantize: .dequantize
    case .cast: .cast
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    case .l2Normalization: .l2Normalization
    case .mean: .mean
    case .sum: .sum
    case .reduceMax: .reduceMax
    case .reduceMin: .reduceMin
    case .reduceProduct: .reduceProduct
    case .reduceAny: .reduceAny
    case .reduceAll: .reduceAll
    case .argMax: .argMax
    case .argMin: .argMin
    case .topK: .topK
    case .maxPool2D(let attributes): .maxPool2D(attributes)
    case .averagePool2D(let attributes): .averagePool2D(attributes)
    case .resizeNearestNeighbor: .resizeNearestNeighbor
    case .resizeBilinear: .resizeBilinear
    case .pad: .pad
    case .padV2: .padV2
    case .mirrorPad: .mirrorPad
    case .concatenation: .concatenation
    case .split(let count): .split(count: count)
    case .splitV(let count): .splitV(count: count)
    case .pack(_, let count): .pack(count: count)
    case .unpack(_, let count): .unpack(count: count)
    case .stridedSlice: .stridedSlice
    case .slice: .slice
    case .reshape: .reshape
    case .squeeze: .squeeze
    case .expandDims: .expandDims
    case .transpose: .transpose
    case .reverse: .reverse
    case .gather: .gather
    case .gatherND: .gatherND
    case .depthToSpace: .depthToSpace
    case .spaceToDepth: .spaceToDepth
    case .spaceToBatch: .spaceToBatch
    case .batchToSpace: .batchToSpace
    case .tile: .tile
    case .broadcastTo: .broadcastTo
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessEqual: .lessEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .logicalAnd: .logicalAnd
    case .logicalOr: .logicalOr
    case .logicalNot: .logicalNot
    case .select: .select
    case .selectV2: .selectV2
    case .detectionPostProcess: .detectionPostProcess
    case .shape: .shape
    case .range: .range
    case .fill: .fill
    case .floorDivide: .floorDivide
    case .floorModulo: .floorModulo
    }
  }

  /// The name TFLite's schema gives this operator, e.g. `CONV_2D`.
  public var name: String { entry.code.name }
}
