import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// Every kernel that this machine runs against the portable one, on windows of all forms and rows of all lengths.
@Suite("Kernel variants")
struct KernelVariantTests {
  @Test("all compute the same bytes", arguments: 0..<8)
  func agree(part: Int) throws {
    for number in 0..<40 {
      let seed = part * 40 + number
      for c in [Self.convolution(seed), Self.depthwise(seed), Self.transposed(seed), Self.rows(seed)] {
        for arithmetic in Arithmetic.allCases {
          let plan = try ExecutionPlan(lowering: c.graph, options: PlanOptions(arithmetic: arithmetic))
          let wanted = try Self.run(c, plan, "portable")
          for variant in KernelTable.shared.machineVariants where variant != "portable" {
            #expect(try Self.run(c, plan, variant) == wanted, "\(c.name) (\(arithmetic)) with \(variant)")
          }
        }
      }
    }
  }

  private static func run(_ c: OperatorCase, _ plan: ExecutionPlan, _ variant: String) throws -> [[Double]] {
    let engine = try Engine(plan: plan, options: .init(kernels: .variant(variant)))
    return try EngineSession(engine: engine).run(c.inputs).map { $0.doubles() }
  }

  /// The random form of a window and of what it is moved over.
  private struct Window {
    let builder: CaseBuilder
    var kernel: [Int]
    var stride: [Int]
    var dilation: [Int]
    var padding: Padding
    var size: [Int]
    var output: [Int] = []
    var batches: Int

    init(_ builder: CaseBuilder) {
      func any(_ values: [Int]) -> Int { values[builder.random.int(0...values.count - 1)] }
      self.builder = builder
      kernel = [any([1, 1, 2, 3, 3, 5, 7]), any([1, 1, 2, 3, 3, 5, 7])]
      stride = [any([1, 1, 2, 3]), any([1, 1, 2, 3])]
      dilation = stride == [1, 1] ? [any([1, 1, 2, 9]), any([1, 1, 2])] : [1, 1]
      padding = builder.random.int(0...1) == 0 ? .same : .valid
      batches = any([1, 1, 1, 3])
      let reach = zip(kernel, dilation).map { ($0 - 1) * $1 + 1 }
      size = reach.map { $0 + any([0, 1, 2, 5, 6, 11, 13]) }
      for axis in 0..<2 {
        let room = padding == .same ? size[axis] - 1 : size[axis] - reach[axis]
        output.append(room / stride[axis] + 1)
      }
    }

    func any(_ values: [Int]) -> Int { values[builder.random.int(0...values.count - 1)] }

    func convolution(_ seed: Int) -> ConvolutionAttributes {
      ConvolutionAttributes(
        padding: padding, strideHeight: stride[0], strideWidth: stride[1], dilationHeight: dilation[0],
        dilationWidth: dilation[1], activation: seed % 7 == 0 ? .relu6 : .none)
    }

    func input(_ shape: [Int]) -> Int {
      builder.int8Input(shape, Quantization(scale: 0.03, zeroPoint: any([-128, -128, -5, 0, 127])))
    }

    /// The case, with a table behind the convolution half the time.
    func finish(_ kind: String, _ seed: Int, _ y: Int, _ shape: [Int]) -> OperatorCase {
      let name = "\(kind) \(seed): \(size) * \(kernel) / \(stride) : \(dilation) \(padding) -> \(shape)"
      guard seed % 2 == 0 else { return builder.finish(name, outputs: [y]) }
      let sigmoid = builder.op(.logistic, [y], shape, .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
      let product = builder.op(
        .multiply(.none), [y, sigmoid], shape, .int8, builder.quantization(0.01...0.1))
      return builder.finish(name, outputs: [product])
    }
  }

  private static func convolution(_ seed: Int) -> OperatorCase {
    let b = CaseBuilder(seed: UInt64(9000 + seed))
    let w = Window(b)
    let channels = w.any([1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33, 48, 64, 65])
    let inputChannels = w.any([1, 2, 3, 4, 5, 8, 13, 16, 32, 67])
    let x = w.input([w.batches] + w.size + [inputChannels])
    let filter = b.weights([channels] + w.kernel + [inputChannels], axis: 0, perChannel: seed % 5 != 0)
    let shape = [w.batches] + w.output + [channels]
    let y = b.op(
      .conv2D(w.convolution(seed)), [x, filter, b.bias(channels, x: x, w: filter)], shape, .int8,
      b.quantization(0.02...2))
    return w.finish("conv2d", seed, y, shape)
  }

  private static func depthwise(_ seed: Int) -> OperatorCase {
    let b = CaseBuilder(seed: UInt64(10_000 + seed))
    let w = Window(b)
    let inputChannels = w.any([1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 64, 65])
    let multiplier = seed % 9 == 0 ? 2 : 1
    let channels = inputChannels * multiplier
    let x = w.input([w.batches] + w.size + [inputChannels])
    let filter = b.weights([1] + w.kernel + [channels], axis: 3, perChannel: seed % 5 != 0)
    let shape = [w.batches] + w.output + [channels]
    let y = b.op(
      .depthwiseConv2D(w.convolution(seed), depthMultiplier: multiplier),
      [x, filter, b.bias(channels, x: x, w: filter)], shape, .int8, b.quantization(0.02...2))
    return w.finish("depthwise", seed, y, shape)
  }

  private static func transposed(_ seed: Int) -> OperatorCase {
    let b = CaseBuilder(seed: UInt64(11_000 + seed))
    var w = Window(b)
    w.dilation = [1, 1]
    w.output = (0..<2).map { axis in
      w.padding == .same
        ? w.size[axis] * w.stride[axis]
        : (w.size[axis] - 1) * w.stride[axis] + max(w.kernel[axis], w.stride[axis])
    }
    let (channels, inputChannels) = (w.any([1, 3, 8, 9, 16, 17, 33, 64]), w.any([1, 3, 4, 8, 13, 32]))
    let x = w.input([w.batches] + w.size + [inputChannels])
    let filter = b.weights([channels] + w.kernel + [inputChannels], axis: 0, perChannel: seed % 5 != 0)
    let shape = [w.batches] + w.output + [channels]
    let y = b.op(
      .transposeConv(.init(padding: w.padding, strideHeight: w.stride[0], strideWidth: w.stride[1])),
      [b.integers(shape), filter, x, b.bias(channels, x: x, w: filter)], shape, .int8, b.quantization(0.02...2))
    return w.finish("transposed", seed, y, shape)
  }

  /// Rows through softmax, and through a table.
  private static func rows(_ seed: Int) -> OperatorCase {
    let b = CaseBuilder(seed: UInt64(12_000 + seed))
    func any(_ values: [Int]) -> Int { values[b.random.int(0...values.count - 1)] }
    let shape = [1, any([1, 7, 8, 15, 16, 17, 33, 100]), any([1, 3, 4, 8, 16, 17, 20, 64, 68, 80])]
    let x = b.int8Input(shape, b.quantization(0.004...0.3))
    let softmax = b.op(.softmax(beta: 1), [x], shape, .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
    let table = b.op(.tanh, [x], shape, .int8, Quantization(scale: 1.0 / 128, zeroPoint: 0))
    return b.finish("rows \(seed): \(shape)", outputs: [softmax, table])
  }
}
