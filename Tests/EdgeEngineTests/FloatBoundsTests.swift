import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// Answers recorded from LiteRT: XNNPACK keeps infinities, TFLite's own kernels clamp them to the largest numbers.
@Suite("Infinite results of float operators")
struct FloatBoundsTests {
  private static let largest = Float.greatestFiniteMagnitude

  private func run(
    _ kind: OperatorKind, _ operands: [[Float]], _ arithmetic: Arithmetic
  ) throws -> [Float] {
    let b = CaseBuilder(seed: 1)
    let count = operands[0].count
    let inputs = operands.map { _ in b.input([count], .float32) }
    let graph = b.finish("bounds", outputs: [b.op(kind, inputs, [count], .float32)]).graph
    let plan = try ExecutionPlan(lowering: graph, options: PlanOptions(arithmetic: arithmetic))
    let tensors = operands.map { Tensor(shape: [count], elementType: .float32, values: $0) }
    return try EngineSession(engine: try Engine(plan: plan)).run(tensors)[0].array(of: Float.self)
  }

  @Test("a quotient, sum, difference or product beyond all numbers", arguments: Arithmetic.allCases)
  func binary(arithmetic: Arithmetic) throws {
    let end = arithmetic == .reference ? Self.largest : .infinity
    #expect(try run(.divide(.none), [[1, -1, 3e38, 5], [0, 0, 1e-5, -0.0]], arithmetic) == [end, -end, end, -end])
    #expect(try run(.divide(.relu), [[1, -1, 3e38], [0, 0, 1e-5]], arithmetic) == [end, 0, end])
    #expect(try run(.divide(.relu6), [[1, -1], [0, 0]], arithmetic) == [6, 0])
    #expect(try run(.add(.none), [[3e38, -.infinity], [3e38, 2]], arithmetic) == [end, -end])
    #expect(try run(.subtract(.relu), [[.infinity, -.infinity], [1, 1]], arithmetic) == [end, 0])
    #expect(try run(.multiply(.none), [[3e38, -.infinity], [3e38, 2]], arithmetic) == [end, -end])
  }

  @Test("RELU alone keeps infinity", arguments: Arithmetic.allCases)
  func relu(arithmetic: Arithmetic) throws {
    #expect(try run(.relu, [[.infinity, -.infinity, 2]], arithmetic) == [.infinity, 0, 2])
  }
}
