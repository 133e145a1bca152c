import EdgeModel
import EdgePasses
import EdgeTestSupport
import Testing

/// The generator's tests run what this pass makes; these look at the graph.
@Suite("Port types") struct PortTypesTests {
  /// uint8 in, an addition in int8, float out.
  private func network() -> Graph {
    let b = CaseBuilder(seed: 8)
    let x = b.input([1, 6], .uint8, Quantization(scale: 0.02, zeroPoint: 131))
    let stored = b.op(.quantize, [x], [1, 6], .int8, Quantization(scale: 0.02, zeroPoint: 3))
    let sum = b.op(.add(.none), [stored, stored], [1, 6], .int8, Quantization(scale: 0.05, zeroPoint: -4))
    return b.finish("ports", outputs: [b.op(.dequantize, [sum], [1, 6], .float32)]).graph
  }

  @Test("conversions of the file are left out rather than followed by their inverse", arguments: PortType.allCases)
  func conversions(type: PortType) throws {
    let graph = network()
    let result = try PortTypes(inputs: type, outputs: type).run(graph).prepared()
    let names: [PortType: [String]] = [
      .int8: ["ADD"], .uint8: ["QUANTIZE", "ADD", "QUANTIZE"], .float32: ["QUANTIZE", "QUANTIZE", "ADD", "DEQUANTIZE"],
    ]
    #expect(result.operatorNames == names[type])
    for port in result.inputs + result.outputs { #expect(result.tensors[port].elementType.rawValue == type.rawValue) }
    let numbers = result.operators.map(\.sourceIndex)
    #expect(Set(numbers).count == numbers.count)
    // What the file has keeps its numbers; what is added comes after.
    #expect(Array(result.tensors.map(\.shape).prefix(graph.tensors.count)) == graph.tensors.map(\.shape))
    let added = result.operators.filter { $0.inputs.contains { $0.map { $0 >= graph.tensors.count } ?? false } }
    #expect(added.allSatisfy { $0.sourceIndex >= graph.operators.count })
  }

  @Test("no types asked for change nothing")
  func nothingAsked() throws {
    let graph = network()
    let result = try PortTypes().run(graph)
    #expect(result.operatorNames == graph.operatorNames && result.tensors.count == graph.tensors.count)
  }

  @Test("a tensor without a scale is refused by name")
  func refusal() throws {
    let b = CaseBuilder(seed: 9)
    let x = b.input([1, 4], .float32)
    let graph = b.finish("floats", outputs: [b.op(.relu, [x], [1, 4], .float32)]).graph
    let error = #expect(throws: PassError.self) { try PortTypes(outputs: .uint8).run(graph) }
    #expect(error?.tensor?.index == 1 && error?.tensor?.name == "t1" && error?.operator == nil)
    #expect(error?.description == "output t1 is float32 without a scale of its own and cannot become uint8")
  }
}
