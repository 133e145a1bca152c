import EdgeModel

extension OperatorCases {
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
      ("maximum", .maximum), ("minimum", .minimum), ("squared_difference", .squaredDifference),
      ("floor_div", .floorDivide), ("floor_mod", .floorModulo),
    ] {
      add(name) { b in
        [b.op(kind, [b.input([1, 4, 5, 6], .float32), b.constant([6], .float32)], [1, 4, 5, 6], .float32)]
      }
    }
    for (name, kind) in [
      ("logistic", OperatorKind.logistic), ("tanh", .tanh), ("relu", .relu), ("relu6", .relu6),
      ("leaky_relu", .leakyRelu(alpha: 0.1)), ("hard_swish", .hardSwish), ("elu", .elu), ("exp", .exp),
      ("square", .square), ("abs", .abs), ("neg", .negate), ("floor", .floor), ("gelu", .gelu(isApproximate: false)),
      ("gelu_approximate", .gelu(isApproximate: true)), ("log_softmax", .logSoftmax),
      ("l2_normalization", .l2Normalization(.none)), ("sin", .sin), ("cos", .cos),
      ("softmax", .softmax(beta: 1)),
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
      ("reduce_max", .reduceMax(keepDimensions: true)), ("reduce_min", .reduceMin(keepDimensions: true)),
      ("reduce_prod", .reduceProduct(keepDimensions: true)),
    ] {
      add(name) { b in
        [b.op(kind, [b.input([1, 4, 5, 6], .float32), b.integers([1, 2])], [1, 1, 1, 6], .float32)]
      }
    }
    add("mean_13") { b in
      [b.op(.mean(keepDimensions: false), [b.input([2, 4, 5, 6], .float32), b.integers([1, 3])], [2, 5], .float32)]
    }
    add("arg_max") { b in
      let axis = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(-1)]))
      return [b.op(.argMax, [b.input([4, 5, 6], .float32), axis], [4, 5], .int32)]
    }
    add("pow") { b in
      let square = b.op(.square, [b.input([1, 4, 5, 6], .float32)], [1, 4, 5, 6], .float32)
      return [b.op(.power, [square, b.constant([6], .float32)], [1, 4, 5, 6], .float32)]
    }
    for isRegular in [false, true] {
      add("detection_post_process_\(isRegular)") { b in detection(b, isRegular: isRegular) }
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
    add("reverse") { b in
      [b.op(.reverse, [b.input([2, 5, 3], .float32), b.integers([1])], [2, 5, 3], .float32)]
    }
    add("broadcast_to") { b in
      [b.op(.broadcastTo, [b.input([1, 3, 1], .float32), b.integers([2, 3, 4])], [2, 3, 4], .float32)]
    }
    return cases
  }

  /// As many boxes as are asked for: LiteRT leaves what it does not find as it was in memory.
  private static func detection(_ b: CaseBuilder, isRegular: Bool) -> [Int] {
    let attributes = DetectionPostProcessAttributes(
      maxDetections: 6, maxClassesPerDetection: isRegular ? 1 : 2, detectionsPerClass: 4,
      usesRegularSuppression: isRegular, scoreThreshold: -3, overlapThreshold: 0.6, classCount: 3, yScale: 10,
      xScale: 10,
      heightScale: 5, widthScale: 5)
    let anchors = (0..<80).flatMap { _ in
      [b.random.float(0...1), b.random.float(0...1), b.random.float(0.1...0.4), b.random.float(0.1...0.4)]
    }
    return b.op(
      .detectionPostProcess(attributes),
      [
        b.input([1, 80, 4], .float32), b.input([1, 80, 4], .float32),
        b.constant(Tensor(shape: [80, 4], elementType: .float32, values: anchors)),
      ], results: attributes.resultShapes.map { ($0, .float32, nil) })
  }
}
