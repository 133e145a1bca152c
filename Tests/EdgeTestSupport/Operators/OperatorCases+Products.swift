import EdgeModel

extension OperatorCases {
  /// Convolutions and matrix products.
  static func products(_ seed: UInt64) -> [OperatorCase] {
    struct Window {
      var size = [7, 9]
      var channels = (8, 12)
      var kernel = (3, 3)
      var stride = 1
      var dilation = 1
      var padding = Padding.same
      var perChannel = true
      var activation = Activation.none
      var batch = 1
    }
    let windows = [
      Window(), Window(stride: 2), Window(kernel: (1, 1), padding: .valid), Window(channels: (3, 16), padding: .valid),
      Window(perChannel: false), Window(channels: (5, 1)), Window(dilation: 2), Window(activation: .relu),
      Window(channels: (17, 33), activation: .relu6), Window(kernel: (5, 2), stride: 2), Window(batch: 2),
      Window(size: [1, 1], channels: (64, 70), kernel: (1, 1)), Window(size: [25, 4], channels: (4, 40)),
    ]
    var cases: [OperatorCase] = []
    for (i, w) in windows.enumerated() {
      let b = builder(seed, i)
      let x = b.int8Input([w.batch] + w.size + [w.channels.0])
      let filter = b.weights(
        [w.channels.1, w.kernel.0, w.kernel.1, w.channels.0], axis: 0, perChannel: w.perChannel)
      let out = result(w.size, w.kernel, w.stride, w.dilation, w.padding)
      let y = b.op(
        .conv2D(
          .init(
            padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, dilationHeight: w.dilation,
            dilationWidth: w.dilation, activation: w.activation)),
        [x, filter, b.bias(w.channels.1, x: x, w: filter)], [w.batch] + out + [w.channels.1], .int8,
        b.quantization(0.05...0.4))
      cases.append(b.finish("conv2d_\(i)", outputs: [y]))
    }
    for (i, (multiplier, w)) in [
      (1, Window()), (1, Window(stride: 2, padding: .valid)), (2, Window(channels: (6, 12))),
      (1, Window(kernel: (5, 5))),
      (1, Window(perChannel: false, activation: .relu6)), (1, Window(kernel: (1, 1))),
      (1, Window(channels: (19, 19), dilation: 2)), (8, Window(channels: (1, 8))),
      (1, Window(channels: (1, 1), stride: 2)), (35, Window(channels: (1, 35), kernel: (1, 1), activation: .relu6)),
      (3, Window(channels: (19, 57), stride: 2, padding: .valid)), (4, Window(channels: (5, 20), kernel: (1, 1))),
      (8, Window(channels: (3, 24), kernel: (5, 3), perChannel: false)),
    ].enumerated() {
      let b = builder(seed, 100 + i)
      let channels = w.channels.0 * multiplier
      let x = b.int8Input([1] + w.size + [w.channels.0])
      let filter = b.weights([1, w.kernel.0, w.kernel.1, channels], axis: 3, perChannel: w.perChannel)
      let out = result(w.size, w.kernel, w.stride, w.dilation, w.padding)
      let y = b.op(
        .depthwiseConv2D(
          .init(
            padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, dilationHeight: w.dilation,
            dilationWidth: w.dilation, activation: w.activation), depthMultiplier: multiplier),
        [x, filter, b.bias(channels, x: x, w: filter)], [1] + out + [channels], .int8, b.quantization(0.02...0.2))
      cases.append(b.finish("depthwise_\(i)", outputs: [y]))
    }
    // Kernels as large as, larger and smaller than the stride; results that end in the middle of one.
    let transposed: [(kernel: [Int], stride: [Int], padding: Padding, result: [Int])] = [
      ([2, 2], [2, 2], .valid, [1, 10, 12]), ([3, 3], [2, 2], .same, [1, 10, 12]),
      ([4, 4], [2, 2], .same, [1, 10, 12]),
      ([1, 1], [1, 1], .same, [1, 5, 6]), ([3, 5], [1, 1], .same, [2, 5, 6]), ([1, 1], [2, 2], .valid, [1, 10, 12]),
      ([2, 1], [3, 2], .valid, [2, 15, 12]), ([5, 3], [3, 2], .valid, [2, 17, 13]),
      ([3, 3], [2, 2], .same, [2, 9, 11]),
      ([2, 7], [1, 3], .same, [1, 5, 18]), ([1, 1], [2, 2], .same, [1, 10, 12]),
    ]
    for (i, t) in transposed.enumerated() {
      let b = builder(seed, 200 + i)
      let x = b.int8Input([t.result[0], 5, 6, 7])
      let filter = b.weights([9] + t.kernel + [7], axis: 0, perChannel: true)
      let shape = t.result + [9]
      let y = b.op(
        .transposeConv(.init(padding: t.padding, strideHeight: t.stride[0], strideWidth: t.stride[1])),
        [b.integers(shape), filter, x, b.bias(9, x: x, w: filter)], shape, .int8, b.quantization(0.02...0.2))
      cases.append(b.finish("transpose_conv_\(i)", outputs: [y]))
    }
    for (i, perChannel) in [false, true].enumerated() {
      let b = builder(seed, 300 + i)
      let x = b.int8Input([3, 20])
      let w = b.weights([11, 20], axis: 0, perChannel: perChannel)
      let y = b.op(
        .fullyConnected(activation: i == 0 ? .none : .relu, keepDimensions: false), [x, w, b.bias(11, x: x, w: w)],
        [3, 11], .int8, b.quantization(0.02...0.2))
      cases.append(b.finish("fully_connected_\(i)", outputs: [y]))
    }
    do {
      let b = builder(seed, 310)
      let (x, w) = (b.int8Input([6, 32]), b.int8Input([10, 32]))
      let y = b.op(
        .fullyConnected(activation: .none, keepDimensions: false), [x, w, nil], [6, 10], .int8,
        b.quantization(0.05...0.3))
      cases.append(b.finish("fully_connected_computed", outputs: [y]))
    }
    for (i, (ax, ay)) in [(false, false), (true, false), (false, true)].enumerated() {
      let b = builder(seed, 320 + i)
      let x = b.int8Input(ax ? [1, 2, 16, 6] : [1, 2, 6, 16])
      var q = b.quantization()
      if q.zeroPoint == 0 { q.zeroPoints = [5] }
      let y = b.int8Input(ay ? [1, 2, 9, 16] : [1, 2, 16, 9], q)
      let z = b.op(
        .batchMatMul(adjointX: ax, adjointY: ay), [x, y], [1, 2, 6, 9], .int8, b.quantization(0.05...0.3))
      cases.append(b.finish("batch_matmul_\(i)", outputs: [z]))
    }
    return cases
  }
}
