// A table of networks of one or a few operators; every runtime's conformance test runs it.
import EdgeModel

/// The operator cases of one seed.
public enum OperatorCases {
  /// int8 cases, whose results are exact.
  public static func int8(seed: UInt64) -> [OperatorCase] {
    products(seed) + elementwise(seed) + windows(seed) + movement(seed) + chains(seed)
  }

  /// float32 cases, whose sums runtimes may order differently.
  public static func float32(seed: UInt64) -> [OperatorCase] {
    var cases: [OperatorCase] = []
    var salt = 5000
    func add(_ name: String, _ make: (CaseBuilder) -> [Int]) {
      salt += 1
      let b = builder(seed, salt)
      cases.append(b.finish("f32_\(name)", outputs: make(b)))
    }
    for (stride, kernel, activation) in [(1, 3, Activation.none), (2, 3, .relu6), (1, 1, .relu)] {
      add("conv2d_\(stride)\(kernel)") { b in
        let size = (9 + stride - 1) / stride
        return [
          b.op(
            .conv2D(.init(padding: .same, strideHeight: stride, strideWidth: stride, activation: activation)),
            [
              b.input([1, 9, 9, 5], .float32), b.constant([7, kernel, kernel, 5], .float32),
              b.constant([7], .float32),
            ], [1, size, size, 7], .float32)
        ]
      }
      add("depthwise_\(stride)\(kernel)") { b in
        let size = (9 + stride - 1) / stride
        return [
          b.op(
            .depthwiseConv2D(
              .init(padding: .same, strideHeight: stride, strideWidth: stride, activation: activation),
              depthMultiplier: 1),
            [
              b.input([1, 9, 9, 6], .float32), b.constant([1, kernel, kernel, 6], .float32),
              b.constant([6], .float32),
            ], [1, size, size, 6], .float32)
        ]
      }
    }
    add("transpose_conv") { b in
      [
        b.op(
          .transposeConv(.init(padding: .valid, strideHeight: 2, strideWidth: 2)),
          [b.integers([1, 8, 10, 3]), b.constant([3, 2, 2, 4], .float32), b.input([1, 4, 5, 4], .float32)],
          [1, 8, 10, 3], .float32)
      ]
    }
    add("fully_connected") { b in
      [
        b.op(
          .fullyConnected(activation: .relu, keepDimensions: false),
          [b.input([3, 12], .float32), b.constant([5, 12], .float32), b.constant([5], .float32)], [3, 5], .float32)
      ]
    }
    add("batch_matmul") { b in
      [
        b.op(
          .batchMatMul(adjointX: false, adjointY: false),
          [b.input([1, 2, 4, 6], .float32), b.input([1, 2, 6, 5], .float32)],
          [1, 2, 4, 5], .float32)
      ]
    }
    for (name, kind) in [
      ("add", OperatorKind.add(.none)), ("sub", .subtract(.none)), ("mul", .multiply(.relu)), ("div", .divide(.none)),
      ("maximum", .maximum), ("minimum", .minimum),
    ] {
      add(name) { b in
        [b.op(kind, [b.input([1, 4, 5, 6], .float32), b.constant([6], .float32)], [1, 4, 5, 6], .float32)]
      }
    }
    for (name, kind) in [
      ("logistic", OperatorKind.logistic), ("tanh", .tanh), ("relu", .relu), ("relu6", .relu6),
      ("leaky_relu", .leakyRelu(alpha: 0.1)), ("hard_swish", .hardSwish), ("elu", .elu), ("exp", .exp),
      ("square", .square), ("abs", .abs), ("neg", .negate), ("floor", .floor), ("softmax", .softmax(beta: 1)),
    ] {
      add(name) { b in [b.op(kind, [b.input([1, 4, 5, 6], .float32)], [1, 4, 5, 6], .float32)] }
    }
    for (name, kind) in [("sqrt", OperatorKind.sqrt), ("rsqrt", .rsqrt), ("log", .log)] {
      add(name) { b in
        let square = b.op(.square, [b.input([1, 4, 5, 6], .float32)], [1, 4, 5, 6], .float32)
        return [b.op(kind, [square], [1, 4, 5, 6], .float32)]
      }
    }
    add("prelu") { b in
      [b.op(.prelu, [b.input([1, 4, 5, 6], .float32), b.constant([1, 1, 6], .float32)], [1, 4, 5, 6], .float32)]
    }
    for (name, kind) in [
      ("mean", OperatorKind.mean(keepDimensions: true)), ("sum", .sum(keepDimensions: true)),
      ("reduce_max", .reduceMax(keepDimensions: true)),
    ] {
      add(name) { b in
        [b.op(kind, [b.input([1, 4, 5, 6], .float32), b.integers([1, 2])], [1, 1, 1, 6], .float32)]
      }
    }
    for isAverage in [false, true] {
      add(isAverage ? "average_pool" : "max_pool") { b in
        let a = PoolAttributes(padding: .same, strideHeight: 2, strideWidth: 2, filterHeight: 3, filterWidth: 3)
        return [
          b.op(
            isAverage ? .averagePool2D(a) : .maxPool2D(a), [b.input([1, 7, 9, 4], .float32)], [1, 4, 5, 4], .float32)
        ]
      }
    }
    for (corners, centers) in [(false, false), (false, true), (true, false)] {
      add("resize_bilinear_\(corners)\(centers)") { b in
        [
          b.op(
            .resizeBilinear(alignCorners: corners, halfPixelCenters: centers),
            [b.input([1, 5, 7, 3], .float32), b.integers([10, 11])], [1, 10, 11, 3], .float32)
        ]
      }
    }
    add("tile") { b in
      [b.op(.tile, [b.input([2, 3], .float32), b.integers([2, 3])], [4, 9], .float32)]
    }
    add("broadcast_to") { b in
      [b.op(.broadcastTo, [b.input([1, 3, 1], .float32), b.integers([2, 3, 4])], [2, 3, 4], .float32)]
    }
    return cases
  }

  private static func builder(_ seed: UInt64, _ salt: Int) -> CaseBuilder {
    CaseBuilder(seed: seed &* 1009 &+ UInt64(salt))
  }

  // MARK: Convolutions and matrix products

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
      (1, Window(channels: (19, 19), dilation: 2)),
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
    // Kernels as large as, larger and smaller than the stride; results cut off at both ends and in the middle of a stride.
    let transposed: [(kernel: [Int], stride: [Int], padding: Padding, result: [Int])] = [
      ([2, 2], [2, 2], .valid, [1, 10, 12]), ([3, 3], [2, 2], .same, [1, 10, 12]),
      ([4, 4], [2, 2], .same, [1, 10, 12]),
      ([1, 1], [1, 1], .same, [1, 5, 6]), ([3, 5], [1, 1], .same, [2, 5, 6]), ([1, 1], [2, 2], .same, [1, 10, 12]),
      ([2, 1], [3, 2], .valid, [2, 15, 12]), ([5, 3], [3, 2], .valid, [2, 17, 13]),
      ([3, 3], [2, 2], .same, [2, 9, 11]),
      ([2, 7], [1, 3], .same, [1, 5, 18]),
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

  private static func result(
    _ size: [Int], _ kernel: (Int, Int), _ stride: Int, _ dilation: Int, _ padding: Padding
  ) -> [Int] {
    zip(size, [kernel.0, kernel.1]).map { size, k in
      padding == .same ? (size + stride - 1) / stride : (size - (k - 1) * dilation + stride - 1) / stride
    }
  }

  // MARK: Elementwise

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

  // MARK: Windows

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

  // MARK: Data movement

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
    add("pad", [1, 4, 5, 3], [1, 7, 6, 3], .pad, [], 0)
    cases.removeLast()
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

  // MARK: Chains that plans fuse

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
