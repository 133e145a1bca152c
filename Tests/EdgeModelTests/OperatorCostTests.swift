import EdgeModel
import EdgeTestSupport
import Testing

/// Costs as ST's reports count them.
@Suite("Costs of operators")
struct OperatorCostTests {
  private func cost(_ make: (CaseBuilder) -> Int) throws -> Int {
    let b = CaseBuilder(seed: 1)
    let output = make(b)
    let graph = b.finish("cost", outputs: [output]).graph
    return try #require(graph.operators.last).macc(in: graph)
  }

  @Test("a convolution costs its window for each result, one for each bias, and one for each rectified result")
  func convolutions() throws {
    for (activation, extra) in [(Activation.none, 0), (.relu6, 5 * 7 * 12)] {
      let macc = try cost { b in
        let (x, w) = (b.int8Input([1, 5, 7, 8]), b.weights([12, 3, 3, 8], axis: 0, perChannel: true))
        return b.op(
          .conv2D(.init(padding: .same, activation: activation)), [x, w, b.bias(12, x: x, w: w)], [1, 5, 7, 12])
      }
      #expect(macc == 5 * 7 * 12 * 3 * 3 * 8 + 12 + extra)
    }
    let depthwise = try cost { b in
      let (x, w) = (b.int8Input([1, 5, 7, 8]), b.weights([1, 3, 3, 8], axis: 3, perChannel: true))
      return b.op(
        .depthwiseConv2D(.init(padding: .same), depthMultiplier: 1), [x, w, b.bias(8, x: x, w: w)], [1, 5, 7, 8])
    }
    #expect(depthwise == 5 * 7 * 8 * 3 * 3 + 8)
    let transposed = try cost { b in
      let (x, w) = (b.int8Input([1, 4, 5, 6]), b.weights([9, 2, 2, 6], axis: 0, perChannel: true))
      return b.op(
        .transposeConv(.init(padding: .valid, strideHeight: 2, strideWidth: 2)),
        [b.integers([1, 8, 10, 9]), w, x, b.bias(9, x: x, w: w)], [1, 8, 10, 9])
    }
    #expect(transposed == 4 * 5 * 6 * 9 * 2 * 2 + 9)
  }

  @Test("a dense layer costs inputs times outputs, a product of matrices its inner length for each result")
  func products() throws {
    let dense = try cost { b in
      let (x, w) = (b.int8Input([3, 20]), b.weights([11, 20], axis: 0, perChannel: false))
      return b.op(.fullyConnected(activation: .none, keepDimensions: false), [x, w, b.bias(11, x: x, w: w)], [3, 11])
    }
    #expect(dense == 3 * 11 * 20 + 11)
    for adjoint in [false, true] {
      let macc = try cost { b in
        let x = b.int8Input(adjoint ? [2, 16, 6] : [2, 6, 16])
        return b.op(
          .batchMatMul(adjointX: adjoint, adjointY: false), [x, b.int8Input([2, 16, 9])], [2, 6, 9])
      }
      #expect(macc == 2 * 6 * 9 * 16)
    }
  }

  @Test("windows cost their size, elements one each, sums one for each element read, moves nothing")
  func others() throws {
    let pool = PoolAttributes(padding: .valid, strideHeight: 2, strideWidth: 2, filterHeight: 2, filterWidth: 3)
    let rows: [(OperatorKind, [Int], Int)] = [
      (.maxPool2D(pool), [1, 2, 3, 4], 2 * 3 * 4 * 2 * 3), (.averagePool2D(pool), [1, 2, 3, 4], 2 * 3 * 4 * 2 * 3),
      (.logistic, [1, 4, 9, 4], 144), (.quantize, [1, 4, 9, 4], 144), (.add(.none), [1, 4, 9, 4], 144),
      (.add(.relu), [1, 4, 9, 4], 288), (.softmax(beta: 1), [1, 4, 9, 4], 144),
      (.mean(keepDimensions: true), [1, 1, 1, 4], 144), (.reshape, [1, 36, 4], 0), (.transpose, [4, 9, 4, 1], 0),
      (.depthToSpace(blockSize: 2), [1, 8, 18, 1], 0),
    ]
    for (kind, shape, expected) in rows {
      #expect(try cost { b in b.op(kind, [b.int8Input([1, 4, 9, 4])], shape) } == expected, "\(kind.name)")
    }
  }
}
