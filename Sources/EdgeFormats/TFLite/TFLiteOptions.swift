import EdgeModel
import EdgeSystem

/// The option table of one operator of a file.
struct TFLiteOptions {
  /// Number of the table's type in the BuiltinOptions union.
  let typeNumber: UInt8
  let table: FlatBufferTable?
  /// The options of a custom operator, in a format of its own.
  let custom: ByteRegion?
  let place: TFLiteError.Place

  /// The operator `code` with the attributes that these options give it.
  func kind(of code: OperatorCode) throws(TFLiteError) -> OperatorKind {
    switch code {
    case .conv2D: return .conv2D(try read(.conv2D))
    case .depthwiseConv2D:
      let (attributes, depthMultiplier) = try read(.depthwiseConv2D)
      return .depthwiseConv2D(attributes, depthMultiplier: depthMultiplier)
    case .transposeConv: return .transposeConv(try read(.transposeConv))
    case .fullyConnected:
      let (activation, keepDimensions, asymmetricInputs) = try read(.fullyConnected)
      return .fullyConnected(
        activation: activation, keepDimensions: keepDimensions, asymmetricInputs: asymmetricInputs)
    case .batchMatMul:
      let (adjointX, adjointY) = try read(.batchMatMul)
      return .batchMatMul(adjointX: adjointX, adjointY: adjointY)
    case .add: return .add(try read(.add))
    case .subtract: return .subtract(try read(.subtract))
    case .multiply: return .multiply(try read(.multiply))
    case .divide: return .divide(try read(.divide))
    case .maximum: return .maximum
    case .minimum: return .minimum
    case .squaredDifference: return .squaredDifference
    case .power: return .power
    case .logistic: return .logistic
    case .tanh: return .tanh
    case .relu: return .relu
    case .relu6: return .relu6
    case .reluN1To1: return .reluN1To1
    case .leakyRelu: return .leakyRelu(alpha: try read(.leakyRelu))
    case .prelu: return .prelu
    case .hardSwish: return .hardSwish
    case .elu: return .elu
    case .exp: return .exp
    case .log: return .log
    case .sqrt: return .sqrt
    case .rsqrt: return .rsqrt
    case .square: return .square
    case .abs: return .abs
    case .negate: return .negate
    case .floor: return .floor
    case .sin: return .sin
    case .cos: return .cos
    case .gelu: return .gelu(isApproximate: try read(.gelu))
    case .quantize: return .quantize
    case .dequantize: return .dequantize
    case .cast: return .cast
    case .softmax: return .softmax(beta: try read(.softmax))
    case .logSoftmax: return .logSoftmax
    case .l2Normalization: return .l2Normalization(try read(.l2Normalization))
    case .mean: return .mean(keepDimensions: try read(.reducer))
    case .sum: return .sum(keepDimensions: try read(.reducer))
    case .reduceMax: return .reduceMax(keepDimensions: try read(.reducer))
    case .reduceMin: return .reduceMin(keepDimensions: try read(.reducer))
    case .reduceProduct: return .reduceProduct(keepDimensions: try read(.reducer))
    case .reduceAny: return .reduceAny(keepDimensions: try read(.reducer))
    case .reduceAll: return .reduceAll(keepDimensions: try read(.reducer))
    case .argMax: return .argMax
    case .argMin: return .argMin
    case .topK: return .topK
    case .maxPool2D: return .maxPool2D(try read(.pool2D))
    case .averagePool2D: return .averagePool2D(try read(.pool2D))
    case .resizeNearestNeighbor:
      let (alignCorners, halfPixelCenters) = try read(.resizeNearestNeighbor)
      return .resizeNearestNeighbor(alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    case .resizeBilinear:
      let (alignCorners, halfPixelCenters) = try read(.resizeBilinear)
      return .resizeBilinear(alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    case .pad: return .pad
    case .padV2: return .padV2
    case .mirrorPad: return .mirrorPad(isSymmetric: try read(.mirrorPad))
    case .concatenation:
      let (axis, activation) = try read(.concatenation)
      return .concatenation(axis: axis, activation: activation)
    case .split: return .split(count: try read(.split))
    case .splitV: return .splitV(count: try read(.splitV))
    case .pack:
      let (axis, count) = try read(.pack)
      return .pack(axis: axis, count: count)
    case .unpack:
      let (axis, count) = try read(.unpack)
      return .unpack(axis: axis, count: count)
    case .stridedSlice: return .stridedSlice(try read(.stridedSlice))
    case .slice: return .slice
    case .reshape: return .reshape
    case .squeeze: return .squeeze
    case .expandDims: return .expandDims
    case .transpose: return .transpose
    case .reverse: return .reverse
    case .gather:
      let (axis, batchDimensions) = try read(.gather)
      return .gather(axis: axis, batchDimensions: batchDimensions)
    case .gatherND: return .gatherND
    case .spaceToBatch: return .spaceToBatch
    case .batchToSpace: return .batchToSpace
    case .depthToSpace: return .depthToSpace(blockSize: try read(.depthToSpace))
    case .spaceToDepth: return .spaceToDepth(blockSize: try read(.spaceToDepth))
    case .tile: return .tile
    case .broadcastTo: return .broadcastTo
    case .equal: return .equal
    case .notEqual: return .notEqual
    case .less: return .less
    case .lessEqual: return .lessEqual
    case .greater: return .greater
    case .greaterEqual: return .greaterEqual
    case .logicalAnd: return .logicalAnd
    case .logicalOr: return .logicalOr
    case .logicalNot: return .logicalNot
    case .select: return .select
    case .selectV2: return .selectV2
    case .detectionPostProcess: return .detectionPostProcess(try detectionPostProcess())
    case .shape: return .shape
    case .range: return .range
    case .fill: return .fill
    case .floorDivide: return .floorDivide
    case .floorModulo: return .floorModulo
    }
  }

  /// The attributes that the table holds. It must be of the codec's type, or absent: then every field has the schema's
  /// default.
  private func read<Attributes>(_ codec: TFLiteCodec<Attributes>) throws(TFLiteError) -> Attributes {
    guard typeNumber != TFLiteSchema.OptionsType.none.rawValue else {
      return try codec.decode(TFLiteOptionFields(table: nil, place: place))
    }
    guard typeNumber == codec.type.rawValue else {
      throw TFLiteError(
        .malformed, at: place, "options of type \(typeNumber), not \(codec.type.rawValue) (\(codec.type))")
    }
    return try codec.decode(TFLiteOptionFields(table: table, place: place))
  }
}
