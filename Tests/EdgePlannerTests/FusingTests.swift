import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// What becomes one node, and what stays apart because somebody must see it.
@Suite("Fusing")
struct FusingTests {
  private static let sigmoid = Quantization(scale: 1.0 / 256, zeroPoint: -128)

  /// CONV_2D, LOGISTIC and MUL: x * sigmoid(x). Tensors: conv, logistic, product.
  private static func silu() -> (builder: CaseBuilder, tensors: [Int]) {
    let b = CaseBuilder(seed: 3)
    let x = b.int8Input([1, 6, 6, 4])
    let w = b.weights([8, 1, 1, 4], axis: 0, perChannel: true)
    let shape = [1, 6, 6, 8]
    let c = b.op(.conv2D(.init(padding: .same)), [x, w, b.bias(8, x: x, w: w)], shape, .int8, b.quantization())
    let l = b.op(.logistic, [c], shape, .int8, sigmoid)
    let m = b.op(.multiply(.none), [c, l], shape, .int8, b.quantization())
    return (b, [c, l, m])
  }

  private func kinds(_ graph: Graph, _ visible: PlanOptions.VisibleOperators = .none) throws -> [String] {
    try ExecutionPlan(lowering: graph, options: PlanOptions(visibleOperators: visible)).nodes.map(\.kind)
  }

  @Test("functions of a convolution's result are stored by the convolution itself")
  func intoConvolution() throws {
    let (b, tensors) = Self.silu()
    let plan = try ExecutionPlan(lowering: b.finish("silu", outputs: [tensors[2]]).graph)
    #expect(plan.nodes.map(\.kind) == ["CONV_2D+LOGISTIC+MUL"])
    #expect(plan.nodes[0].sourceOperators == [0, 1, 2] && plan.nodes[0].steps.count == 1)
    #expect(plan.nodes[0].outputs.map(\.tensorIndex) == [tensors[2]])
    #expect(plan.buffers.count == 2, "the input and the product")
  }

  @Test(
    "what must be visible is stored, and the rest is a function of the nearest thing that is",
    arguments: [
      (.all, ["CONV_2D", "LOGISTIC", "MUL"]), (.only([0]), ["CONV_2D", "LOGISTIC+MUL"]),
      (.only([2]), ["CONV_2D+LOGISTIC+MUL"]), (.only([1]), ["CONV_2D", "LOGISTIC", "MUL"]),
    ] as [(PlanOptions.VisibleOperators, [String])])
  func visible(operators: PlanOptions.VisibleOperators, kinds expected: [String]) throws {
    let (b, tensors) = Self.silu()
    let graph = b.finish("silu", outputs: [tensors[2]]).graph
    let plan = try ExecutionPlan(lowering: graph, options: PlanOptions(visibleOperators: operators))
    let stored = Set(plan.nodes.flatMap(\.outputs).map(\.tensorIndex))
    for op in graph.operators where operators.contains(op.sourceIndex) { #expect(stored.contains(op.outputs[0])) }
    #expect(Set(plan.nodes.flatMap(\.sourceOperators)) == [0, 1, 2])
    if operators == .only([1]) {
      // Two functions of one tensor: the tensor is stored, and each of them looked up.
      #expect(plan.nodes.count == 3)
    } else {
      #expect(plan.nodes.map(\.kind) == expected)
    }
  }

  @Test("an output of the network is stored like any other visible tensor")
  func outputs() throws {
    let (b, tensors) = Self.silu()
    #expect(try kinds(b.finish("silu", outputs: [tensors[2], tensors[0]]).graph) == ["CONV_2D", "LOGISTIC+MUL"])
  }

  /// PAD and a convolution over it. Tensors: padded, result.
  private static func padded(_ padding: Padding, amounts: [Int32] = [0, 0, 1, 1, 1, 1, 0, 0])
    -> (builder: CaseBuilder, tensors: [Int])
  {
    let b = CaseBuilder(seed: 4)
    let q = b.quantization()
    let x = b.int8Input([1, 6, 6, 4], q)
    let added = (0..<4).map { Int(amounts[2 * $0] + amounts[2 * $0 + 1]) }
    let shape = zip([1, 6, 6, 4], added).map(+)
    let constant = b.constant(Tensor(shape: [4, 2], elementType: .int32, values: amounts))
    let p = b.op(.pad, [x, constant], shape, .int8, q)
    let w = b.weights([8, 3, 3, shape[3]], axis: 0, perChannel: true)
    let size = padding == .valid ? [shape[1] - 2, shape[2] - 2] : [shape[1], shape[2]]
    let c = b.op(
      .conv2D(.init(padding: padding)), [p, w, b.bias(8, x: p, w: w)], [1] + size + [8], .int8, b.quantization())
    return (b, [p, c])
  }

  @Test("a PAD of rows and columns disappears into a convolution without padding of its own")
  func foldedPad() throws {
    let (b, tensors) = Self.padded(.valid)
    let plan = try ExecutionPlan(lowering: b.finish("pad", outputs: [tensors[1]]).graph)
    #expect(plan.nodes.map(\.kind) == ["PAD+CONV_2D"] && plan.steps.count == 1)
  }

  @Test("a PAD stays where it is seen, where channels grow, and under a convolution that pads")
  func keptPad() throws {
    let (seen, tensors) = Self.padded(.valid)
    #expect(try kinds(seen.finish("pad", outputs: [tensors[1], tensors[0]]).graph) == ["PAD", "CONV_2D"])
    let (visible, others) = Self.padded(.valid)
    #expect(try kinds(visible.finish("pad", outputs: [others[1]]).graph, .all) == ["PAD", "CONV_2D"])
    let (same, results) = Self.padded(.same)
    #expect(try kinds(same.finish("pad", outputs: [results[1]]).graph) == ["PAD", "CONV_2D"])
    let (deep, ends) = Self.padded(.valid, amounts: [0, 0, 1, 1, 1, 1, 0, 2])
    #expect(try kinds(deep.finish("pad", outputs: [ends[1]]).graph) == ["PAD", "CONV_2D"])
  }

  @Test("another name for the same memory takes no step and no memory")
  func alias() throws {
    let b = CaseBuilder(seed: 5)
    let q = b.quantization()
    let x = b.int8Input([1, 4, 6], q)
    let r = b.op(.reshape, [x, b.integers([1, 24])], [1, 24], .int8, q)
    let y = b.op(.tanh, [r], [1, 24], .int8, Quantization(scale: 1.0 / 128, zeroPoint: 0))
    let plan = try ExecutionPlan(lowering: b.finish("alias", outputs: [y]).graph)
    #expect(plan.nodes.first?.kind == "RESHAPE" && plan.nodes.first?.steps.isEmpty == true)
    #expect(plan.buffers.count == 2)
  }

  @Test("what nobody reads is not computed")
  func deadCode() throws {
    let b = CaseBuilder(seed: 6)
    let q = b.quantization()
    let (x, y) = (b.int8Input([1, 8], q), b.int8Input([1, 8], q))
    _ = b.op(.maximum, [x, y], [1, 8], .int8, q)
    let kept = b.op(.minimum, [x, y], [1, 8], .int8, q)
    let graph = b.finish("dead", outputs: [kept]).graph
    #expect(try kinds(graph) == ["MINIMUM"])
    #expect(try kinds(graph, .all) == ["MAXIMUM", "MINIMUM"])
  }

  @Test("steps belong to nodes in order, and every operand was made before", arguments: Arithmetic.allCases)
  func order(arithmetic: Arithmetic) throws {
    let network = OperatorCase.joined(OperatorCases.int8(seed: 7), name: "all")
    let plan = try ExecutionPlan(lowering: network.graph, options: PlanOptions(arithmetic: arithmetic))
    var made: Set<Int> = []
    func note(_ place: PlanOperand) { if case .buffer(let buffer, _) = place { made.insert(buffer) } }
    for input in plan.inputs { note(input.place) }
    var next = 0
    for (index, node) in plan.nodes.enumerated() {
      #expect(node.steps.lowerBound == next || node.steps.isEmpty)
      for step in plan.steps[node.steps] {
        #expect(step.node == index)
        for case .buffer(let buffer, _) in step.operands.dropLast() { #expect(made.contains(buffer)) }
        note(step.output)
      }
      next = max(next, node.steps.upperBound)
    }
    #expect(next == plan.steps.count)
    // Nothing is computed twice.
    let sources = plan.nodes.flatMap(\.sourceOperators)
    #expect(
      Set(sources).count >= network.graph.operators.count - 1
        && Set(sources).isSubset(of: network.graph.operators.indices))
  }
}
