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
}
