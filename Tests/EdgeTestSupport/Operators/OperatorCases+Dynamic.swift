import EdgeModel

extension OperatorCases {
  /// Products of float values and int8 weights, whose integer part is exact and whose float part has one order.
  static func dynamic(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let windows: [(batch: Int, channels: (Int, Int), stride: Int, padding: Padding, perChannel: Bool)] = [
      (1, (8, 12), 1, .same, true), (2, (3, 16), 2, .valid, true), (2, (17, 9), 1, .same, false),
    ]
    for (i, w) in windows.enumerated() {
      let b = builder(seed, 6000 + i)
      let x = b.input([w.batch, 7, 9, w.channels.0], .float32)
      let filter = b.negatableWeights([w.channels.1, 3, 3, w.channels.0], axis: 0, perChannel: w.perChannel)
      let y = b.op(
        .conv2D(
          .init(
            padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, activation: i == 1 ? .relu6 : .none)),
        [x, filter, b.constant([w.channels.1], .float32)],
        [w.batch] + result([7, 9], (3, 3), w.stride, 1, w.padding) + [w.channels.1], .float32)
      cases.append(b.finish("dynamic_conv2d_\(i)", outputs: [y]))
    }
    for (i, stride) in [1, 2].enumerated() {
      // A window of one pixel is a product of matrices when nothing is left out.
      let b = builder(seed, 6050 + i)
      let x = b.input([2, 6, 6, 8], .float32)
      let filter = b.negatableWeights([12, 1, 1, 8], axis: 0, perChannel: true)
      let y = b.op(
        .conv2D(.init(padding: .same, strideHeight: stride, strideWidth: stride)),
        [x, filter, b.constant([12], .float32)], [2, 6 / stride, 6 / stride, 12], .float32)
      cases.append(b.finish("dynamic_pointwise_\(i)", outputs: [y]))
    }
    for (i, multiplier) in [1, 2].enumerated() {
      let b = builder(seed, 6100 + i)
      let x = b.input([2, 7, 9, 19], .float32)
      let filter = b.negatableWeights([1, 3, 3, 19 * multiplier], axis: 3, perChannel: true)
      let y = b.op(
        .depthwiseConv2D(.init(padding: .same), depthMultiplier: multiplier),
        [x, filter, b.constant([19 * multiplier], .float32)], [2, 7, 9, 19 * multiplier], .float32)
      cases.append(b.finish("dynamic_depthwise_\(i)", outputs: [y]))
    }
    for (i, (perChannel, asymmetric)) in [(true, false), (true, true), (false, false), (false, true)].enumerated() {
      let b = builder(seed, 6200 + i)
      let x = b.input([5, 40], .float32)
      let w = b.negatableWeights([24, 40], axis: 0, perChannel: perChannel)
      let y = b.op(
        .fullyConnected(activation: i == 3 ? .relu : .none, keepDimensions: false, asymmetricInputs: asymmetric),
        [x, w, i == 2 ? nil : b.constant([24], .float32)], [5, 24], .float32)
      cases.append(b.finish("dynamic_fully_connected_\(i)", outputs: [y]))
    }
    return cases + packed(seed)
  }

  /// Products of weights of four bits.
  private static func packed(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    for (i, perChannel) in [true, false].enumerated() {
      let b = builder(seed, 6300 + i)
      let x = b.int8Input([1, 7, 9, 8])
      let w = b.packedWeights([12, 3, 3, 8], axis: 0, perChannel: perChannel)
      let y = b.op(
        .conv2D(.init(padding: .same)), [x, w, b.bias(12, x: x, w: w)], [1, 7, 9, 12], .int8, b.quantization(0.05...0.4)
      )
      cases.append(b.finish("int4_conv2d_\(i)", outputs: [y]))
    }
    for (i, (perChannel, depth)) in [(true, 40), (false, 40), (true, 41)].enumerated() {
      let b = builder(seed, 6310 + i)
      let x = b.int8Input([14, depth])
      let w = b.packedWeights([11, depth], axis: 0, perChannel: perChannel)
      let y = b.op(
        .fullyConnected(activation: .none, keepDimensions: false), [x, w, b.bias(11, x: x, w: w)], [14, 11], .int8,
        b.quantization(0.02...0.2))
      cases.append(b.finish("int4_fully_connected_\(i)", outputs: [y]))
    }
    do {
      let b = builder(seed, 6320)
      let x = b.input([5, 40], .float32)
      let w = b.packedWeights([24, 40], axis: 0, perChannel: true)
      let y = b.op(
        .fullyConnected(activation: .none, keepDimensions: false), [x, w, b.constant([24], .float32)], [5, 24], .float32
      )
      cases.append(b.finish("int4_dynamic_fully_connected", outputs: [y]))
    }
    return cases
  }
}

extension CaseBuilder {
  /// int8 weights without -128, which quantizers do not make and at which some of LiteRT's kernels overflow.
  func negatableWeights(_ shape: [Int], axis: Int, perChannel: Bool) -> Int {
    let count = perChannel ? shape[axis] : 1
    let scales = (0..<count).map { _ in random.scale(0.001...0.02) }
    let values = (0..<shape.reduce(1, *)).map { _ in Int8(random.int(-127...127)) }
    return constant(
      Tensor(
        shape: shape, elementType: .int8,
        quantization: Quantization(scales: scales, zeroPoints: scales.map { _ in 0 }, axis: axis), values: values))
  }

  /// Weights of four bits, two to a byte.
  func packedWeights(_ shape: [Int], axis: Int, perChannel: Bool) -> Int {
    let count = shape.reduce(1, *)
    let scales = (0..<(perChannel ? shape[axis] : 1)).map { _ in random.scale(0.01...0.1) }
    let storage = TensorStorage(byteCount: (count + 1) / 2)
    let nibbles = (0..<count).map { _ in UInt8(bitPattern: Int8(random.int(-7...7))) & 15 } + [0]
    for index in 0..<(count + 1) / 2 {
      storage.baseAddress.storeBytes(
        of: nibbles[2 * index] | nibbles[2 * index + 1] << 4, toByteOffset: index, as: UInt8.self)
    }
    return constant(
      Tensor(
        shape: shape, elementType: .int4,
        quantization: Quantization(scales: scales, zeroPoints: scales.map { _ in 0 }, axis: axis), storage: storage))
  }
}
