import EdgeModel

extension OperatorCases {
  /// Operators that move data and compute nothing.
  static func movement(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    func add(
      _ name: String, _ shape: [Int], _ out: [Int], _ kind: OperatorKind, _ constants: [[Int]] = [], _ salt: Int
    ) {
      let b = builder(seed, 3000 + salt)
      let q = b.quantization()
      let x = b.int8Input(shape, q)
      let extra = constants.map { b.integers($0) }
      cases.append(b.finish(name, outputs: [b.op(kind, [x] + extra, out, .int8, q)]))
    }
    do {
      let b = builder(seed, 3001)
      let q = b.quantization()
      let x = b.int8Input([1, 4, 5, 3], q)
      let amounts = b.constant(
        Tensor(shape: [4, 2], elementType: .int32, values: [0, 0, 1, 2, 0, 1, 0, 0].map(Int32.init)))
      cases.append(b.finish("pad", outputs: [b.op(.pad, [x, amounts], [1, 7, 6, 3], .int8, q)]))
    }
    add("transpose_0231", [1, 3, 8, 9], [1, 8, 9, 3], .transpose, [[0, 2, 3, 1]], 2)
    add("transpose_0312", [1, 8, 9, 3], [1, 3, 8, 9], .transpose, [[0, 3, 1, 2]], 3)
    add("transpose_0213", [1, 4, 16, 5], [1, 16, 4, 5], .transpose, [[0, 2, 1, 3]], 4)
    add("transpose_10", [12, 7], [7, 12], .transpose, [[1, 0]], 5)
    add("reshape", [1, 4, 6, 5], [1, 24, 5], .reshape, [[1, 24, 5]], 6)
    add("squeeze", [1, 4, 1, 5], [1, 4, 5], .squeeze, [], 7)
    add(
      "strided_slice", [1, 8, 6, 10], [1, 8, 6, 4], .stridedSlice(.init(beginMask: 7, endMask: 7)),
      [[0, 0, 0, 3], [0, 0, 0, 7], [1, 1, 1, 1]], 8)
    add(
      "strided_slice_step", [1, 8, 6, 10], [1, 4, 2, 10], .stridedSlice(.init(beginMask: 9, endMask: 9)),
      [[0, 1, 5, 0], [0, 8, -6, 0], [1, 2, -3, 1]], 9)
    add(
      "strided_slice_shrink", [1, 8, 6, 10], [1, 6, 10],
      .stridedSlice(.init(beginMask: 13, endMask: 13, shrinkAxisMask: 2)),
      [[0, -2, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]], 10)
    add("slice", [1, 8, 6, 10], [1, 3, 6, 2], .slice, [[0, 2, 0, 7], [1, 3, 6, 2]], 11)
    add("gather", [1, 5, 4], [1, 3, 4], .gather(axis: 1, batchDimensions: 0), [[4, 0, 4]], 12)
    add("depth_to_space", [1, 3, 4, 12], [1, 6, 8, 3], .depthToSpace(blockSize: 2), [], 13)
    add("space_to_depth", [1, 6, 8, 3], [1, 3, 4, 12], .spaceToDepth(blockSize: 2), [], 14)
    add("expand_dims", [4, 6], [4, 1, 6], .expandDims, [[1]], 15)
    add("reverse_last", [2, 3, 5, 4], [2, 3, 5, 4], .reverse, [[-1]], 16)
    add("reverse_first", [6, 7], [6, 7], .reverse, [[0]], 17)
    for (i, axis) in [3, 1].enumerated() {
      let b = builder(seed, 3100 + i)
      let q = b.quantization()
      var shapes = [[1, 4, 5, 6], [1, 4, 5, 6], [1, 4, 5, 6]]
      shapes[1][axis] = 3
      let parts = shapes.map { b.int8Input($0, q) }
      var out = shapes[0]
      out[axis] = shapes.map { $0[axis] }.reduce(0, +)
      cases.append(
        b.finish(
          "concatenation_\(axis)", outputs: [b.op(.concatenation(axis: axis, activation: .none), parts, out, .int8, q)])
      )
    }
    do {
      let b = builder(seed, 3110)
      let q = b.quantization()
      let x = b.int8Input([1, 4, 5, 12], q)
      let parts = b.op(
        .split(count: 3), [b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(3)])), x],
        results: Array(repeating: ([1, 4, 5, 4], .int8, q), count: 3))
      cases.append(b.finish("split", outputs: parts))
    }
    do {
      let b = builder(seed, 3111)
      let q = b.quantization()
      let parts = [b.int8Input([3, 4], q), b.int8Input([3, 4], q)]
      cases.append(b.finish("pack", outputs: [b.op(.pack(axis: 1, count: 2), parts, [3, 2, 4], .int8, q)]))
    }
    do {
      let b = builder(seed, 3112)
      let q = b.quantization()
      let x = b.int8Input([3, 2, 4], q)
      cases.append(
        b.finish(
          "unpack",
          outputs: b.op(.unpack(axis: 1, count: 2), [x], results: Array(repeating: ([3, 4], .int8, q), count: 2))))
    }
    return cases
  }
}
