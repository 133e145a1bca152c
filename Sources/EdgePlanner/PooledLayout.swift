/// Where the blocks of a plan lie in several pools of limited size.
///
/// What is read and written most per byte goes to the fastest pool, as far as it has room; the rest to slower ones.
package struct PooledLayout: Sendable {
  /// What needs memory, with its offset inside its pool.
  package var blocks: [ArenaLayout.Block]
  /// Pool of each block, by position among the pools given.
  package var poolOfBlock: [Int]
  /// Bytes used of each pool.
  package var byteCounts: [Int]

  /// How far an order of placing is improved before it is taken as it is.
  private static let patience = 400

  /// Lays out `plan`; nil when no way was found to fit it.
  /// - Parameters:
  ///   - capacities: bytes of each pool, the fastest first.
  ///   - alignment: every offset is a multiple of this power of two, in bytes.
  ///   - scratchByteCounts: scratch memory of each step; empty for none.
  package init?(plan: ExecutionPlan, capacities: [Int], alignment: Int = 64, scratchByteCounts: [Int] = []) {
    let single = ArenaLayout(plan: plan, alignment: alignment, scratchByteCounts: scratchByteCounts)
    blocks = single.blocks
    if let fastest = capacities.first, single.byteCount <= fastest {
      poolOfBlock = Array(repeating: 0, count: blocks.count)
      byteCounts = [single.byteCount] + Array(repeating: 0, count: capacities.count - 1)
      return
    }
    let traffic = PooledLayout.traffic(of: blocks, in: plan)
    guard let best = PooledLayout.search(blocks, traffic: traffic, capacities: capacities) else { return nil }
    for i in blocks.indices { blocks[i].offset = best.offsets[i] }
    poolOfBlock = best.pools
    byteCounts = best.byteCounts
  }

  /// Bytes of each block that steps read and write, each operand of each step counted once.
  private static func traffic(of blocks: [ArenaLayout.Block], in plan: ExecutionPlan) -> [Int] {
    var blockOfBuffer: [Int: Int] = [:]
    for (index, block) in blocks.enumerated() { for buffer in block.buffers { blockOfBuffer[buffer] = index } }
    // Scratch memory is written and read back at least once.
    var traffic = blocks.map { $0.scratchStep == nil ? 0 : 2 * $0.byteCount }
    for step in plan.steps {
      for case .buffer(let buffer, _) in step.operands {
        if let block = blockOfBuffer[buffer] { traffic[block] += plan.buffers[buffer].byteCount }
      }
    }
    return traffic
  }

  private struct Placement {
    var pools: [Int]
    var offsets: [Int]
    var byteCounts: [Int]
    /// Bytes of traffic times the number of faster pools, then bytes of memory.
    var cost: (traffic: Int, bytes: Int)
  }

  /// Places blocks in the given order, each in the fastest pool with a gap that fits.
  /// - Returns: the placement, or the block that fits nowhere.
  private static func place(
    _ blocks: [ArenaLayout.Block], traffic: [Int], capacities: [Int], order: [Int]
  ) -> (placement: Placement?, stuck: Int?) {
    var result = Placement(
      pools: Array(repeating: 0, count: blocks.count), offsets: Array(repeating: 0, count: blocks.count),
      byteCounts: Array(repeating: 0, count: capacities.count), cost: (0, 0))
    // In each pool, sorted by offset.
    var placed = Array(repeating: [Int](), count: capacities.count)
    blocks: for index in order {
      let size = blocks[index].byteCount
      for (pool, capacity) in capacities.enumerated() {
        var gap = 0
        for other in placed[pool] where blocks[index].overlaps(blocks[other]) {
          if result.offsets[other] >= gap + size { break }
          gap = max(gap, result.offsets[other] + blocks[other].byteCount)
        }
        guard gap + size <= capacity else { continue }
        result.pools[index] = pool
        result.offsets[index] = gap
        result.byteCounts[pool] = max(result.byteCounts[pool], gap + size)
        result.cost.traffic += traffic[index] * pool
        let position = placed[pool].firstIndex { result.offsets[$0] > gap } ?? placed[pool].count
        placed[pool].insert(index, at: position)
        continue blocks
      }
      return (nil, index)
    }
    result.cost.bytes = result.byteCounts.reduce(0, +)
    return (result, nil)
  }

  /// Tries several orders, then changes the best one at random places. Deterministic: the same plan gives the same
  /// layout.
  private static func search(
    _ blocks: [ArenaLayout.Block], traffic: [Int], capacities: [Int]
  ) -> Placement? {
    func sorted(_ value: (Int) -> Double) -> [Int] {
      blocks.indices.sorted { (value($0), $1) > (value($1), $0) }
    }
    let orders = [
      sorted { Double(traffic[$0]) / Double(blocks[$0].byteCount * (blocks[$0].lastStep - blocks[$0].firstStep + 1)) },
      sorted { Double(traffic[$0]) / Double(blocks[$0].byteCount) },
      sorted { Double(blocks[$0].byteCount) },
      sorted { Double(blocks[$0].byteCount * (blocks[$0].lastStep - blocks[$0].firstStep + 1)) },
    ]
    var best: (placement: Placement, order: [Int])?
    /// Places in `order`, moving what fits nowhere to the front.
    func consider(_ order: [Int]) {
      var order = order
      for _ in 0..<24 {
        let (placement, stuck) = place(blocks, traffic: traffic, capacities: capacities, order: order)
        if let placement {
          if best.map({ placement.cost < $0.placement.cost }) ?? true { best = (placement, order) }
          return
        }
        guard let stuck, let position = order.firstIndex(of: stuck), position > 0 else { return }
        order.remove(at: position)
        order.insert(stuck, at: 0)
      }
    }
    for order in orders { consider(order) }
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    guard blocks.count > 1 else { return best?.placement }
    for round in 0..<patience {
      if best?.placement.cost.traffic == 0 { break }
      var order = best?.order ?? orders[round % orders.count]
      let moved = order.remove(at: random(order.count))
      order.insert(moved, at: random(order.count + 1))
      if best == nil { for _ in 0..<blocks.count / 4 { order.swapAt(random(order.count), random(order.count)) } }
      consider(order)
    }
    return best?.placement
  }
}
