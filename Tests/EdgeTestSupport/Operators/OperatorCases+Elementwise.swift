import EdgeModel

extension OperatorCases {
  /// Arithmetic of each element, conversions and softmax.
  static func elementwise(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let kinds: [(String, (Activation) -> OperatorKind)] = [
      ("add", { .add($0) }), ("sub", { .subtract($0) }), ("mul", { .multiply($0) }),
    ]
    for (k, (name, kind)) in kinds.enumerated() {
      for (i, activation) in [Activation.none, .relu, .relu6].enumerated() {
        let b = builder(seed, 1000 + 10 * k + i)
        let (x, y) = (b.int8Input([1, 9, 5, 33]), b.int8Input([1, 9, 5, 33]))
        let z = b.op(kind(activation), [x, y], [1, 9, 5, 33], .int8, b.quantization(0.01...0.2))
        cases.append(b.finish("\(name)_\(activation.rawValue)", outputs: [z]))
      }
      for (i, shape) in [[1, 1, 1, 33], [1, 1, 1, 1], [33], [1, 9, 1, 1]].enumerated() {
        let b = builder(seed, 1100 + 10 * k + i)
        let x = b.int8Input([1, 9, 5, 33])
        let y = b.constant(shape, .int8, b.quantization())
        let z = b.op(kind(.none), [x, y], [1, 9, 5, 33], .int8, b.quantization(0.01...0.2))
        cases.append(b.finish("\(name)_constant_\(i)", outputs: [z]))
      }
    }
    let unary: [(String, OperatorKind, Quantization?)] = [
      ("logistic", .logistic, Quantization(scale: 1.0 / 256, zeroPoint: -128)),
      ("tanh", .tanh, Quantization(scale: 1.0 / 128, zeroPoint: 0)), ("relu", .relu, nil), ("relu6", .relu6, nil),
      ("relu_n1_to_1", .reluN1To1, nil), ("leaky_relu", .leakyRelu(alpha: 0.1), nil), ("hard_swish", .hardSwish, nil),
      ("quantize", .quantize, nil),
    ]
    for (k, (name, kind, fixed)) in unary.enumerated() {
      for i in 0..<3 {
        let b = builder(seed, 1300 + 10 * k + i)
        let x = b.int8Input([1, 4, 4, 67], b.quantization(0.01...0.15))
        let q = fixed ?? b.quantization(0.01...0.15)
        cases.append(b.finish("\(name)_\(i)", outputs: [b.op(kind, [x], [1, 4, 4, 67], .int8, q)]))
      }
    }
    for i in 0..<3 {
      let b = builder(seed, 1500 + i)
      let x = b.int8Input([2, 31, 16], b.quantization(0.02...0.3))
      let y = b.op(
        .softmax(beta: 1), [x], [2, 31, 16], .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
      cases.append(b.finish("softmax_\(i)", outputs: [y]))
    }
    for (i, (kind, name)) in [(OperatorKind.maximum, "maximum"), (.minimum, "minimum")].enumerated() {
      let b = builder(seed, 1510 + i)
      let q = b.quantization()
      let (x, y) = (b.int8Input([1, 3, 4, 10], q), b.int8Input([1, 3, 4, 10], q))
      cases.append(b.finish(name, outputs: [b.op(kind, [x, y], [1, 3, 4, 10], .int8, q)]))
    }
    for (i, (from, to)) in [
      (ElementType.uint8, ElementType.int8), (.int8, .uint8), (.float32, .int8), (.float32, .uint8),
    ]
    .enumerated() {
      let b = builder(seed, 1520 + i)
      let unsigned = { (q: Quantization, t: ElementType) -> Quantization in
        t == .uint8 ? Quantization(scale: q.scale, zeroPoint: q.zeroPoint + 128) : q
      }
      let x = b.input([1, 5, 7, 3], from, from == .float32 ? nil : unsigned(b.quantization(), from))
      let y = b.op(.quantize, [x], [1, 5, 7, 3], to, unsigned(b.quantization(0.01...0.1), to))
      cases.append(b.finish("quantize_\(from.rawValue)_\(to.rawValue)", outputs: [y]))
    }
    for (i, type) in [ElementType.int8, .uint8].enumerated() {
      let b = builder(seed, 1530 + i)
      let q = b.quantization()
      let x = b.input([1, 5, 7, 3], type, Quantization(scale: q.scale, zeroPoint: type == .int8 ? q.zeroPoint : 77))
      cases.append(b.finish("dequantize_\(type.rawValue)", outputs: [b.op(.dequantize, [x], [1, 5, 7, 3], .float32)]))
    }
    return cases
  }
}
