import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Layout of several pools")
struct PooledLayoutTests {
  private static let plan = Result {
    try ExecutionPlan(lowering: OperatorCase.joined(OperatorCases.int8(seed: 4), name: "all").graph)
  }

  @Test("blocks that live at the same time never share bytes of a pool, and pools are kept", arguments: 1...4)
  func apart(count: Int) throws {
    let plan = try Self.plan.get()
    let whole = ArenaLayout(plan: plan).byteCount
    let capacities = (0..<count).map { _ in (whole * 3 / 2 / count).roundedUp(toMultipleOf: 64) }
    let layout = try #require(PooledLayout(plan: plan, capacities: capacities))
    for (used, capacity) in zip(layout.byteCounts, capacities) { #expect(used <= capacity) }
    for (i, a) in layout.blocks.enumerated() {
      #expect(a.offset % 64 == 0 && a.offset + a.byteCount <= layout.byteCounts[layout.poolOfBlock[i]])
      let clash = layout.blocks.indices[..<i].first { j in
        let b = layout.blocks[j]
        return layout.poolOfBlock[i] == layout.poolOfBlock[j] && a.overlaps(b) && a.offset < b.offset + b.byteCount
          && b.offset < a.offset + a.byteCount
      }
      #expect(clash == nil)
    }
  }

  @Test("what fits the fastest pool lies in it alone")
  func fastest() throws {
    let plan = try Self.plan.get()
    let whole = ArenaLayout(plan: plan).byteCount
    let layout = try #require(PooledLayout(plan: plan, capacities: [whole, 1 << 20]))
    #expect(layout.byteCounts == [whole, 0] && Set(layout.poolOfBlock) == [0])
  }

  @Test("pools smaller than what lives at one time fit nothing")
  func tooSmall() throws {
    let plan = try Self.plan.get()
    let least = ArenaLayout(plan: plan).lowerBound
    #expect(PooledLayout(plan: plan, capacities: [least / 2, least / 2 - 64]) == nil)
    #expect(PooledLayout(plan: plan, capacities: [64]) == nil)
  }

  @Test("the same plan gives the same layout")
  func deterministic() throws {
    let plan = try Self.plan.get()
    let capacities = [ArenaLayout(plan: plan).byteCount / 2, 1 << 22]
    let layouts = try (0..<2).map { _ in try #require(PooledLayout(plan: plan, capacities: capacities)) }
    #expect(layouts[0].blocks == layouts[1].blocks && layouts[0].poolOfBlock == layouts[1].poolOfBlock)
  }
}
