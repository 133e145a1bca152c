import EdgeModel

extension OperatorCases {
  /// Networks of int16 values and int8 weights.
  static func int16(_ seed: UInt64) -> [OperatorCase] {
    wideProducts(seed) + wideElementwise(seed)
  }

  private static func wideProducts(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    for (i, activation) in [Activation.none, .relu6, .relu].enumerated() {
      let b = builder(seed, 7000 + i)
      let x = b.int16Input([2, 7, 9, 8])
      let w = b.weights([12, 3, 3, 8], axis: 0, perChannel: i != 2)
      let y = b.op(
        .conv2D(.init(padding: .same, strideHeight: 2, strideWidth: 2, activation: activation)),
        [x, w, b.wideBias(12)], [2, 4, 5, 12], .int16, b.int16Quantization(0.004...0.02))
      cases.append(b.finish("s16_conv2d_\(i)", outputs: [y]))
    }
    for (i, multiplier) in [1, 2].enumerated() {
      let b = builder(seed, 7100 + i)
      let x = b.int16Input([1, 7, 9, 11])
      let w = b.weights([1, 3, 3, 11 * multiplier], axis: 3, perChannel: true)
      let y = b.op(
        .depthwiseConv2D(.init(padding: .same), depthMultiplier: multiplier),
        [x, w, b.wideBias(11 * multiplier)], [1, 7, 9, 11 * multiplier], .int16,
        b.int16Quantization(0.002...0.01))
      cases.append(b.finish("s16_depthwise_\(i)", outputs: [y]))
    }
    for (i, (hasBias, perChannel)) in [(true, true), (true, false), (false, true)].enumerated() {
      let b = builder(seed, 7200 + i)
      let x = b.int16Input([5, 40])
      let w = b.weights([24, 40], axis: 0, perChannel: perChannel)
      let y = b.op(
        .fullyConnected(activation: .none, keepDimensions: false),
        [x, w, hasBias ? b.wideBias(24) : nil], [5, 24], .int16, b.int16Quantization(0.003...0.02))
      cases.append(b.finish("s16_fully_connected_\(i)", outputs: [y]))
    }
    return cases
  }

  private static func wideElementwise(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let kinds: [(String, OperatorKind, ClosedRange<Float>)] = [
      ("add", .add(.none), 0.0003...0.002), ("sub", .subtract(.relu), 0.0003...0.002),
      ("mul", .multiply(.none), 0.002...0.02),
    ]
    for (k, (name, kind, range)) in kinds.enumerated() {
      let b = builder(seed, 7300 + k)
      let (x, y) = (b.int16Input([1, 9, 5, 33]), b.int16Input([1, 9, 5, 33]))
      cases.append(
        b.finish("s16_\(name)", outputs: [b.op(kind, [x, y], [1, 9, 5, 33], .int16, b.int16Quantization(range))]))
    }
    let probability = Quantization(scale: 0x1p-15, zeroPoint: 0)
    for (k, (name, kind)) in [("logistic", OperatorKind.logistic), ("softmax", .softmax(beta: 1))].enumerated() {
      let b = builder(seed, 7400 + k)
      let x = b.int16Input([3, 37, 16])
      cases.append(b.finish("s16_\(name)", outputs: [b.op(kind, [x], [3, 37, 16], .int16, probability)]))
    }
    do {
      let b = builder(seed, 7500)
      let x = b.input([1, 5, 7, 9], .float32)
      let q = b.op(.quantize, [x], [1, 5, 7, 9], .int16, b.int16Quantization())
      let r = b.op(.quantize, [q], [1, 5, 7, 9], .int16, b.int16Quantization())
      cases.append(b.finish("s16_quantize", outputs: [q, r, b.op(.dequantize, [r], [1, 5, 7, 9], .float32)]))
    }
    for isAverage in [false, true] {
      let b = builder(seed, 7510 + (isAverage ? 1 : 0))
      let q = b.int16Quantization()
      let x = b.int16Input([1, 8, 11, 6], q)
      let attributes = PoolAttributes(
        padding: .same, strideHeight: 2, strideWidth: 2, filterHeight: 3, filterWidth: 3)
      let y = b.op(isAverage ? .averagePool2D(attributes) : .maxPool2D(attributes), [x], [1, 4, 6, 6], .int16, q)
      cases.append(b.finish("s16_\(isAverage ? "average" : "max")_pool", outputs: [y]))
    }
    do {
      let b = builder(seed, 7520)
      let x = b.int16Input([1, 7, 7, 21])
      let y = b.op(
        .mean(keepDimensions: true), [x, b.integers([1, 2])], [1, 1, 1, 21], .int16, b.int16Quantization(0.0001...0.001)
      )
      cases.append(b.finish("s16_mean", outputs: [y]))
    }
    return cases
  }
}

extension CaseBuilder {
  /// A random scale of int16 values, whose zero point is 0.
  func int16Quantization(_ range: ClosedRange<Float> = 0.0001...0.001) -> Quantization {
    Quantization(scale: random.scale(range), zeroPoint: 0)
  }

  /// An int16 graph input, with a random scale unless one is given.
  func int16Input(_ shape: [Int], _ q: Quantization? = nil) -> Int { input(shape, .int16, q ?? int16Quantization()) }

  /// A bias of int64.
  func wideBias(_ count: Int) -> Int {
    constant(
      Tensor(
        shape: [count], elementType: .int64, values: (0..<count).map { _ in Int64(random.int(-300_000...300_000)) }))
  }
}
