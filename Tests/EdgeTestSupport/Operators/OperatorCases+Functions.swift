import EdgeModel

extension OperatorCases {
  /// int8 functions and operators of two operands that LiteRT's own kernels compute, and normalization.
  static func functions(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    // Ratios that make ties, and any others.
    let ties: [(Float, Float)] = [(0.05, 0.04), (0.0625, 0.025), (0.5, 0.2)]
    let unary: [(String, OperatorKind)] = [
      ("abs", .abs), ("neg", .negate), ("elu", .elu), ("log", .log), ("gelu", .gelu(isApproximate: false)),
      ("gelu_approximate", .gelu(isApproximate: true)), ("rsqrt", .rsqrt),
    ]
    for (k, (name, kind)) in unary.enumerated() {
      for i in 0..<4 {
        let b = builder(seed, 6000 + 10 * k + i)
        var (from, to) = (b.quantization(0.01...0.15), b.quantization(0.01...0.15))
        if i > 0 { (from, to) = (from.scaled(ties[i - 1].0), to.scaled(ties[i - 1].1)) }
        if kind == .rsqrt { from = Quantization(scale: from.scale, zeroPoint: -128) }
        let x = b.int8Input([1, 4, 4, 67], from)
        cases.append(b.finish("\(name)_\(i)", outputs: [b.op(kind, [x], [1, 4, 4, 67], .int8, to)]))
      }
    }
    let binary: [(String, OperatorKind, [Int])] = [
      ("prelu", .prelu, [1, 1, 33]), ("prelu_full", .prelu, [1, 9, 5, 33]),
      ("squared_difference", .squaredDifference, [1, 9, 5, 33]),
      ("squared_difference_broadcast", .squaredDifference, [1, 9, 5, 1]),
    ]
    for (k, (name, kind, shape)) in binary.enumerated() {
      for i in 0..<2 {
        let b = builder(seed, 6200 + 10 * k + i)
        let x = b.int8Input([1, 9, 5, 33])
        let y = i == 0 ? b.constant(shape, .int8, b.quantization()) : b.int8Input(shape)
        let z = b.op(kind, [x, y], [1, 9, 5, 33], .int8, b.quantization(0.01...0.2))
        cases.append(b.finish("\(name)_\(i)", outputs: [z]))
      }
    }
    for (i, activation) in [Activation.none, .relu6].enumerated() {
      let b = builder(seed, 6300 + i)
      let x = b.int8Input([1, 9, 5, 33])
      // LiteRT stops where a divisor is 0.
      let q = Quantization(scale: b.random.scale(0.01...0.08), zeroPoint: b.random.int(-60...60))
      let divisors = (0..<33).map { _ in Int8(q.zeroPoint + (b.random.int(0...1) == 0 ? -1 : 1) * b.random.int(1...60))
      }
      let y = b.constant(Tensor(shape: [33], elementType: .int8, quantization: q, values: divisors))
      let z = b.op(.divide(activation), [x, y], [1, 9, 5, 33], .int8, b.quantization(0.01...0.2))
      cases.append(b.finish("div_\(activation.rawValue)", outputs: [z]))
    }
    for i in 0..<3 {
      let b = builder(seed, 6400 + i)
      let x = b.int8Input([2, 31, 16], b.quantization(0.002...0.3))
      let q = Quantization(scale: 1.0 / 16, zeroPoint: 127)
      cases.append(b.finish("log_softmax_\(i)", outputs: [b.op(.logSoftmax, [x], [2, 31, 16], .int8, q)]))
    }
    for i in 0..<3 {
      let b = builder(seed, 6410 + i)
      let x = b.int8Input([2, 31, [1, 16, 300][i]])
      let q = Quantization(scale: 1.0 / 128, zeroPoint: 0)
      let y = b.op(.l2Normalization(.none), [x], [2, 31, [1, 16, 300][i]], .int8, q)
      cases.append(b.finish("l2_normalization_\(i)", outputs: [y]))
    }
    return cases
  }
}

extension Quantization {
  /// The same zero point with another scale.
  fileprivate func scaled(_ scale: Float) -> Quantization { Quantization(scale: scale, zeroPoint: zeroPoint) }
}
