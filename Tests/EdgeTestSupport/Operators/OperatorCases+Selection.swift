import EdgeModel

extension OperatorCases {
  /// Comparison, choice, conversion, and movement by computed positions.
  static func selection(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let comparisons: [(String, OperatorKind)] = [
      ("equal", .equal), ("not_equal", .notEqual), ("less", .less), ("less_equal", .lessEqual), ("greater", .greater),
      ("greater_equal", .greaterEqual),
    ]
    for (k, (name, kind)) in comparisons.enumerated() {
      for i in 0..<2 {
        let b = builder(seed, 9000 + 10 * k + i)
        // Below 1/256 neighbouring values are equal.
        let q = b.quantization(i == 0 ? 0.001...0.004 : 0.01...0.08)
        let x = b.int8Input([1, 9, 5, 33], q)
        let y = b.int8Input([1, 9, 1, 33], i == 0 ? q : b.quantization(0.01...0.08))
        cases.append(b.finish("\(name)_int8_\(i)", outputs: [b.op(kind, [x, y], [1, 9, 5, 33], .bool)]))
      }
      let b = builder(seed, 9000 + 10 * k + 5)
      let (x, y) = (b.input([4, 5, 7], .int32), b.input([7], .int32))
      cases.append(b.finish("\(name)_int32", outputs: [b.op(kind, [x, y], [4, 5, 7], .bool)]))
    }
    do {
      let b = builder(seed, 9100)
      let (x, y) = (b.input([4, 5, 7], .int32), b.input([4, 5, 7], .int32))
      let (less, greater) = (b.op(.less, [x, y], [4, 5, 7], .bool), b.op(.greater, [x, y], [4, 5, 7], .bool))
      let either = b.op(.logicalOr, [less, greater], [4, 5, 7], .bool)
      let both = b.op(.logicalAnd, [either, less], [4, 5, 7], .bool)
      cases.append(b.finish("logical", outputs: [either, both, b.op(.logicalNot, [both], [4, 5, 7], .bool)]))
    }
    let arithmetic: [(String, OperatorKind)] = [
      ("add", .add(.none)), ("add_relu", .add(.relu)), ("sub", .subtract(.none)), ("mul", .multiply(.none)),
      ("div", .divide(.none)), ("floor_div", .floorDivide), ("floor_mod", .floorModulo), ("maximum", .maximum),
      ("minimum", .minimum), ("squared_difference", .squaredDifference),
    ]
    for (k, (name, kind)) in arithmetic.enumerated() {
      let b = builder(seed, 9150 + k)
      let x = b.input([4, 5, 7], .int32)
      // LiteRT stops where a divisor is 0.
      let divisors = (0..<7).map { _ in Int32((b.random.int(0...1) == 0 ? -1 : 1) * b.random.int(1...9)) }
      let y = b.constant(Tensor(shape: [7], elementType: .int32, values: divisors))
      cases.append(b.finish("i32_\(name)", outputs: [b.op(kind, [x, y], [4, 5, 7], .int32)]))
    }
    for (i, kind) in [OperatorKind.select, .selectV2, .selectV2].enumerated() {
      let b = builder(seed, 9110 + i)
      let q = b.quantization()
      let shape = i == 2 ? [4, 1, 7] : [4, 5, 7]
      let (x, y) = (b.input(shape, .int32), b.input(shape, .int32))
      let condition = b.op(.less, [x, y], shape, .bool)
      let chosen = [b.int8Input([4, 5, 7], q), b.int8Input(i == 2 ? [7] : [4, 5, 7], q)]
      let z = b.op(kind, [condition] + chosen, [4, 5, 7], .int8, q)
      cases.append(b.finish("select_\(i)", outputs: [z]))
    }
    for (i, (from, to)) in [
      (ElementType.int32, ElementType.float32), (.float32, .int32), (.int32, .int64), (.float32, .bool),
      (.int32, .bool), (.float32, .int8), (.int8, .float32), (.uint8, .int32), (.int32, .uint8),
    ].enumerated() {
      let b = builder(seed, 9200 + i)
      let x = b.input([3, 5, 7], from)
      cases.append(b.finish("cast_\(from.rawValue)_\(to.rawValue)", outputs: [b.op(.cast, [x], [3, 5, 7], to)]))
    }
    do {
      let b = builder(seed, 9300)
      let q = b.quantization()
      let scores = b.int8Input([3, 9])
      let scalar = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(1)]))
      let best = b.op(.argMax, [scores, scalar], [3], .int32)
      let x = b.int8Input([2, 9, 4], q)
      let y = b.op(.gather(axis: 1, batchDimensions: 0), [x, best], [2, 3, 4], .int8, q)
      cases.append(b.finish("gather_computed", outputs: [y]))
      let rows = b.int8Input([3, 9, 4], q)
      let z = b.op(.gather(axis: 1, batchDimensions: 1), [rows, best], [3, 4], .int8, q)
      cases.append(b.finish("gather_batch", outputs: [y, z]))
    }
    do {
      let b = builder(seed, 9310)
      let q = b.quantization()
      let x = b.int8Input([4, 5, 6], q)
      let indices = b.constant(Tensor(shape: [2, 2], elementType: .int32, values: [3, 0, 1, 4].map(Int32.init)))
      let scores = b.int8Input([4, 5])
      let scalar = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(0)]))
      let best = b.op(.argMax, [scores, scalar], [5], .int32)
      let computed = b.op(.expandDims, [best, b.integers([1])], [5, 1], .int32)
      cases.append(
        b.finish(
          "gather_nd",
          outputs: [
            b.op(.gatherND, [x, indices], [2, 6], .int8, q), b.op(.gatherND, [x, computed], [5, 5, 6], .int8, q),
          ]))
    }
    return cases + blocks(seed)
  }

  /// Blocks between batch and space, and mirrored borders.
  private static func blocks(_ seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    let moves: [(String, OperatorKind, [Int], [Int], [Int], [Int])] = [
      ("space_to_batch", .spaceToBatch, [2, 4, 6, 5], [2, 3], [0, 0, 0, 0], [12, 2, 2, 5]),
      ("space_to_batch_pad", .spaceToBatch, [1, 4, 5, 3], [2, 2], [1, 1, 0, 1], [4, 3, 3, 3]),
      ("space_to_batch_line", .spaceToBatch, [1, 7, 3], [2], [1, 0], [2, 4, 3]),
      ("batch_to_space", .batchToSpace, [12, 2, 2, 5], [2, 3], [0, 0, 0, 0], [2, 4, 6, 5]),
      ("batch_to_space_crop", .batchToSpace, [4, 3, 3, 3], [2, 2], [1, 1, 0, 1], [1, 4, 5, 3]),
    ]
    for (i, (name, kind, shape, block, margins, out)) in moves.enumerated() {
      let b = builder(seed, 9400 + i)
      let q = b.quantization()
      let x = b.int8Input(shape, q)
      let amounts = b.constant(
        Tensor(shape: [block.count, 2], elementType: .int32, values: margins.map(Int32.init)))
      cases.append(b.finish(name, outputs: [b.op(kind, [x, b.integers(block), amounts], out, .int8, q)]))
    }
    for isSymmetric in [false, true] {
      let b = builder(seed, 9410 + (isSymmetric ? 1 : 0))
      let q = b.quantization()
      let x = b.int8Input([1, 4, 5, 3], q)
      let amounts = b.constant(
        Tensor(shape: [4, 2], elementType: .int32, values: [0, 0, 1, 2, 3, 0, 0, 2].map(Int32.init)))
      let y = b.op(.mirrorPad(isSymmetric: isSymmetric), [x, amounts], [1, 7, 8, 5], .int8, q)
      cases.append(b.finish("mirror_pad_\(isSymmetric ? "symmetric" : "reflect")", outputs: [y]))
    }
    return cases
  }
}
