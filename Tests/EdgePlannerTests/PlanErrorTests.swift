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

  /// A convolution of `input` by `weights`, with the reason why it is refused.
  private func refusal(
    input: (ElementType, Quantization?), weights: Tensor, result: (ElementType, Quantization?),
    arithmetic: Arithmetic = .litert
  ) -> String? {
    let b = CaseBuilder(seed: 5)
    let x = b.input([1, 4, 4, 2], input.0, input.1)
    let y = b.op(
      .conv2D(.init(padding: .same)), [x, b.constant(weights), nil], [1, 4, 4, 2], result.0, result.1)
    do throws(PlanError) {
      _ = try ExecutionPlan(
        lowering: b.finish("c", outputs: [y]).graph, options: PlanOptions(arithmetic: arithmetic))
      return nil
    } catch {
      guard case .unsupported(let problems) = error else { return "\(error)" }
      return problems.first?.reason
    }
  }

  private func weights(_ type: ElementType, scales: [Float], zeroPoint: Int, value: UInt8 = 0x80) -> Tensor {
    Tensor(
      shape: [2, 1, 1, 2], elementType: type,
      quantization: Quantization(scales: scales, zeroPoints: scales.map { _ in zeroPoint }),
      values: Array(repeating: value, count: 4))
  }

  @Test("number types that no kernel multiplies as LiteRT does are refused, not taken for others")
  func numberTypes() {
    let bytes = (ElementType.uint8, Quantization(scale: 0.5, zeroPoint: 3) as Quantization?)
    let signed = (ElementType.int8, Quantization(scale: 0.5, zeroPoint: 3) as Quantization?)
    let floats = (ElementType.float32, nil as Quantization?)
    #expect(refusal(input: bytes, weights: weights(.uint8, scales: [1], zeroPoint: 9), result: bytes) == nil)
    #expect(
      refusal(input: bytes, weights: weights(.uint8, scales: [1, 2], zeroPoint: 9), result: bytes)
        == "weights are uint8 with a scale per channel")
    #expect(
      refusal(input: signed, weights: weights(.uint8, scales: [1], zeroPoint: 9), result: signed)
        == "input is int8, weights are uint8")
    #expect(
      refusal(input: bytes, weights: weights(.uint8, scales: [1], zeroPoint: 9), result: signed)
        == "input is uint8 and result int8; int8 or uint8 is needed")
    #expect(refusal(input: floats, weights: weights(.int8, scales: [1], zeroPoint: 0), result: floats) == nil)
    #expect(
      refusal(
        input: floats, weights: weights(.int8, scales: [1], zeroPoint: 0), result: floats, arithmetic: .reference)
        == "the reference arithmetic overflows at weights of -128")
    #expect(
      refusal(
        input: (.int16, Quantization(scale: 0.5, zeroPoint: 3)), weights: weights(.int8, scales: [1], zeroPoint: 0),
        result: (.int16, Quantization(scale: 0.5, zeroPoint: 0)))?.hasSuffix("with a zero point other than 0") == true)
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
