import EdgeModel

/// How the attributes of operators lie in an option table: both directions of one layout.
struct TFLiteCodec<Attributes> {
  let type: TFLiteSchema.OptionsType
  let decode: (TFLiteOptionFields) throws(TFLiteError) -> Attributes
  let encode: (Attributes, TFLiteOptionValues) throws(TFLiteError) -> FlatBufferTableFields

  init(
    _ type: TFLiteSchema.OptionsType,
    decode: @escaping (TFLiteOptionFields) throws(TFLiteError) -> Attributes,
    encode: @escaping (Attributes, TFLiteOptionValues) throws(TFLiteError) -> FlatBufferTableFields
  ) {
    self.type = type
    self.decode = decode
    self.encode = encode
  }
}

// MARK: Convolutions and matrix products

extension TFLiteCodec where Attributes == ConvolutionAttributes {
  static var conv2D: Self { convolution(.conv2D, activation: 3, dilation: (width: 4, height: 5)) }
  static var transposeConv: Self { convolution(.transposeConv, activation: 3, dilation: nil) }

  /// Padding and strides have the same places in all three tables.
  static func convolution(
    _ type: TFLiteSchema.OptionsType, activation: Int, dilation: (width: Int, height: Int)?
  ) -> Self {
    Self(type) { fields throws(TFLiteError) in
      var attributes = ConvolutionAttributes(
        padding: try fields.padding(0), strideHeight: try fields.positive(2, "vertical stride"),
        strideWidth: try fields.positive(1, "horizontal stride"), activation: try fields.activation(activation))
      if let dilation {
        attributes.dilationWidth = try fields.positive(dilation.width, "horizontal dilation", default: 1)
        attributes.dilationHeight = try fields.positive(dilation.height, "vertical dilation", default: 1)
      }
      return attributes
    } encode: { attributes, values throws(TFLiteError) in
      var fields: FlatBufferTableFields = [
        0: values.number(attributes.padding), 1: try values.int(attributes.strideWidth),
        2: try values.int(attributes.strideHeight), activation: values.number(attributes.activation),
      ]
      if let dilation {
        fields[dilation.width] = try values.int(attributes.dilationWidth)
        fields[dilation.height] = try values.int(attributes.dilationHeight)
      } else if attributes.dilationHeight != 1 || attributes.dilationWidth != 1 {
        throw TFLiteError(
          .unsupported, at: values.place, "the format has no dilation for transposed convolutions")
      }
      return fields
    }
  }
}

extension TFLiteCodec where Attributes == (ConvolutionAttributes, depthMultiplier: Int) {
  static var depthwiseConv2D: Self {
    let convolution = TFLiteCodec<ConvolutionAttributes>.convolution(
      .depthwiseConv2D, activation: 4, dilation: (width: 5, height: 6))
    return Self(.depthwiseConv2D) { fields throws(TFLiteError) in
      (try convolution.decode(fields), depthMultiplier: try fields.int(3))
    } encode: { attributes, values throws(TFLiteError) in
      var fields = try convolution.encode(attributes.0, values)
      fields[3] = try values.int(attributes.depthMultiplier)
      return fields
    }
  }
}

extension TFLiteCodec where Attributes == (activation: Activation, keepDimensions: Bool, asymmetricInputs: Bool) {
  static var fullyConnected: Self {
    Self(.fullyConnected) { fields throws(TFLiteError) in
      guard try fields.byte(1) == 0 else {
        throw TFLiteError(.unsupported, at: fields.place, "shuffled weights are not supported")
      }
      return (try fields.activation(0), try fields.bool(2), try fields.bool(3))
    } encode: { attributes, values in
      [
        0: values.number(attributes.activation), 2: .bool(attributes.keepDimensions),
        3: .bool(attributes.asymmetricInputs),
      ]
    }
  }
}

extension TFLiteCodec where Attributes == (adjointX: Bool, adjointY: Bool) {
  static var batchMatMul: Self {
    Self(.batchMatMul) { fields throws(TFLiteError) in
      (try fields.bool(0), try fields.bool(1))
    } encode: { attributes, _ in
      [0: .bool(attributes.adjointX), 1: .bool(attributes.adjointY)]
    }
  }
}

// MARK: Elementwise operators, functions and reductions

extension TFLiteCodec where Attributes == Activation {
  static var add: Self { sum(.add) }
  static var subtract: Self { sum(.subtract) }
  static var multiply: Self { activation(.multiply) }
  static var divide: Self { activation(.divide) }
  static var l2Normalization: Self { activation(.l2Normalization) }

  /// The other field is about int16 sums: whether their scales are powers of two, which is true unless stated.
  private static func sum(_ type: TFLiteSchema.OptionsType) -> Self {
    Self(type) { fields throws(TFLiteError) in
      try fields.activation(0)
    } encode: { activation, values in
      [0: values.number(activation), 1: .bool(false)]
    }
  }

  private static func activation(_ type: TFLiteSchema.OptionsType) -> Self {
    Self(type) { fields throws(TFLiteError) in
      try fields.activation(0)
    } encode: { activation, values in
      [0: values.number(activation)]
    }
  }
}

extension TFLiteCodec where Attributes == Float {
  static var leakyRelu: Self { float(.leakyRelu) }
  static var softmax: Self { float(.softmax) }

  private static func float(_ type: TFLiteSchema.OptionsType) -> Self {
    Self(type) { fields throws(TFLiteError) in
      try fields.float(0)
    } encode: { value, _ in
      [0: .float(value)]
    }
  }
}

extension TFLiteCodec where Attributes == Bool {
  /// Whether dimensions are kept.
  static var reducer: Self { flag(.reducer) }
  /// Whether the function is approximated.
  static var gelu: Self { flag(.gelu) }

  private static func flag(_ type: TFLiteSchema.OptionsType) -> Self {
    Self(type) { fields throws(TFLiteError) in
      try fields.bool(0)
    } encode: { value, _ in
      [0: .bool(value)]
    }
  }

  /// Whether the mirror repeats the outermost element.
  static var mirrorPad: Self {
    Self(.mirrorPad) { fields throws(TFLiteError) in
      let mode = try fields.byte(0)
      guard mode == 0 || mode == 1 else { throw TFLiteError(.malformed, at: fields.place, "unknown mode \(mode)") }
      return mode == 1
    } encode: { isSymmetric, _ in
      [0: .int8(isSymmetric ? 1 : 0)]
    }
  }
}

// MARK: Windows

extension TFLiteCodec where Attributes == PoolAttributes {
  static var pool2D: Self {
    Self(.pool2D) { fields throws(TFLiteError) in
      PoolAttributes(
        padding: try fields.padding(0), strideHeight: try fields.positive(2, "vertical stride"),
        strideWidth: try fields.positive(1, "horizontal stride"),
        filterHeight: try fields.positive(4, "window height"), filterWidth: try fields.positive(3, "window width"),
        activation: try fields.activation(5))
    } encode: { attributes, values throws(TFLiteError) in
      [
        0: values.number(attributes.padding), 1: try values.int(attributes.strideWidth),
        2: try values.int(attributes.strideHeight), 3: try values.int(attributes.filterWidth),
        4: try values.int(attributes.filterHeight), 5: values.number(attributes.activation),
      ]
    }
  }
}

extension TFLiteCodec where Attributes == (alignCorners: Bool, halfPixelCenters: Bool) {
  static var resizeNearestNeighbor: Self { resize(.resizeNearestNeighbor, firstField: 0) }
  /// The two fields before were a size once.
  static var resizeBilinear: Self { resize(.resizeBilinear, firstField: 2) }

  private static func resize(_ type: TFLiteSchema.OptionsType, firstField first: Int) -> Self {
    Self(type) { fields throws(TFLiteError) in
      (try fields.bool(first), try fields.bool(first + 1))
    } encode: { attributes, _ in
      [first: .bool(attributes.alignCorners), first + 1: .bool(attributes.halfPixelCenters)]
    }
  }
}

// MARK: Data movement

extension TFLiteCodec where Attributes == (axis: Int, activation: Activation) {
  static var concatenation: Self {
    Self(.concatenation) { fields throws(TFLiteError) in
      (try fields.int(0), try fields.activation(1))
    } encode: { attributes, values throws(TFLiteError) in
      [0: try values.int(attributes.axis), 1: values.number(attributes.activation)]
    }
  }
}

extension TFLiteCodec where Attributes == Int {
  static var split: Self { positive(.split, "number of parts") }
  static var splitV: Self { positive(.splitV, "number of parts") }
  static var depthToSpace: Self { positive(.depthToSpace, "block size") }
  static var spaceToDepth: Self { positive(.spaceToDepth, "block size") }

  private static func positive(_ type: TFLiteSchema.OptionsType, _ what: String) -> Self {
    Self(type) { fields throws(TFLiteError) in
      try fields.positive(0, what)
    } encode: { value, values throws(TFLiteError) in
      [0: try values.int(value)]
    }
  }
}

extension TFLiteCodec where Attributes == (axis: Int, count: Int) {
  static var pack: Self { list(.pack) }
  static var unpack: Self { list(.unpack) }

  private static func list(_ type: TFLiteSchema.OptionsType) -> Self {
    Self(type) { fields throws(TFLiteError) in
      (axis: try fields.int(1), count: try fields.positive(0, "number of values"))
    } encode: { attributes, values throws(TFLiteError) in
      [0: try values.int(attributes.count), 1: try values.int(attributes.axis)]
    }
  }
}

extension TFLiteCodec where Attributes == (axis: Int, batchDimensions: Int) {
  static var gather: Self {
    Self(.gather) { fields throws(TFLiteError) in
      (try fields.int(0), try fields.int(1))
    } encode: { attributes, values throws(TFLiteError) in
      [0: try values.int(attributes.axis), 1: try values.int(attributes.batchDimensions)]
    }
  }
}

extension TFLiteCodec where Attributes == StridedSliceAttributes {
  static var stridedSlice: Self {
    Self(.stridedSlice) { fields throws(TFLiteError) in
      StridedSliceAttributes(
        beginMask: try fields.int(0), endMask: try fields.int(1), ellipsisMask: try fields.int(2),
        newAxisMask: try fields.int(3), shrinkAxisMask: try fields.int(4), offset: try fields.bool(5))
    } encode: { attributes, values throws(TFLiteError) in
      [
        0: try values.int(attributes.beginMask), 1: try values.int(attributes.endMask),
        2: try values.int(attributes.ellipsisMask), 3: try values.int(attributes.newAxisMask),
        4: try values.int(attributes.shrinkAxisMask), 5: .bool(attributes.offset),
      ]
    }
  }
}
