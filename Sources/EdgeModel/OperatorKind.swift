/// The operators EdgeRunner knows, named and defined as TFLite's builtin operators of the same name.
///
/// The enum is closed on purpose: every stage switches over it exhaustively, so the compiler lists what a new
/// operator still misses. Data layout is NHWC; operand order is the file's.
public enum OperatorKind: Sendable, Hashable {
  // Products
  case conv2D(ConvolutionAttributes)
  case depthwiseConv2D(ConvolutionAttributes, depthMultiplier: Int)
  case transposeConv(ConvolutionAttributes)
  case fullyConnected(activation: Activation, keepDimensions: Bool)
  case batchMatMul(adjointX: Bool, adjointY: Bool)
  // Elementwise, two operands, broadcasting
  case add(Activation)
  case subtract(Activation)
  case multiply(Activation)
  case divide(Activation)
  case maximum
  case minimum
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
  case quantize
  case dequantize
  case cast
  // Along an axis
  case softmax(beta: Float)
  case mean(keepDimensions: Bool)
  case sum(keepDimensions: Bool)
  case reduceMax(keepDimensions: Bool)
  // Windows
  case maxPool2D(PoolAttributes)
  case averagePool2D(PoolAttributes)
  case resizeNearestNeighbor(alignCorners: Bool, halfPixelCenters: Bool)
  case resizeBilinear(alignCorners: Bool, halfPixelCenters: Bool)
  // Data movement
  case pad
  case padV2
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
  case gather(axis: Int, batchDimensions: Int)
  case depthToSpace(blockSize: Int)
  case spaceToDepth(blockSize: Int)
  case tile
  case broadcastTo
  // Sizes computed from sizes; there are no kernels for them, they run where they can be folded into constants
  case shape
  case range
  case fill
  case floorDivide
  case floorModulo
  case reduceProduct(keepDimensions: Bool)

  /// The name TFLite's schema gives this operator, e.g. `CONV_2D`.
  public var name: String {
    switch self {
    case .conv2D: "CONV_2D"
    case .depthwiseConv2D: "DEPTHWISE_CONV_2D"
    case .transposeConv: "TRANSPOSE_CONV"
    case .fullyConnected: "FULLY_CONNECTED"
    case .batchMatMul: "BATCH_MATMUL"
    case .add: "ADD"
    case .subtract: "SUB"
    case .multiply: "MUL"
    case .divide: "DIV"
    case .maximum: "MAXIMUM"
    case .minimum: "MINIMUM"
    case .logistic: "LOGISTIC"
    case .tanh: "TANH"
    case .relu: "RELU"
    case .relu6: "RELU6"
    case .reluN1To1: "RELU_N1_TO_1"
    case .leakyRelu: "LEAKY_RELU"
    case .prelu: "PRELU"
    case .hardSwish: "HARD_SWISH"
    case .elu: "ELU"
    case .exp: "EXP"
    case .log: "LOG"
    case .sqrt: "SQRT"
    case .rsqrt: "RSQRT"
    case .square: "SQUARE"
    case .abs: "ABS"
    case .negate: "NEG"
    case .floor: "FLOOR"
    case .quantize: "QUANTIZE"
    case .dequantize: "DEQUANTIZE"
    case .cast: "CAST"
    case .softmax: "SOFTMAX"
    case .mean: "MEAN"
    case .sum: "SUM"
    case .reduceMax: "REDUCE_MAX"
    case .maxPool2D: "MAX_POOL_2D"
    case .averagePool2D: "AVERAGE_POOL_2D"
    case .resizeNearestNeighbor: "RESIZE_NEAREST_NEIGHBOR"
    case .resizeBilinear: "RESIZE_BILINEAR"
    case .pad: "PAD"
    case .padV2: "PADV2"
    case .concatenation: "CONCATENATION"
    case .split: "SPLIT"
    case .splitV: "SPLIT_V"
    case .pack: "PACK"
    case .unpack: "UNPACK"
    case .stridedSlice: "STRIDED_SLICE"
    case .slice: "SLICE"
    case .reshape: "RESHAPE"
    case .squeeze: "SQUEEZE"
    case .expandDims: "EXPAND_DIMS"
    case .transpose: "TRANSPOSE"
    case .gather: "GATHER"
    case .depthToSpace: "DEPTH_TO_SPACE"
    case .spaceToDepth: "SPACE_TO_DEPTH"
    case .tile: "TILE"
    case .broadcastTo: "BROADCAST_TO"
    case .shape: "SHAPE"
    case .range: "RANGE"
    case .fill: "FILL"
    case .floorDivide: "FLOOR_DIV"
    case .floorModulo: "FLOOR_MOD"
    case .reduceProduct: "REDUCE_PROD"
    }
  }
}

/// An activation fused into an operator by the file's author.
public enum Activation: String, Sendable, Hashable, Codable {
  case none, relu, reluN1To1, relu6, tanh, signBit
}

/// How a window is placed at the borders: TFLite's two rules.
public enum Padding: String, Sendable, Hashable, Codable {
  /// `out = ceil(in / stride)`; the odd pixel of padding goes after.
  case same
  /// No padding: `out = ceil((in - window + 1) / stride)`.
  case valid
}

/// Attributes of the three convolutions. Strides and dilations are positive.
public struct ConvolutionAttributes: Sendable, Hashable {
  public var padding: Padding
  public var strideHeight: Int
  public var strideWidth: Int
  public var dilationHeight: Int
  public var dilationWidth: Int
  public var activation: Activation

  public init(
    padding: Padding, strideHeight: Int = 1, strideWidth: Int = 1, dilationHeight: Int = 1, dilationWidth: Int = 1,
    activation: Activation = .none
  ) {
    self.padding = padding
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.activation = activation
  }
}

/// Attributes of the pooling operators. Strides and window sides are positive.
public struct PoolAttributes: Sendable, Hashable {
  public var padding: Padding
  public var strideHeight: Int
  public var strideWidth: Int
  public var filterHeight: Int
  public var filterWidth: Int
  public var activation: Activation

  public init(
    padding: Padding, strideHeight: Int, strideWidth: Int, filterHeight: Int, filterWidth: Int,
    activation: Activation = .none
  ) {
    self.padding = padding
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.activation = activation
  }
}

/// Bit masks of STRIDED_SLICE, bit `i` speaking of dimension `i`.
public struct StridedSliceAttributes: Sendable, Hashable {
  public var beginMask: Int
  public var endMask: Int
  public var ellipsisMask: Int
  public var newAxisMask: Int
  public var shrinkAxisMask: Int
  /// `end` counts from `begin` instead of from zero.
  public var offset: Bool

  public init(
    beginMask: Int = 0, endMask: Int = 0, ellipsisMask: Int = 0, newAxisMask: Int = 0, shrinkAxisMask: Int = 0,
    offset: Bool = false
  ) {
    self.beginMask = beginMask
    self.endMask = endMask
    self.ellipsisMask = ellipsisMask
    self.newAxisMask = newAxisMask
    self.shrinkAxisMask = shrinkAxisMask
    self.offset = offset
  }
}
