import EdgeModel

extension OperatorCases {
  /// Pooling, means and resizing.
  static func windows(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    for (i, (size, stride, padding)) in [(5, 1, Padding.same), (2, 2, .valid), (3, 2, .same)].enumerated() {
      for isAverage in [false, true] {
        let b = builder(seed, 2000 + 2 * i + (isAverage ? 1 : 0))
        let q = b.quantization()
        let x = b.int8Input([1, 8, 11, 19], q)
        let attributes = PoolAttributes(
          padding: padding, strideHeight: stride, strideWidth: stride, filterHeight: size, filterWidth: size)
        let out = result([8, 11], (size, size), stride, 1, padding)
        let y = b.op(isAverage ? .averagePool2D(attributes) : .maxPool2D(attributes), [x], [1] + out + [19], .int8, q)
        cases.append(b.finish("\(isAverage ? "average" : "max")_pool_\(i)", outputs: [y]))
      }
    }
    for (i, size) in [[1, 1], [7, 7], [13, 10]].enumerated() {
      let b = builder(seed, 2100 + i)
      let x = b.int8Input([1] + size + [21])
      let y = b.op(
        .mean(keepDimensions: true), [x, b.integers([1, 2])], [1, 1, 1, 21], .int8, b.quantization(0.002...0.08))
      cases.append(b.finish("mean_\(i)", outputs: [y]))
    }
    // With equal scales, or such that differ by a power of two, many means lie halfway between two codes.
    for (i, (shape, factor)) in [([1, 7, 2, 65], 1), ([1, 7, 4, 65], 1), ([3, 6, 5, 33], 0.5), ([2, 8, 7, 33], 2)]
      .enumerated()
    {
      let b = builder(seed, 2020 + i)
      let q = b.quantization()
      let x = b.int8Input(shape, q)
      let scale = Quantization(
        scale: q.scale * Float(factor), zeroPoint: i < 2 ? q.zeroPoint : b.random.int(-128...127))
      let y = b.op(.mean(keepDimensions: false), [x, b.integers([1, 2])], [shape[0], shape[3]], .int8, scale)
      cases.append(b.finish("mean_halfway_\(i)", outputs: [y]))
    }
    for (i, axes) in [[0], [1], [3], [0, 1, 2, 3]].enumerated() {
      let b = builder(seed, 2030 + i)
      let x = b.int8Input([3, 5, 4, 6])
      let shape = [3, 5, 4, 6].enumerated().map { axes.contains($0) ? 1 : $1 }
      let y = b.op(.mean(keepDimensions: true), [x, b.integers(axes)], shape, .int8, b.quantization(0.002...0.08))
      cases.append(b.finish("mean_axes_\(i)", outputs: [y]))
    }
    for (i, (corners, centers)) in [(false, false), (false, true), (true, false)].enumerated() {
      for (j, size) in [[10, 14], [3, 9]].enumerated() {
        for isBilinear in [false, true] {
          let b = builder(seed, 2200 + 10 * i + 2 * j + (isBilinear ? 1 : 0))
          let q = b.quantization()
          let x = b.int8Input([1, 5, 7, 6], q)
          let y = b.op(
            isBilinear
              ? .resizeBilinear(alignCorners: corners, halfPixelCenters: centers)
              : .resizeNearestNeighbor(alignCorners: corners, halfPixelCenters: centers),
            [x, b.integers(size)], [1] + size + [6], .int8, q)
          cases.append(b.finish("resize_\(isBilinear ? "bilinear" : "nearest")_\(i)\(j)", outputs: [y]))
        }
      }
    }
    return cases
  }
}
