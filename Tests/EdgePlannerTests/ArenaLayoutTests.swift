import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Layout of one arena")
struct ArenaLayoutTests {
  /// A chain of `count` pools of the same size: no step can compute in place.
  private static func chain(_ count: Int, shape: [Int] = [1, 8, 8, 16]) throws -> ExecutionPlan {
    let b = CaseBuilder(seed: 1)
    let q = b.quantization()
    let pool = PoolAttributes(padding: .same, strideHeight: 1, strideWidth: 1, filterHeight: 3, filterWidth: 3)
    var x = b.int8Input(shape, q)
    for _ in 0..<count { x = b.op(.maxPool2D(pool), [x], shape, .int8, q) }
    return try ExecutionPlan(lowering: b.finish("chain", outputs: [x]).graph)
  }

  private static let plans: [ExecutionPlan] = {
    let cases = OperatorCases.int8(seed: 5)
    let joined = OperatorCase.joined(cases, name: "all")
    return (cases.suffix(4) + [joined]).compactMap { try? ExecutionPlan(lowering: $0.graph) }
  }()

  @Test("buffers that live at the same time never share bytes, scratch memory included", arguments: plans.indices)
  func apart(index: Int) {
    let plan = Self.plans[index]
    let scratch = plan.steps.indices.map { $0 % 3 == 0 ? 100 * $0 : 0 }
    let layout = ArenaLayout(plan: plan, scratchByteCounts: scratch)
    for (i, a) in layout.blocks.enumerated() {
      #expect(a.offset % 64 == 0 && a.offset + a.byteCount <= layout.byteCount)
      let clash = layout.blocks[..<i].first { b in
        a.overlaps(b) && a.offset < b.offset + b.byteCount && b.offset < a.offset + a.byteCount
      }
      #expect(clash == nil)
    }
    for (step, bytes) in scratch.enumerated() where bytes > 0 {
      let block = layout.blocks.first { $0.scratchStep == step }
      #expect(block.map { $0.offset == layout.scratchOffsets[step] && $0.byteCount >= bytes } == true)
    }
    #expect(layout.byteCount >= layout.lowerBound && layout.byteCount <= layout.greedyByteCount)
  }

  @Test("every buffer has a block that is large enough", arguments: plans.indices)
  func complete(index: Int) {
    let plan = Self.plans[index]
    let layout = ArenaLayout(plan: plan)
    for block in layout.blocks {
      for buffer in block.buffers {
        #expect(layout.bufferOffsets[buffer] == block.offset && plan.buffers[buffer].byteCount <= block.byteCount)
      }
    }
    let placed = Set(layout.blocks.flatMap(\.buffers))
    #expect(placed.count == layout.blocks.reduce(0) { $0 + $1.buffers.count }, "no buffer lies in two blocks")
  }

  @Test("a chain needs room for two tensors, however long it is", arguments: [1, 2, 5, 40])
  func chains(count: Int) throws {
    let layout = ArenaLayout(plan: try Self.chain(count))
    #expect(layout.byteCount == 2 * 8 * 8 * 16 && layout.lowerBound == layout.byteCount)
  }

  @Test("a result takes over the memory of an operand that is read for the last time")
  func inPlace() throws {
    let b = CaseBuilder(seed: 2)
    let shape = [1, 4, 4, 32]
    let (x, y) = (b.int8Input(shape), b.int8Input(shape))
    let sum = b.op(.add(.none), [x, y], shape, .int8, b.quantization())
    let plan = try ExecutionPlan(lowering: b.finish("sum", outputs: [sum]).graph)
    #expect(ArenaLayout(plan: plan).byteCount == 2 * 512)
    // An operand that is an output too is still needed.
    let kept = try ExecutionPlan(lowering: b.finish("sum", outputs: [sum, x, y]).graph)
    #expect(ArenaLayout(plan: kept).byteCount == 3 * 512)
  }

  @Test("offsets keep the alignment asked for", arguments: [1, 16, 64, 256])
  func alignment(bytes: Int) throws {
    let plan = Self.plans[Self.plans.count - 1]
    let layout = ArenaLayout(plan: plan, alignment: bytes)
    #expect(layout.blocks.allSatisfy { $0.offset % bytes == 0 && $0.byteCount % bytes == 0 })
  }

  @Test("the same plan gives the same layout")
  func deterministic() {
    let plan = Self.plans[Self.plans.count - 1]
    #expect(ArenaLayout(plan: plan).blocks == ArenaLayout(plan: plan).blocks)
  }

  @Test("an interpreter that overlays nothing needs at least as much")
  func interpreter() throws {
    let network = OperatorCase.joined(OperatorCases.int8(seed: 5), name: "all")
    let plan = try ExecutionPlan(lowering: network.graph)
    #expect(InterpreterArena(network.graph).byteCount >= ArenaLayout(plan: plan, alignment: 16).byteCount)
  }
}
