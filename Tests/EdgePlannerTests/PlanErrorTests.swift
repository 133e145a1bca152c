import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Graphs that cannot be planned")
struct PlanErrorTests {
  @Test("everything that cannot be run is told at once, with operator, tensor and reason")
  func unsupported() throws {
    let b = CaseBuilder(seed: 1)
    // Activations without a scale.
    let x = b.input([1, 4], .int8, nil)
    let first = b.op(.add(.none), [x, x], [1, 4], .int8, nil)
    let second = b.op(.softmax(beta: 1), [first], [1, 4], .int8, nil)
    let graph = b.finish("bad", outputs: [second]).graph
    let error = #expect(throws: PlanError.self) { try ExecutionPlan(lowering: graph) }
    guard case .unsupported(let problems)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(problems.map(\.operatorIndex) == [0, 1] && problems.map(\.operatorName) == ["ADD", "SOFTMAX"])
    #expect(problems.map(\.tensorName) == [first, second].map { graph.tensors[$0].name })
    #expect(problems.allSatisfy { !$0.reason.isEmpty })
    #expect(error?.description.hasPrefix("2 operators cannot be run:") == true)
  }

  @Test("operands that contradict each other are told with the first such operator")
  func contradiction() {
    let b = CaseBuilder(seed: 2)
    let q = b.quantization()
    let (x, y) = (b.int8Input([1, 4], q), b.int8Input([1, 5], q))
    let graph = b.finish("bad", outputs: [b.op(.maximum, [x, y], [1, 4], .int8, q)]).graph
    let error = #expect(throws: PlanError.self) { try ExecutionPlan(lowering: graph) }
    guard case .invalid(let problem)? = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(problem.operatorName == "MAXIMUM")
    #expect(error?.description.hasPrefix("the model contradicts itself at operator #0 MAXIMUM") == true)
  }

  @Test("an operator without operands is a contradiction, not a trap", arguments: [0, 1])
  func missingOperands(count: Int) {
    let b = CaseBuilder(seed: 3)
    let x = b.int8Input([1, 4, 4, 4])
    let operands = [Int?](repeating: x, count: count)
    let result = b.op(.conv2D(.init(padding: .same)), operands, [1, 4, 4, 4], .int8, b.quantization())
    #expect(throws: PlanError.self) { try ExecutionPlan(lowering: b.finish("bad", outputs: [result]).graph) }
  }

  @Test("a network without operators hands its input on")
  func empty() throws {
    let b = CaseBuilder(seed: 4)
    let x = b.int8Input([1, 4])
    let plan = try ExecutionPlan(lowering: b.finish("empty", outputs: [x]).graph)
    #expect(plan.steps.isEmpty && plan.nodes.isEmpty && plan.outputs.map(\.place) == plan.inputs.map(\.place))
    #expect(ArenaLayout(plan: plan).byteCount == 64)
  }
}
