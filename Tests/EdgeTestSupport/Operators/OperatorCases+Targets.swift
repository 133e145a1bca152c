import EdgeModel

extension OperatorCases {
  /// int8 cases for the ways that kernels of microcontrollers divide their work; they have no seed.
  public static var targets: [OperatorCase] {
    targetConvolutions + targetTransposed + targetElementwise + targetAverages
  }

  private struct Window {
    var size = [5, 7]
    var channels = (8, 12)
    /// Input channels of one group.
    var groupChannels: Int?
    var kernel = 3
    var stride = 1
    var dilation = 1
    var inputZeroPoint = -128
    var padding = Padding.same
  }

  private static var targetConvolutions: [OperatorCase] {
    [
      // Pixels read where they are: more than one block of them, odd counts of pixels and channels, one channel.
      Window(size: [13, 11], channels: (16, 7), kernel: 1, inputZeroPoint: 127),
      Window(size: [1, 2], channels: (48, 1), kernel: 1), Window(size: [3, 3], channels: (20, 4), kernel: 1),
      Window(size: [7, 5], channels: (32, 6), kernel: 1, stride: 2),
      // Groups with an even and an odd number of output channels.
      Window(channels: (12, 6), groupChannels: 4), Window(channels: (8, 10), groupChannels: 4, stride: 2),
      Window(channels: (6, 9), groupChannels: 2, kernel: 1, inputZeroPoint: 3),
      // Windows larger than the image, columns apart, a depth that needs small blocks of pixels.
      Window(size: [2, 3], kernel: 5), Window(dilation: 2, inputZeroPoint: 100),
      Window(size: [6, 6], channels: (130, 34), inputZeroPoint: -1),
      Window(size: [40, 3], channels: (3, 5), stride: 2),
    ].enumerated().map { index, w in
      let b = CaseBuilder(seed: UInt64(7000 + index))
      let x = b.int8Input([1] + w.size + [w.channels.0], Quantization(scale: 0.03, zeroPoint: w.inputZeroPoint))
      let filter = b.weights(
        [w.channels.1, w.kernel, w.kernel, w.groupChannels ?? w.channels.0], axis: 0, perChannel: true)
      let size = w.size.map { ($0 + w.stride - 1) / w.stride }
      let y = b.op(
        .conv2D(
          .init(
            padding: w.padding, strideHeight: w.stride, strideWidth: w.stride, dilationHeight: w.dilation,
            dilationWidth: w.dilation)), [x, filter, b.bias(w.channels.1, x: x, w: filter)],
        [1] + size + [w.channels.1], .int8, b.quantization(0.05...0.4))
      return b.finish("conv2d_target_\(index)", outputs: [y])
    }
  }

  /// Phases that read pixels where they are, that gather, of different sizes, and too few taps for all of them.
  private static var targetTransposed: [OperatorCase] {
    [
      Window(size: [4, 5], channels: (16, 6), kernel: 2, stride: 2), Window(size: [5, 3], kernel: 4, stride: 2),
      Window(size: [3, 4], channels: (5, 7), kernel: 3, stride: 2, inputZeroPoint: 9),
      Window(size: [4, 4], channels: (8, 5), kernel: 3), Window(size: [3, 3], kernel: 1, stride: 2),
      Window(size: [2, 3], channels: (20, 9), kernel: 5, stride: 3, padding: .valid),
    ].enumerated().map { index, w in
      let b = CaseBuilder(seed: UInt64(7500 + index))
      let x = b.int8Input([2] + w.size + [w.channels.0], Quantization(scale: 0.03, zeroPoint: w.inputZeroPoint))
      let filter = b.weights([w.channels.1, w.kernel, w.kernel, w.channels.0], axis: 0, perChannel: true)
      let size = w.size.map { w.padding == .same ? $0 * w.stride : ($0 - 1) * w.stride + max(w.kernel, w.stride) }
      let shape = [2] + size + [w.channels.1]
      let y = b.op(
        .transposeConv(.init(padding: w.padding, strideHeight: w.stride, strideWidth: w.stride)),
        [b.integers(shape), filter, x, b.bias(w.channels.1, x: x, w: filter)], shape, .int8,
        b.quantization(0.05...0.4))
      return b.finish("transposed_target_\(index)", outputs: [y])
    }
  }

  /// Scales whose intermediate values fit 16 bits, just do, and do not; rows that begin at any address, end anywhere and
  /// repeat an operand; activations that clamp at one end and at both.
  private static var targetElementwise: [OperatorCase] {
    let kinds: [(name: String, kind: (Activation) -> OperatorKind)] = [
      ("add", { .add($0) }), ("subtract", { .subtract($0) }), ("multiply", { .multiply($0) }),
    ]
    let shapes = [[1, 3, 5, 7], [1, 1, 1, 7], [1, 3, 5, 1], [1, 3, 1, 7], [1]]
    let scales: [(a: Float, b: Float, result: Float)] = [
      (0.05, 0.04, 0.03), (0.02, 0.02, 0.0025), (0.03, 0.02, 0.0011), (0.004, 0.003, 0.4), (0.001, 0.09, 0.09),
      (0.5, 0.5, 1.1), (0.5, 0.5, 0.9), (0.9, 0.9, 0.05), (0.9, 0.8, 0.003), (0.9, 0.0008, 0.9), (0.0003, 0.5, 0.02),
    ]
    var cases: [OperatorCase] = []
    for (kind, scale) in kinds.flatMap({ kind in scales.map { (kind, $0) } }) {
      let index = cases.count
      let b = CaseBuilder(seed: UInt64(7100 + index))
      let zeroPoints = [[0, 0, 0], [-128, 127, -128], [127, -128, 127], [-7, 9, 100]][index % 4]
      let x = b.int8Input(shapes[0], Quantization(scale: scale.a, zeroPoint: zeroPoints[0]))
      let y = b.int8Input(shapes[index % shapes.count], Quantization(scale: scale.b, zeroPoint: zeroPoints[1]))
      let q = Quantization(scale: scale.result, zeroPoint: zeroPoints[2])
      let activation = [Activation.none, .relu, .relu6][index % 3]
      let z = b.op(kind.kind(activation), [x, y], shapes[0], .int8, q)
      cases.append(b.finish("\(kind.name)_target_\(index)", outputs: [z]))
    }
    for (index, shape) in shapes.enumerated() {
      let b = CaseBuilder(seed: UInt64(7200 + index))
      let q = b.quantization()
      let (x, y) = (b.int8Input(shapes[0], q), b.int8Input(shape, q))
      let results = [OperatorKind.minimum, .maximum].map { b.op($0, [x, y], shapes[0], .int8, q) }
      cases.append(b.finish("select_target_\(index)", outputs: results))
    }
    return cases
  }

  /// Windows of one and two taps, of as many as sums of 16 bits allow and of more, each also over nothing but the smallest
  /// and the largest value, and over unsigned bytes.
  private static var targetAverages: [OperatorCase] {
    [(2, 1), (3, 2), (5, 3), (16, 1), (17, 1)].enumerated().map { index, pool in
      let (filter, stride) = pool
      let b = CaseBuilder(seed: UInt64(7300 + index))
      let q = b.quantization()
      let (height, width, channels) = (17, 18, [13, 8, 3, 5, 2][index])
      let x = b.int8Input([1, height, width, channels], q)
      let ends = [(OperatorKind.minimum, Int8.min), (.maximum, Int8.max)].map { kind, value in
        let end = b.constant(Tensor(shape: [1], elementType: .int8, quantization: q, values: [value]))
        return b.op(kind, [x, end], [1, height, width, channels], .int8, q)
      }
      let size = [height, width].map { ($0 + stride - 1) / stride }
      let attributes = PoolAttributes(
        padding: .same, strideHeight: stride, strideWidth: stride, filterHeight: filter, filterWidth: filter)
      var results = ([x] + ends).map { input in
        b.op(.averagePool2D(attributes), [input], [1] + size + [channels], .int8, q)
      }
      let unsigned = Quantization(scale: 0.02, zeroPoint: 77)
      let bytes = b.input([1, height, width, channels], .uint8, unsigned)
      for kind in [OperatorKind.averagePool2D(attributes), .maxPool2D(attributes)] {
        results.append(b.op(kind, [bytes], [1] + size + [channels], .uint8, unsigned))
      }
      return b.finish("average_pool_target_\(index)", outputs: results)
    }
  }
}
