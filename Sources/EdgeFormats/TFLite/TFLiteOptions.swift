import EdgeModel

/// The option table of one operator of a file.
struct TFLiteOptions {
  /// Number of the table's type in the BuiltinOptions union.
  let typeNumber: UInt8
  let table: FlatBufferTable?
  let place: TFLiteError.Place

  /// The kind of the builtin operator `name` with these options; nil when EdgeRunner does not know it.
  func kind(named name: String) throws(TFLiteError) -> OperatorKind? {
    if let kind = TFLiteSchema.kindsWithoutOptions[name] { return kind }
    switch name {
    case "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED", "BATCH_MATMUL", "MAX_POOL_2D",
      "AVERAGE_POOL_2D":
      return try windowOrProduct(name)
    case "ADD": return .add(try fields(.add).activation(0))
    case "SUB": return .subtract(try fields(.subtract).activation(0))
    case "MUL": return .multiply(try fields(.multiply).activation(0))
    case "DIV": return .divide(try fields(.divide).activation(0))
    case "LEAKY_RELU": return .leakyRelu(alpha: try fields(.leakyRelu).float(0))
    case "SOFTMAX": return .softmax(beta: try fields(.softmax).float(0))
    case "MEAN": return .mean(keepDimensions: try fields(.reducer).bool(0))
    case "SUM": return .sum(keepDimensions: try fields(.reducer).bool(0))
    case "REDUCE_MAX": return .reduceMax(keepDimensions: try fields(.reducer).bool(0))
    case "REDUCE_PROD": return .reduceProduct(keepDimensions: try fields(.reducer).bool(0))
    case "RESIZE_NEAREST_NEIGHBOR":
      let fields = try fields(.resizeNearestNeighbor)
      return .resizeNearestNeighbor(alignCorners: try fields.bool(0), halfPixelCenters: try fields.bool(1))
    case "RESIZE_BILINEAR":
      let fields = try fields(.resizeBilinear)
      return .resizeBilinear(alignCorners: try fields.bool(2), halfPixelCenters: try fields.bool(3))
    case "CONCATENATION":
      let fields = try fields(.concatenation)
      return .concatenation(axis: try fields.int(0), activation: try fields.activation(1))
    case "SPLIT": return .split(count: try fields(.split).positive(0, "number of parts"))
    case "SPLIT_V": return .splitV(count: try fields(.splitV).positive(0, "number of parts"))
    case "PACK":
      let fields = try fields(.pack)
      return .pack(axis: try fields.int(1), count: try fields.positive(0, "number of values"))
    case "UNPACK":
      let fields = try fields(.unpack)
      return .unpack(axis: try fields.int(1), count: try fields.positive(0, "number of values"))
    case "STRIDED_SLICE":
      let fields = try fields(.stridedSlice)
      return .stridedSlice(
        StridedSliceAttributes(
          beginMask: try fields.int(0), endMask: try fields.int(1), ellipsisMask: try fields.int(2),
          newAxisMask: try fields.int(3), shrinkAxisMask: try fields.int(4), offset: try fields.bool(5)))
    case "GATHER":
      let fields = try fields(.gather)
      return .gather(axis: try fields.int(0), batchDimensions: try fields.int(1))
    case "DEPTH_TO_SPACE": return .depthToSpace(blockSize: try fields(.depthToSpace).positive(0, "block size"))
    case "SPACE_TO_DEPTH": return .spaceToDepth(blockSize: try fields(.spaceToDepth).positive(0, "block size"))
    default: return nil
    }
  }

  private func windowOrProduct(_ name: String) throws(TFLiteError) -> OperatorKind? {
    switch name {
    case "CONV_2D":
      let fields = try fields(.conv2D)
      return .conv2D(try fields.convolution(activation: 3, dilation: (width: 4, height: 5)))
    case "DEPTHWISE_CONV_2D":
      let fields = try fields(.depthwiseConv2D)
      return .depthwiseConv2D(
        try fields.convolution(activation: 4, dilation: (width: 5, height: 6)), depthMultiplier: try fields.int(3))
    case "TRANSPOSE_CONV":
      return .transposeConv(try fields(.transposeConv).convolution(activation: 3, dilation: nil))
    case "FULLY_CONNECTED":
      let fields = try fields(.fullyConnected)
      guard try fields.byte(1) == 0 else {
        throw TFLiteError(.unsupported, at: place, "shuffled weights are not supported")
      }
      return .fullyConnected(activation: try fields.activation(0), keepDimensions: try fields.bool(2))
    case "BATCH_MATMUL":
      let fields = try fields(.batchMatMul)
      return .batchMatMul(adjointX: try fields.bool(0), adjointY: try fields.bool(1))
    case "MAX_POOL_2D": return .maxPool2D(try fields(.pool2D).pool())
    case "AVERAGE_POOL_2D": return .averagePool2D(try fields(.pool2D).pool())
    default: return nil
    }
  }

  /// Access to the table's fields, which must be of `type`, or absent: then every field has the schema's default.
  private func fields(_ type: TFLiteSchema.OptionsType) throws(TFLiteError) -> TFLiteOptionFields {
    guard typeNumber != TFLiteSchema.OptionsType.none.rawValue else {
      return TFLiteOptionFields(table: nil, place: place)
    }
    guard typeNumber == type.rawValue else {
      throw TFLiteError(.malformed, at: place, "options of type \(typeNumber), not \(type.rawValue) (\(type))")
    }
    return TFLiteOptionFields(table: table, place: place)
  }
}

/// The fields of an option table, an absent one having the schema's defaults throughout.
struct TFLiteOptionFields {
  let table: FlatBufferTable?
  let place: TFLiteError.Place

  func int(_ field: Int, default value: Int32 = 0) throws(TFLiteError) -> Int {
    try table?.int(field, default: value) ?? Int(value)
  }

  func byte(_ field: Int) throws(TFLiteError) -> Int8 { try table?.scalar(field) ?? 0 }

  func bool(_ field: Int) throws(TFLiteError) -> Bool { try table?.bool(field) ?? false }

  func float(_ field: Int) throws(TFLiteError) -> Float {
    let value = try table?.float(field) ?? 0
    guard value.isFinite else { throw TFLiteError(.malformed, at: place, "option \(field) is \(value)") }
    return value
  }

  /// An integer that the operator needs to be at least 1.
  func positive(_ field: Int, _ what: String, default value: Int32 = 0) throws(TFLiteError) -> Int {
    let value = try int(field, default: value)
    guard value > 0 else { throw TFLiteError(.malformed, at: place, "\(what) is \(value), not positive") }
    return value
  }

  func activation(_ field: Int) throws(TFLiteError) -> Activation {
    try element(of: TFLiteSchema.activations, field, "activation")
  }

  func padding(_ field: Int) throws(TFLiteError) -> Padding {
    try element(of: TFLiteSchema.paddings, field, "padding")
  }

  private func element<T>(of table: [T], _ field: Int, _ what: String) throws(TFLiteError) -> T {
    let number = Int(try byte(field))
    guard table.indices.contains(number) else {
      throw TFLiteError(.malformed, at: place, "unknown \(what) \(number)")
    }
    return table[number]
  }

  /// Attributes of a convolution; padding and strides have the same places in all three tables.
  func convolution(
    activation: Int, dilation: (width: Int, height: Int)?
  ) throws(TFLiteError) -> ConvolutionAttributes {
    var attributes = ConvolutionAttributes(
      padding: try padding(0), strideHeight: try positive(2, "vertical stride"),
      strideWidth: try positive(1, "horizontal stride"), activation: try self.activation(activation))
    if let dilation {
      attributes.dilationWidth = try positive(dilation.width, "horizontal dilation", default: 1)
      attributes.dilationHeight = try positive(dilation.height, "vertical dilation", default: 1)
    }
    return attributes
  }

  func pool() throws(TFLiteError) -> PoolAttributes {
    PoolAttributes(
      padding: try padding(0), strideHeight: try positive(2, "vertical stride"),
      strideWidth: try positive(1, "horizontal stride"), filterHeight: try positive(4, "window height"),
      filterWidth: try positive(3, "window width"), activation: try activation(5))
  }
}

extension TFLiteSchema {
  /// Kinds whose options, if there are any, say nothing beyond operands and result shapes, by operator name.
  static let kindsWithoutOptions: [String: OperatorKind] = {
    let kinds: [OperatorKind] = [
      .maximum, .minimum, .logistic, .tanh, .relu, .relu6, .reluN1To1, .prelu, .hardSwish, .elu, .exp, .log, .sqrt,
      .rsqrt, .square, .abs, .negate, .floor, .quantize, .dequantize, .cast, .pad, .padV2, .slice, .reshape, .squeeze,
      .expandDims, .transpose, .tile, .broadcastTo, .shape, .range, .fill, .floorDivide, .floorModulo,
    ]
    return Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
  }()

  /// Names of the operators that have an `OperatorKind`.
  package static let supportedNames: Set<String> = Set(kindsWithoutOptions.keys).union([
    "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED", "BATCH_MATMUL", "MAX_POOL_2D",
    "AVERAGE_POOL_2D", "ADD", "SUB", "MUL", "DIV", "LEAKY_RELU", "SOFTMAX", "MEAN", "SUM", "REDUCE_MAX",
    "REDUCE_PROD", "RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR", "CONCATENATION", "SPLIT", "SPLIT_V", "PACK", "UNPACK",
    "STRIDED_SLICE", "GATHER", "DEPTH_TO_SPACE", "SPACE_TO_DEPTH",
  ])
}
