import EdgeModel

extension OperatorCases {
  /// Reductions, positions of extremes, and the largest elements.
  static func reductions(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let shape = [2, 5, 6, 7]
    let axes = [[3], [1, 2], [1, 3], [0], [0, 1, 2, 3]]
    func result(_ axes: [Int], keep: Bool) -> [Int] {
      shape.indices.compactMap { axes.contains($0) ? (keep ? 1 : nil) : shape[$0] }
    }
    for (i, axes) in axes.enumerated() {
      for keep in [false, true] {
        let name = "axes_\(axes.map { "\($0)" }.joined())\(keep ? "_kept" : "")"
        for (k, (kind, kindName)) in [
          (OperatorKind.sum(keepDimensions: keep), "sum"), (.reduceMax(keepDimensions: keep), "reduce_max"),
          (.reduceMin(keepDimensions: keep), "reduce_min"), (.mean(keepDimensions: keep), "mean_any"),
        ].enumerated() {
          let b = builder(seed, 7000 + 90 * k + 10 * i + (keep ? 1 : 0))
          let q = b.quantization()
          let x = b.int8Input(shape, q)
          let to = kindName == "sum" ? b.quantization(0.2...2) : kindName == "mean_any" ? b.quantization() : q
          let y = b.op(kind, [x, b.integers(axes)], result(axes, keep: keep), .int8, to)
          cases.append(b.finish("\(kindName)_\(name)", outputs: [y]))
        }
        for (k, (kind, kindName)) in [
          (OperatorKind.sum(keepDimensions: keep), "sum"), (.reduceMax(keepDimensions: keep), "reduce_max"),
          (.reduceMin(keepDimensions: keep), "reduce_min"), (.reduceProduct(keepDimensions: keep), "reduce_prod"),
        ].enumerated() where i < 3 {
          let b = builder(seed, 7400 + 100 * k + 10 * i + (keep ? 1 : 0))
          let x = b.input(shape, .int32)
          let y = b.op(kind, [x, b.integers(axes)], result(axes, keep: keep), .int32)
          cases.append(b.finish("i32_\(kindName)_\(name)", outputs: [y]))
        }
        for (k, (kind, kindName)) in [
          (OperatorKind.reduceAny(keepDimensions: keep), "reduce_any"),
          (.reduceAll(keepDimensions: keep), "reduce_all"),
        ].enumerated() where i < 3 {
          let b = builder(seed, 7800 + 100 * k + 10 * i + (keep ? 1 : 0))
          let (x, y) = (b.input(shape, .int32), b.input(shape, .int32))
          let z = b.op(k == 0 ? .greater : .notEqual, [x, y], shape, .bool)
          let w = b.op(kind, [z, b.integers(axes)], result(axes, keep: keep), .bool)
          cases.append(b.finish("\(kindName)_\(name)", outputs: [w]))
        }
      }
    }
    for (i, axis) in [3, 1, -2].enumerated() {
      for isMinimum in [false, true] {
        for (k, type) in [ElementType.int8, .uint8, .int32].enumerated() {
          let b = builder(seed, 8000 + 100 * k + 10 * i + (isMinimum ? 1 : 0))
          let x = b.input(shape, type, type == .int32 ? nil : Quantization(scale: 0.05, zeroPoint: 3))
          var out = shape
          out.remove(at: axis < 0 ? axis + 4 : axis)
          let scalar = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(axis)]))
          let y = b.op(isMinimum ? .argMin : .argMax, [x, scalar], out, i == 1 ? .int64 : .int32)
          cases.append(b.finish("arg_\(isMinimum ? "min" : "max")_\(type.rawValue)_\(i)", outputs: [y]))
        }
      }
    }
    for (i, count) in [1, 5, 40].enumerated() {
      let b = builder(seed, 8400 + i)
      let q = b.quantization()
      let x = b.int8Input([3, 40], q)
      let scalar = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(count)]))
      let results = b.op(.topK, [x, scalar], results: [([3, count], .int8, q), ([3, count], .int32, nil)])
      cases.append(b.finish("top_k_\(count)", outputs: results))
    }
    return cases
  }
}
