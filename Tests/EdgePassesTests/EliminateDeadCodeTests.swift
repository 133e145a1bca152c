import EdgeModel
import EdgePasses
import EdgeTestSupport
import Testing

@Suite("Eliminating dead code") struct EliminateDeadCodeTests {
  @Test("operators that no output needs go, with the data that only they read; numbers stay")
  func deadChain() throws {
    let b = CaseBuilder(seed: 6)
    let x = b.input([3], .float32)
    let (used, unused) = (b.constant([3], .float32), b.constant([3], .float32))
    let live = b.op(.add(.none), [x, used], [3], .float32)
    let dead = b.op(.multiply(.none), [live, unused], [3], .float32)
    _ = b.op(.relu, [dead], [3], .float32)
    let output = b.op(.abs, [live], [3], .float32)
    let graph = b.finish("dead", outputs: [output]).graph
    let result = try EliminateDeadCode().run(graph)
    #expect(result.operators.map(\.sourceIndex) == [0, 3])
    #expect(result.tensors.count == graph.tensors.count && result.outputs == graph.outputs)
    #expect(result.tensors[used].constant != nil && result.tensors[unused].constant == nil)
  }

  @Test("an operator stays when one of its results is needed")
  func oneOfTwoResults() throws {
    let b = CaseBuilder(seed: 7)
    let x = b.input([2, 2], .float32)
    let rows = b.op(.unpack(axis: 0, count: 2), [x], results: [([2], .float32, nil), ([2], .float32, nil)])
    let graph = b.finish("rows", outputs: [rows[1]]).graph
    #expect(try EliminateDeadCode().run(graph).operators.count == 1)
  }

  @Test("nothing is taken from networks without dead code, and they compute the same", arguments: [1, 2] as [UInt64])
  func livingNetworks(seed: UInt64) throws {
    for c in OperatorCases.int8(seed: seed) {
      let prepared = try c.graph.prepared()
      #expect(prepared.operatorNames == c.graph.operatorNames, "\(c.name)")
      #expect(try prepared.run(c.inputs).map(\.contents) == c.graph.run(c.inputs).map(\.contents), "\(c.name)")
    }
  }
}
