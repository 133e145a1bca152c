import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// Every convolution kernel that this machine runs against the portable one, on windows of all forms.
@Suite("Convolution variants")
struct ConvolutionVariantTests {
  @Test("all compute the same bytes", arguments: 0..<8)
  func agree(part: Int) throws {
    for number in 0..<40 {
      let c = Self.convolution(number: part * 40 + number)
      for arithmetic in Arithmetic.allCases {
        let plan = try ExecutionPlan(lowering: c.graph, options: PlanOptions(arithmetic: arithmetic))
        let wanted = try Self.run(c, plan, "portable")
        for variant in KernelTable.shared.machineVariants where variant != "portable" {
          #expect(try Self.run(c, plan, variant) == wanted, "\(c.name) (\(arithmetic)) with \(variant)")
        }
      }
    }
  }

  private static func run(_ c: OperatorCase, _ plan: ExecutionPlan, _ variant: String) throws -> [[Double]] {
    let engine = try Engine(plan: plan, options: .init(kernels: .variant(variant)))
    return try EngineSession(engine: engine).run(c.inputs).map { $0.doubles() }
  }

  /// A convolution of random size, with a table behind it half the time.
  private static func convolution(number: Int) -> OperatorCase {
    let b = CaseBuilder(seed: UInt64(9000 + number))
    func any(_ values: [Int]) -> Int { values[b.random.int(0...values.count - 1)] }
    let kernel = [any([1, 1, 2, 3, 3, 5, 7]), any([1, 1, 2, 3, 3, 5, 7])]
    let stride = [any([1, 1, 2, 3]), any([1, 1, 2, 3])]
    let dilation = stride == [1, 1] ? [any([1, 1, 2, 9]), any([1, 1, 2])] : [1, 1]
    let padding: Padding = b.random.int(0...1) == 0 ? .same : .valid
    let batches = any([1, 1, 1, 3])
    let inputChannels = any([1, 2, 3, 4, 5, 8, 13, 16, 32, 67])
    let outputChannels = any([1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 33, 48, 64, 65])
    let reach = zip(kernel, dilation).map { ($0 - 1) * $1 + 1 }
    let size = reach.map { $0 + any([0, 1, 2, 5, 6, 11, 13]) }
    var output: [Int] = []
    for axis in 0..<2 {
      let room = padding == .same ? size[axis] - 1 : size[axis] - reach[axis]
      output.append(room / stride[axis] + 1)
    }
    let x = b.int8Input(
      [batches] + size + [inputChannels], Quantization(scale: 0.03, zeroPoint: any([-128, -128, -5, 0, 127])))
    let filter = b.weights([outputChannels] + kernel + [inputChannels], axis: 0, perChannel: number % 5 != 0)
    let shape = [batches] + output + [outputChannels]
    let y = b.op(
      .conv2D(
        .init(
          padding: padding, strideHeight: stride[0], strideWidth: stride[1], dilationHeight: dilation[0],
          dilationWidth: dilation[1], activation: number % 7 == 0 ? .relu6 : .none)),
      [x, filter, b.bias(outputChannels, x: x, w: filter)], shape, .int8, b.quantization(0.02...2))
    let name = "\(size) x \(inputChannels) * \(kernel) / \(stride) : \(dilation) \(padding) -> \(outputChannels)"
    guard number % 2 == 0 else { return b.finish(name, outputs: [y]) }
    let sigmoid = b.op(.logistic, [y], shape, .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
    return b.finish(
      name, outputs: [b.op(.multiply(.none), [y, sigmoid], shape, .int8, b.quantization(0.01...0.1))])
  }
}
