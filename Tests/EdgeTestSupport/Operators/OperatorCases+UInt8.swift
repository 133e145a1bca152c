import EdgeModel

extension OperatorCases {
  /// Networks of uint8 values, weights included, as converters of 2018 write them.
  static func uint8(_ seed: UInt64) -> [OperatorCase] {
    unsignedProducts(seed) + unsignedElementwise(seed) + unsignedWindows(seed)
  }

  private static func unsignedProducts(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let windows: [(channels: (Int, Int), kernel: (Int, Int), stride: Int, padding: Padding, activation: Activation)] = [
      ((8, 12), (3, 3), 1, .same, .none), ((3, 16), (3, 3), 2, .same, .relu6), ((17, 33), (1, 1), 1, .valid, .relu),
      ((5, 1), (5, 2), 2, .valid, .none), ((64, 70), (1, 1), 1, .same, .none), ((4, 40), (3, 3), 1, .same, .reluN1To1),
    ]
    for (i, w) in windows.enumerated() {
      let b = builder(seed, 5000 + i)
      let x = b.uint8Input([1, 7, 9, w.channels.0])
      let filter = b.uint8Weights([w.channels.1, w.kernel.0, w.kernel.1, w.channels.0])
      let out = result([7, 9], w.kernel, w.stride, 1, w.padding)
      let y = b.op(
        .conv2D(.init(padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, activation: w.activation)),
        [x, filter, b.bias(w.channels.1, x: x, w: filter)], [1] + out + [w.channels.1], .uint8,
        b.uint8Quantization(0.2...1.5))
      cases.append(b.finish("u8_conv2d_\(i)", outputs: [y]))
    }
    for (i, (multiplier, padding, activation)) in [
      (1, Padding.same, Activation.relu6), (1, .valid, .none), (2, .same, .none), (3, .same, .relu),
    ].enumerated() {
      let b = builder(seed, 5100 + i)
      let channels = 19 * multiplier
      let x = b.uint8Input([1, 7, 9, 19])
      let filter = b.uint8Weights([1, 3, 3, channels])
      let y = b.op(
        .depthwiseConv2D(.init(padding: padding, activation: activation), depthMultiplier: multiplier),
        [x, filter, b.bias(channels, x: x, w: filter)], [1] + result([7, 9], (3, 3), 1, 1, padding) + [channels],
        .uint8, b.uint8Quantization(0.05...0.5))
      cases.append(b.finish("u8_depthwise_\(i)", outputs: [y]))
    }
    for (i, activation) in [Activation.none, .relu].enumerated() {
      let b = builder(seed, 5200 + i)
      let x = b.uint8Input([3, 20])
      let w = b.uint8Weights([11, 20])
      let y = b.op(
        .fullyConnected(activation: activation, keepDimensions: false), [x, w, b.bias(11, x: x, w: w)], [3, 11], .uint8,
        b.uint8Quantization(0.1...0.8))
      cases.append(b.finish("u8_fully_connected_\(i)", outputs: [y]))
    }
    do {
      let b = builder(seed, 5210)
      let x = b.uint8Input([1, 5, 6, 7])
      let filter = b.uint8Weights([9, 3, 3, 7])
      let shape = [1, 10, 12, 9]
      let y = b.op(
        .transposeConv(.init(padding: .same, strideHeight: 2, strideWidth: 2)),
        [b.integers(shape), filter, x, b.bias(9, x: x, w: filter)], shape, .uint8, b.uint8Quantization(0.05...0.5))
      cases.append(b.finish("u8_transpose_conv", outputs: [y]))
    }
    do {
      // A padding and a function of every element that plans fuse.
      let b = builder(seed, 5220)
      let q = b.uint8Quantization()
      let x = b.uint8Input([1, 9, 9, 8], q)
      let amounts = b.constant(
        Tensor(shape: [4, 2], elementType: .int32, values: [0, 0, 1, 1, 1, 1, 0, 0].map(Int32.init)))
      let padded = b.op(.pad, [x, amounts], [1, 11, 11, 8], .uint8, q)
      let w = b.uint8Weights([24, 3, 3, 8])
      let c = b.op(
        .conv2D(.init(padding: .valid, strideHeight: 2, strideWidth: 2)), [padded, w, b.bias(24, x: x, w: w)],
        [1, 5, 5, 24], .uint8, b.uint8Quantization(0.2...1))
      let l = b.op(.logistic, [c], [1, 5, 5, 24], .uint8, Quantization(scale: 1.0 / 256, zeroPoint: 0))
      let m = b.op(.multiply(.none), [c, l], [1, 5, 5, 24], .uint8, b.uint8Quantization(0.2...1))
      cases.append(b.finish("u8_silu", outputs: [m]))
    }
    return cases
  }

  private static func unsignedElementwise(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let kinds: [(String, (Activation) -> OperatorKind)] = [
      ("add", { .add($0) }), ("sub", { .subtract($0) }), ("mul", { .multiply($0) }),
    ]
    for (k, (name, kind)) in kinds.enumerated() {
      for (i, activation) in [Activation.none, .relu6].enumerated() {
        let b = builder(seed, 5300 + 10 * k + i)
        let (x, y) = (b.uint8Input([1, 9, 5, 33]), b.uint8Input([1, 9, 5, 33]))
        let z = b.op(kind(activation), [x, y], [1, 9, 5, 33], .uint8, b.uint8Quantization(0.01...0.2))
        cases.append(b.finish("u8_\(name)_\(activation.rawValue)", outputs: [z]))
      }
      for (i, shape) in [[1, 1, 1, 33], [1, 1, 1, 1], [1, 9, 1, 1]].enumerated() {
        let b = builder(seed, 5350 + 10 * k + i)
        let x = b.uint8Input([1, 9, 5, 33])
        let y = b.constant(shape, .uint8, b.uint8Quantization())
        let z = b.op(kind(.none), [x, y], [1, 9, 5, 33], .uint8, b.uint8Quantization(0.01...0.2))
        cases.append(b.finish("u8_\(name)_constant_\(i)", outputs: [z]))
      }
    }
    let unary: [(String, OperatorKind, Quantization?)] = [
      ("logistic", .logistic, Quantization(scale: 1.0 / 256, zeroPoint: 0)),
      ("tanh", .tanh, Quantization(scale: 1.0 / 128, zeroPoint: 128)), ("relu", .relu, nil), ("relu6", .relu6, nil),
      ("relu_n1_to_1", .reluN1To1, nil), ("leaky_relu", .leakyRelu(alpha: 0.1), nil), ("hard_swish", .hardSwish, nil),
      ("quantize", .quantize, nil),
    ]
    for (k, (name, kind, fixed)) in unary.enumerated() {
      for i in 0..<2 {
        let b = builder(seed, 5400 + 10 * k + i)
        let x = b.uint8Input([1, 4, 4, 67], b.uint8Quantization(0.01...0.15))
        let q = fixed ?? b.uint8Quantization(0.01...0.15)
        cases.append(b.finish("u8_\(name)_\(i)", outputs: [b.op(kind, [x], [1, 4, 4, 67], .uint8, q)]))
      }
    }
    for i in 0..<3 {
      let b = builder(seed, 5500 + i)
      let x = b.uint8Input([2, 31, 16], b.uint8Quantization(0.02...0.3))
      let y = b.op(.softmax(beta: 1), [x], [2, 31, 16], .uint8, Quantization(scale: 1.0 / 256, zeroPoint: 0))
      cases.append(b.finish("u8_softmax_\(i)", outputs: [y]))
    }
    for (i, (kind, name)) in [(OperatorKind.maximum, "maximum"), (.minimum, "minimum")].enumerated() {
      let b = builder(seed, 5510 + i)
      let q = b.uint8Quantization()
      let (x, y) = (b.uint8Input([1, 3, 4, 10], q), b.uint8Input([1, 3, 4, 10], q))
      cases.append(b.finish("u8_\(name)", outputs: [b.op(kind, [x, y], [1, 3, 4, 10], .uint8, q)]))
    }
    return cases
  }

  private static func unsignedWindows(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    for (i, activation) in [Activation.none, .relu6].enumerated() {
      for isAverage in [false, true] {
        let b = builder(seed, 5600 + 2 * i + (isAverage ? 1 : 0))
        let q = b.uint8Quantization()
        let x = b.uint8Input([1, 8, 11, 19], q)
        let attributes = PoolAttributes(
          padding: .same, strideHeight: 2, strideWidth: 2, filterHeight: 3, filterWidth: 3, activation: activation)
        let y = b.op(
          isAverage ? .averagePool2D(attributes) : .maxPool2D(attributes), [x], [1, 4, 6, 19], .uint8, q)
        cases.append(b.finish("u8_\(isAverage ? "average" : "max")_pool_\(i)", outputs: [y]))
      }
    }
    for (i, size) in [[7, 7], [13, 10]].enumerated() {
      let b = builder(seed, 5700 + i)
      let x = b.uint8Input([1] + size + [21])
      let y = b.op(
        .mean(keepDimensions: true), [x, b.integers([1, 2])], [1, 1, 1, 21], .uint8, b.uint8Quantization(0.002...0.08))
      cases.append(b.finish("u8_mean_\(i)", outputs: [y]))
    }
    for (i, (corners, centers)) in [(false, false), (false, true), (true, false)].enumerated() {
      for isBilinear in [false, true] {
        let b = builder(seed, 5800 + 2 * i + (isBilinear ? 1 : 0))
        let q = b.uint8Quantization()
        let x = b.uint8Input([1, 5, 7, 6], q)
        let y = b.op(
          isBilinear
            ? .resizeBilinear(alignCorners: corners, halfPixelCenters: centers)
            : .resizeNearestNeighbor(alignCorners: corners, halfPixelCenters: centers),
          [x, b.integers([10, 9])], [1, 10, 9, 6], .uint8, q)
        cases.append(b.finish("u8_resize_\(isBilinear ? "bilinear" : "nearest")_\(i)", outputs: [y]))
      }
    }
    do {
      // The first input has the result's scale, the others have their own.
      let b = builder(seed, 5900)
      let q = b.uint8Quantization()
      let parts = [b.uint8Input([1, 4, 5, 6], q), b.uint8Input([1, 4, 5, 9]), b.uint8Input([1, 4, 5, 2])]
      let y = b.op(.concatenation(axis: 3, activation: .none), parts, [1, 4, 5, 17], .uint8, q)
      cases.append(b.finish("u8_concatenation", outputs: [y]))
    }
    return cases
  }
}

extension CaseBuilder {
  /// A random per-tensor quantization for uint8 values.
  func uint8Quantization(_ range: ClosedRange<Float> = 0.004...0.08) -> Quantization {
    Quantization(scale: random.scale(range), zeroPoint: random.int(0...255))
  }

  /// A uint8 graph input, with a random quantization unless one is given.
  func uint8Input(_ shape: [Int], _ q: Quantization? = nil) -> Int { input(shape, .uint8, q ?? uint8Quantization()) }

  /// uint8 weights with one scale and a zero point.
  func uint8Weights(_ shape: [Int]) -> Int { constant(shape, .uint8, uint8Quantization(0.001...0.02)) }
}
