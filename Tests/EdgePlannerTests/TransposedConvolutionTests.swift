import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// Transposed convolutions as the ordinary ones that plans make of them.
@Suite("Transposed convolutions")
struct TransposedConvolutionTests {
  @Test("phases pair inputs with taps as the definition does, for all small kernels, strides and sizes")
  func phases() {
    for kernel in 1...6 {
      for stride in 1...5 {
        for input in 1...5 {
          let whole = (input - 1) * stride + kernel
          for size in 1...whole + stride {
            // What padding of either kind cuts off.
            for cut in Set([0, max(0, whole - size) / 2]) {
              let phases = TransposedPhase.all(kernel: kernel, stride: stride, cut: cut, size: size)
              #expect(
                Self.pairs(phases, stride: stride, input: input)
                  == Self.pairs(kernel: kernel, stride: stride, cut: cut, size: size, input: input),
                "\(input) * \(kernel) / \(stride) - \(cut) -> \(size)")
            }
          }
        }
      }
    }
  }

  @Test("where phases skip inputs, their windows end inside the input")
  func skipped() {
    for (kernel, stride, input) in [(1, 1, 7), (2, 2, 6), (3, 2, 9), (1, 3, 5), (5, 3, 8)] {
      let whole = (input - 1) * stride + kernel
      for size in 1...whole {
        let cut = (whole - size) / 2
        for phase in TransposedPhase.all(kernel: kernel, stride: stride, cut: cut, size: size)
        where phase.skipped > 0 && !phase.taps.isEmpty {
          #expect(phase.skipped + phase.count - 1 + phase.taps.count <= input)
        }
      }
    }
  }

  @Test("phases hold each weight once, and all results that no tap reaches share one call")
  func weights() throws {
    let plan = try Self.plan(kernel: [3, 2], stride: [2, 2], batches: 1)
    let slices = plan.constants.filter { $0.role == .weights }
    #expect(slices.map(\.shape) == [[5, 2, 1, 4], [5, 2, 1, 4], [5, 1, 1, 4], [5, 1, 1, 4]])
    #expect(slices.reduce(0) { $0 + $1.byteCount } == 5 * 3 * 2 * 4)
    #expect(plan.nodes.map(\.steps.count) == [4])
    let sparse = try Self.plan(kernel: [1, 2], stride: [3, 3], batches: 1)
    #expect(sparse.constants.filter { $0.role == .weights }.map(\.byteCount) == [5, 20, 20])
    #expect(sparse.nodes.map(\.steps.count) == [3])
    // Images whose height is no multiple of the stride are computed one by one, by the same weights.
    let several = try Self.plan(kernel: [3, 3], stride: [2, 2], batches: 3)
    #expect(several.nodes.map(\.steps.count) == [12])
    #expect(several.constants.filter { $0.role == .weights }.reduce(0) { $0 + $1.byteCount } == 5 * 3 * 3 * 4)
  }

  /// One transposed convolution of 4 channels to 5.
  private static func plan(kernel: [Int], stride: [Int], batches: Int) throws -> ExecutionPlan {
    let b = CaseBuilder(seed: 1)
    let x = b.int8Input([batches, 3, 4, 4])
    let filter = b.weights([5] + kernel + [4], axis: 0, perChannel: true)
    let shape = [batches] + zip([3, 4], zip(stride, kernel)).map { $0 * $1.0 + max(0, $1.1 - $1.0) } + [5]
    let y = b.op(
      .transposeConv(.init(padding: .valid, strideHeight: stride[0], strideWidth: stride[1])),
      [b.integers(shape), filter, x, b.bias(5, x: x, w: filter)], shape, .int8, b.quantization())
    return try ExecutionPlan(lowering: b.finish("transposed", outputs: [y]).graph)
  }

  /// Pairs of an input's and a tap's position that each result sums up, by definition: an input adds to as many results
  /// as the kernel is long, the first of them a stride behind the previous input's.
  private static func pairs(kernel: Int, stride: Int, cut: Int, size: Int, input: Int) -> [Set<[Int]>] {
    var result = [Set<[Int]>](repeating: [], count: size)
    for position in 0..<input {
      for tap in 0..<kernel {
        let target = position * stride - cut + tap
        if result.indices.contains(target) { result[target].insert([position, tap]) }
      }
    }
    return result
  }

  /// The same as phases tell it.
  private static func pairs(_ phases: [TransposedPhase], stride: Int, input: Int) -> [Set<[Int]>] {
    var result = [Set<[Int]>](repeating: [], count: phases.reduce(0) { $0 + $1.count })
    for phase in phases {
      for index in 0..<phase.count {
        for (offset, tap) in phase.taps.enumerated() {
          let position = phase.skipped - phase.border + index + offset
          if (0..<input).contains(position) { result[phase.first + index * stride].insert([position, tap]) }
        }
      }
    }
    return result
  }
}
