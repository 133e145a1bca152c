import EdgeModel
import EdgePasses
import EdgeTestSupport
import Testing

@Suite("Cutting out a part") struct ExtractPartTests {
  private static let cases =
    OperatorCases.int8(seed: 11).filter { $0.graph.operators.count > 1 }
    + OperatorCases.float32(seed: 11).filter { $0.graph.operators.count > 1 }

  @Test("a network cut anywhere computes in two parts what it computes whole", arguments: cases)
  func partsComputeTheWhole(_ c: OperatorCase) throws {
    let graph = c.graph
    let exposed = try ExposeResults(ofOperators: Set(graph.operators.map(\.sourceIndex)), in: graph).run(graph)
    var known = Dictionary(zip(graph.inputs, c.inputs).map { $0 }) { first, _ in first }
    for (number, tensor) in zip(exposed.outputs, try exposed.run(c.inputs)) { known[number] = tensor }
    for count in 1..<graph.operators.count {
      let first = Set(graph.operators.prefix(count).map(\.sourceIndex))
      let parts = [first, Set(graph.operators.map(\.sourceIndex)).subtracting(first)]
      for part in try parts.map({ try ExtractPart(operators: $0).run(graph) }) {
        let results = try part.run(part.inputs.map { try #require(known[$0]) })
        #expect(results.map(\.contents) == part.outputs.map { known[$0]?.contents }, "cut after \(count)")
      }
    }
  }

  /// Two chains from two inputs that meet, and a constant on one of them.
  private func network() -> Graph {
    let b = CaseBuilder(seed: 3)
    let (x, y) = (b.input([2, 3], .float32), b.input([2, 3], .float32))
    let scaled = b.op(.multiply(.none), [x, b.constant([2, 3], .float32)], [2, 3], .float32)
    let left = b.op(.relu, [scaled], [2, 3], .float32)
    let right = b.op(.abs, [y], [2, 3], .float32)
    let sum = b.op(.add(.none), [left, right], [2, 3], .float32)
    return b.finish("meeting", outputs: [b.op(.negate, [sum], [2, 3], .float32)]).graph
  }

  @Test("a part between tensors has the operators on the way and no others, under their own numbers")
  func betweenTensors() throws {
    let graph = network()
    let part = try ExtractPart(inputs: [.name("t3"), .number(1)], outputs: [.name("t6")]).run(graph)
    #expect(part.operatorNames == ["RELU", "ABS", "ADD"])
    #expect(part.operators.map(\.sourceIndex) == [1, 2, 3])
    #expect(part.inputs == [3, 1] && part.outputs == [6])
    #expect(part.tensors.map(\.name) == graph.tensors.map(\.name))
    // The factor is on the other side of the cut.
    #expect(part.tensors[2].constant == nil && graph.tensors[2].constant != nil)
  }

  @Test("an input that leads nowhere stays an input")
  func unreadInput() throws {
    let part = try ExtractPart(inputs: [.number(0), .number(1)], outputs: [.name("t5")]).run(network())
    #expect(part.inputs == [0, 1] && part.operatorNames == ["ABS"])
  }

  @Test(
    "what cannot be cut out is refused with the tensor in question",
    arguments: [
      (
        [TensorReference.number(0)], [TensorReference.name("t6")],
        "tensor 1 (input_1) is needed, and no input leads to it"
      ),
      ([.number(0)], [.name("nowhere")], "the graph has no tensor \"nowhere\""),
      ([.number(99)], [.name("t6")], "tensor 99 is not one of 8"),
      ([.number(0), .number(0)], [.name("t4")], "tensor 0 (input_0) is named twice"),
      ([.number(0)], [.number(2)], "tensor 2 (constant_2) is a constant"),
    ])
  func refusals(inputs: [TensorReference], outputs: [TensorReference], reason: String) throws {
    let error = #expect(throws: PassError.self) { try ExtractPart(inputs: inputs, outputs: outputs).run(network()) }
    #expect(error?.description == reason && error?.code == .invalidArgument)
  }

  @Test("a name that two tensors have names neither")
  func ambiguousName() throws {
    var graph = network()
    graph.tensors[4].name = "t3"
    let error = #expect(throws: PassError.self) {
      try ExtractPart(inputs: [.name("t3")], outputs: [.name("t6")]).run(graph)
    }
    #expect(error?.reason == "tensor \"t3\" is ambiguous: tensors 3, 4 have this name")
  }

  @Test("one result of an operator cannot be cut away from another that is needed")
  func splitResults() throws {
    let b = CaseBuilder(seed: 4)
    let x = b.input([1, 4], .float32)
    let halves = b.op(
      .split(count: 2), [b.constant(Tensor(shape: [], elementType: .int32, values: [1 as Int32])), x],
      results: [([1, 2], .float32, nil), ([1, 2], .float32, nil)])
    let graph = b.finish("halves", outputs: [b.op(.add(.none), [halves[0], halves[1]], [1, 2], .float32)]).graph
    let error = #expect(throws: PassError.self) {
      try ExtractPart(inputs: [.number(0), .number(halves[0])], outputs: [.number(4)]).run(graph)
    }
    #expect(error?.reason.contains("cannot be an input beside other results") == true)
  }

  @Test("operators that the graph lacks are named")
  func unknownOperators() throws {
    let error = #expect(throws: PassError.self) { try ExtractPart(operators: [1, 7, 5]).run(network()) }
    #expect(error?.reason == "the graph has no operators [5, 7]")
  }
}
