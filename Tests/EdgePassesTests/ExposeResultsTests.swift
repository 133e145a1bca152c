import EdgeFormats
import EdgeModel
import EdgePasses
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Exposing results") struct ExposeResultsTests {
  private static let joined = OperatorCase.joined(
    OperatorCases.int8(seed: 5).filter { $0.graph.operators.count > 1 }, name: "exposed")

  @Test("results of operators become the outputs, each once, and nothing else changes")
  func ofOperators() throws {
    let graph = Self.joined.graph
    let pass = ExposeResults(ofOperators: [4, 1, 2], in: graph)
    let exposed = try pass.run(graph)
    #expect(exposed.outputs == [1, 2, 4].flatMap { graph.operators[$0].outputs })
    #expect(exposed.inputs == graph.inputs && exposed.operatorNames == graph.operatorNames)
  }

  @Test("a graph that was changed and written equals a file whose bytes were changed")
  func equalsRewrittenFile() throws {
    let graph = Self.joined.graph
    let results = graph.operators.flatMap(\.outputs)
    let written = ByteRegion(copying: try TFLiteWriter.write(graph))
    let ofBytes = try TFLiteReader.read(
      ByteRegion(copying: try TFLiteOutputsRewriter.exposingTensors(results, in: written))
    ).graph
    let ofGraph = try ExposeResults(tensors: results).run(TFLiteReader.read(written).graph)
    #expect(try TFLiteWriter.write(ofGraph) == TFLiteWriter.write(ofBytes))
  }

  @Test("tensors that are missing or constant are refused")
  func refusals() throws {
    let graph = Self.joined.graph
    let constant = try #require(graph.tensors.firstIndex { $0.constant != nil })
    for tensor in [-1, graph.tensors.count, constant] {
      let error = #expect(throws: PassError.self) { try ExposeResults(tensors: [tensor]).run(graph) }
      #expect(error?.code == .invalidArgument && error?.description.hasPrefix("tensor \(tensor)") == true)
    }
  }
}
