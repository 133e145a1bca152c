import EdgeModel

/// Where every buffer of a plan lies in one block of memory.
///
/// Buffers whose lifetimes do not overlap share bytes. A step's result takes over the memory of an operand that is read
/// for the last time there, when the kernel allows it.
package struct ArenaLayout: Sendable {
  /// A stretch of memory with the steps during which it is in use.
  package struct Block: Sendable, Hashable {
    /// Bytes that lie together.
    package var byteCount: Int
    /// First and last step that touches it; -1 is "before the first step" (inputs), the step count "after the last".
    package var firstStep: Int
    /// Last step that reads or writes it.
    package var lastStep: Int
    /// Buffers that live in it, one after the other; empty for scratch memory.
    package var buffers: [Int]
    /// The step whose scratch memory this is.
    package var scratchStep: Int?
    /// Bytes from the start of the arena.
    package var offset: Int

    /// True when both are in use during some step.
    package func overlaps(_ other: Block) -> Bool { firstStep <= other.lastStep && other.firstStep <= lastStep }
  }

  /// Pieces of the arena, in the order of the buffers and then the scratch memory.
  package var blocks: [Block]
  /// Byte offset of each buffer of the plan.
  package var bufferOffsets: [Int]
  /// Byte offset of each step's scratch memory; 0 where it needs none.
  package var scratchOffsets: [Int]
  /// Bytes of the arena.
  package var byteCount: Int
  /// The largest sum of sizes alive during one step: no layout can be smaller.
  package var lowerBound: Int
  /// What placing by falling size alone would need, for comparison.
  package var greedyByteCount: Int

  /// Lays out `plan`.
  /// - Parameters:
  ///   - alignment: every offset is a multiple of this power of two, in bytes.
  ///   - scratchByteCounts: scratch memory of each step; empty for none.
  package init(plan: ExecutionPlan, alignment: Int = 64, scratchByteCounts: [Int] = []) {
    var blocks = ArenaLayout.blocks(of: plan, alignment: alignment, scratchByteCounts: scratchByteCounts)
    lowerBound = ArenaLayout.peak(of: blocks, steps: plan.steps.count).byteCount
    let bySize = blocks.indices.sorted {
      (blocks[$0].byteCount, $1) > (blocks[$1].byteCount, $0)
    }
    let greedy = ArenaLayout.place(blocks, order: bySize)
    greedyByteCount = greedy.byteCount
    let best = ArenaLayout.search(blocks, start: bySize, placed: greedy, lowerBound: lowerBound)
    for i in blocks.indices { blocks[i].offset = best.offsets[i] }
    byteCount = best.byteCount
    bufferOffsets = Array(repeating: 0, count: plan.buffers.count)
    scratchOffsets = Array(repeating: 0, count: plan.steps.count)
    for block in blocks {
      for buffer in block.buffers { bufferOffsets[buffer] = block.offset }
      if let step = block.scratchStep { scratchOffsets[step] = block.offset }
    }
    self.blocks = blocks
  }

  /// Everything that needs memory, not placed yet; sizes are multiples of `alignment`.
  static func blocks(of plan: ExecutionPlan, alignment: Int, scratchByteCounts: [Int]) -> [Block] {
    var blocks = lifetimes(of: plan)
    for (step, bytes) in scratchByteCounts.enumerated() where bytes > 0 {
      blocks.append(
        Block(byteCount: bytes, firstStep: step, lastStep: step, buffers: [], scratchStep: step, offset: 0))
    }
    for i in blocks.indices { blocks[i].byteCount = max(blocks[i].byteCount, 1).roundedUp(toMultipleOf: alignment) }
    return blocks
  }

  /// One block per buffer, or per chain of buffers that take over each other's memory.
  private static func lifetimes(of plan: ExecutionPlan) -> [Block] {
    let count = plan.buffers.count
    var first = Array(repeating: Int.max, count: count)
    var last = Array(repeating: Int.min, count: count)
    func touch(_ place: PlanOperand, _ step: Int) {
      guard case .buffer(let buffer, _) = place else { return }
      first[buffer] = min(first[buffer], step)
      last[buffer] = max(last[buffer], step)
    }
    for input in plan.inputs { touch(input.place, -1) }
    for (index, step) in plan.steps.enumerated() {
      for operand in step.operands { touch(operand, index) }
    }
    for output in plan.outputs { touch(output.place, plan.steps.count) }
    // A node's results are looked at after its last step.
    for node in plan.nodes {
      for output in node.outputs { touch(output.place, max(node.steps.upperBound - 1, 0)) }
    }
    var owner = Array(0..<count)
    var blocks = (0..<count).map { buffer in
      Block(
        byteCount: plan.buffers[buffer].byteCount, firstStep: first[buffer], lastStep: last[buffer], buffers: [buffer],
        scratchStep: nil, offset: 0)
    }
    for (index, step) in plan.steps.enumerated() {
      guard let position = step.inPlaceOperand, case .buffer(let source, 0) = step.operands[position],
        case .buffer(let result, 0) = step.output, source != result, last[source] == index, first[result] == index
      else { continue }
      let (a, b) = (owner[source], owner[result])
      guard a != b, blocks[a].byteCount >= blocks[b].byteCount || blocks[a].buffers == [source] else { continue }
      blocks[a].byteCount = max(blocks[a].byteCount, blocks[b].byteCount)
      blocks[a].lastStep = max(blocks[a].lastStep, blocks[b].lastStep)
      blocks[a].buffers += blocks[b].buffers
      for buffer in blocks[b].buffers { owner[buffer] = a }
      blocks[b].buffers = []
    }
    return blocks.filter { !$0.buffers.isEmpty && $0.firstStep <= $0.lastStep }
  }

  /// The step during which most bytes are alive (-1 before the first, the step count after the last), and how many.
  package static func peak(of blocks: [Block], steps: Int) -> (step: Int, byteCount: Int) {
    var change = Array(repeating: 0, count: steps + 4)
    for block in blocks {
      change[block.firstStep + 1] += block.byteCount
      change[block.lastStep + 2] -= block.byteCount
    }
    var sum = 0
    var peak = (step: -1, byteCount: 0)
    for (position, value) in change.enumerated() {
      sum += value
      if sum > peak.byteCount { peak = (position - 1, sum) }
    }
    return peak
  }

  /// What placing asks of a block; the search asks it some hundred thousand times.
  private struct Extent {
    var byteCount: Int
    var firstStep: Int
    var lastStep: Int

    init(_ block: Block) { (byteCount, firstStep, lastStep) = (block.byteCount, block.firstStep, block.lastStep) }
  }

  /// An offset for each block, and the bytes of all.
  typealias Placement = (offsets: [Int], byteCount: Int)

  /// Places blocks in the given order, each at the lowest gap that fits among the overlapping ones placed before.
  static func place(_ blocks: [Block], order: [Int]) -> Placement {
    // Without a limit a placement is always found.
    var placer = Placer(blocks)
    return placer.place(order, below: .max) ?? ([], 0)
  }

  /// Places the same blocks again and again, in memory that it keeps.
  private struct Placer {
    private let extents: [Extent]
    private var offsets: [Int]
    /// The blocks placed so far, sorted by offset, with what each further one asks of them.
    private var placed: [(offset: Int, end: Int, firstStep: Int, lastStep: Int)] = []

    init(_ blocks: [Block]) {
      extents = blocks.map(Extent.init)
      offsets = Array(repeating: 0, count: blocks.count)
      placed.reserveCapacity(blocks.count)
    }

    /// The placement in the given order, unless it takes `limit` bytes or more.
    mutating func place(_ order: [Int], below limit: Int) -> Placement? {
      placed.removeAll(keepingCapacity: true)
      var total = 0
      for index in order {
        let extent = extents[index]
        var gap = 0
        for other in placed {
          guard extent.firstStep <= other.lastStep, other.firstStep <= extent.lastStep else { continue }
          if other.offset >= gap + extent.byteCount { break }
          gap = max(gap, other.end)
        }
        let end = gap + extent.byteCount
        offsets[index] = gap
        total = max(total, end)
        guard total < limit else { return nil }
        let position = placed.firstIndex { $0.offset > gap } ?? placed.count
        placed.insert((gap, end, extent.firstStep, extent.lastStep), at: position)
      }
      return (offsets, total)
    }
  }

  /// Tries several orders, then moves blocks that reach highest to the front until the lower bound is met or patience
  /// runs out. Deterministic: the same plan gives the same layout.
  private static func search(
    _ blocks: [Block], start: [Int], placed: Placement, lowerBound: Int
  ) -> Placement {
    var placer = Placer(blocks)
    var bestOrder = start
    var best = placed
    func consider(_ order: [Int]) {
      guard let better = placer.place(order, below: best.byteCount) else { return }
      (best, bestOrder) = (better, order)
    }
    consider(blocks.indices.sorted { (blocks[$0].firstStep, $0) < (blocks[$1].firstStep, $1) })
    consider(
      blocks.indices.sorted {
        let a = blocks[$0].byteCount * (blocks[$0].lastStep - blocks[$0].firstStep + 1)
        let b = blocks[$1].byteCount * (blocks[$1].lastStep - blocks[$1].firstStep + 1)
        return (a, $1) > (b, $0)
      })
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<300 where best.byteCount > lowerBound {
      var order = bestOrder
      let top = order.firstIndex { best.offsets[$0] + blocks[$0].byteCount == best.byteCount }
      guard let from = top, from > 0 else { break }
      let moved = order.remove(at: from)
      order.insert(moved, at: random(from))
      if order.count > 2 { order.swapAt(random(order.count), random(order.count)) }
      consider(order)
    }
    return best
  }
}
