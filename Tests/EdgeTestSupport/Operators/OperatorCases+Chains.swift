import EdgeModel

extension OperatorCases {
  /// Chains that plans fuse.
  static func chains(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let sigmoid = Quantization(scale: 1.0 / 256, zeroPoint: -128)
    for (i, padded) in [false, true].enumerated() {
      let b = builder(seed, 4000 + i)
      let xq = b.quantization()
      let x = b.int8Input([1, 9, 9, 8], xq)
      var data = x
      if padded {
        let amounts = b.constant(
          Tensor(shape: [4, 2], elementType: .int32, values: [0, 0, 1, 1, 1, 1, 0, 0].map(Int32.init)))
        data = b.op(.pad, [x, amounts], [1, 11, 11, 8], .int8, xq)
      }
      let w = b.weights([24, 3, 3, 8], axis: 0, perChannel: true)
      let bias = b.bias(24, x: x, w: w)
      let q = b.quantization(0.02...0.1)
      let size = padded ? 5 : 9
      let c = b.op(
        .conv2D(.init(padding: padded ? .valid : .same, strideHeight: padded ? 2 : 1, strideWidth: padded ? 2 : 1)),
        [data, w, bias], [1, size, size, 24], .int8, q)
      let l = b.op(.logistic, [c], [1, size, size, 24], .int8, sigmoid)
      let m = b.op(.multiply(.none), [c, l], [1, size, size, 24], .int8, b.quantization(0.02...0.1))
      cases.append(b.finish("silu_\(i)", outputs: [m]))
    }
    do {
      let b = builder(seed, 4010)
      let x = b.int8Input([1, 40, 3])
      let l = b.op(.logistic, [x], [1, 40, 3], .int8, sigmoid)
      let q = b.op(.quantize, [l], [1, 40, 3], .int8, Quantization(scale: 0.0047, zeroPoint: -101))
      cases.append(b.finish("logistic_quantize", outputs: [q, b.op(.dequantize, [q], [1, 40, 3], .float32)]))
    }
    do {
      // One tensor with three functions of it, two of them outputs: nothing may be fused away that is needed.
      let b = builder(seed, 4011)
      let x = b.int8Input([1, 6, 6, 5])
      let w = b.weights([10, 1, 1, 5], axis: 0, perChannel: false)
      let c = b.op(
        .conv2D(.init(padding: .same)), [x, w, b.bias(10, x: x, w: w)], [1, 6, 6, 10], .int8, b.quantization())
      let l = b.op(.logistic, [c], [1, 6, 6, 10], .int8, sigmoid)
      let m = b.op(.multiply(.none), [c, l], [1, 6, 6, 10], .int8, b.quantization())
      let r = b.op(.relu, [c], [1, 6, 6, 10], .int8, b.quantization())
      cases.append(b.finish("functions_of_one_tensor", outputs: [m, l, r]))
    }
    return cases
  }
}
