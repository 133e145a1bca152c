import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Nodes of a plan")
struct PlanNodeTests {
  private static let scale = Quantization(scale: 0.05, zeroPoint: 3)

  @Test("a padded convolution with its SiLU is one node that says what it covers")
  func fusedNode() throws {
    let b = CaseBuilder(seed: 2)
    let input = b.int8Input([1, 6, 6, 4], Self.scale)
    let padded = b.op(
      .pad,
      [input, b.constant(Tensor(shape: [4, 2], elementType: .int32, values: [0, 0, 1, 1, 1, 1, 0, 0] as [Int32]))],
      [1, 8, 8, 4], .int8, Self.scale)
    let weights = b.weights([5, 3, 3, 4], axis: 0, perChannel: false)
    let convolved = b.op(
      .conv2D(.init(padding: .valid)), [padded, weights, b.bias(5, x: input, w: weights)], [1, 6, 6, 5], .int8,
      Quantization(scale: 0.1, zeroPoint: 1))
    let sigmoid = b.op(.logistic, [convolved], [1, 6, 6, 5], .int8, Quantization(scale: 1 / 256, zeroPoint: -128))
    let product = b.op(
      .multiply(.none), [convolved, sigmoid], [1, 6, 6, 5], .int8, Quantization(scale: 0.1, zeroPoint: -2))
    let plan = try ExecutionPlan(lowering: b.finish("silu", outputs: [product]).graph)
    let node = try #require(plan.nodes.first)
    #expect(plan.nodes.count == 1 && node.sourceOperators == [0, 1, 2, 3])
    #expect(node.kinds == [.pad, .conv2D(.init(padding: .valid)), .logistic, .multiply(.none)])
    #expect(node.kind == "PAD+CONV_2D+LOGISTIC+MUL")
    #expect(STLayer(of: node.kinds) == .conv2D)
  }

  @Test("what says how to compute must be a constant, and the refusal names it")
  func computedAxes() throws {
    let b = CaseBuilder(seed: 3)
    let mean = b.op(
      .mean(keepDimensions: true), [b.input([1, 4, 4, 2], .float32), b.input([2], .int32)], [1, 1, 1, 2], .float32)
    let graph = b.finish("mean", outputs: [mean]).graph
    let error = #expect(throws: PlanError.self) { try ExecutionPlan(lowering: graph) }
    guard case .unsupported(let problems)? = error else {
      Issue.record("a mean along computed axes was planned, or refused as damaged")
      return
    }
    #expect(problems.map(\.reason) == ["operand 2 (axes) is not constant"])
    #expect(problems.first?.operatorName == "MEAN")
  }

  @Test("a chain of thousands of operators is planned, each with the node of its own operator")
  func longChain() throws {
    let b = CaseBuilder(seed: 4)
    var tensor = b.input([1, 4], .float32)
    let count = 4000
    for _ in 0..<count { tensor = b.op(.abs, [tensor], [1, 4], .float32) }
    let plan = try ExecutionPlan(lowering: b.finish("chain", outputs: [tensor]).graph)
    #expect(plan.nodes.count == count && plan.nodes.indices.allSatisfy { plan.nodes[$0].sourceOperators == [$0] })
    #expect(plan.nodes.allSatisfy { $0.kinds == [.abs] })
  }
}
