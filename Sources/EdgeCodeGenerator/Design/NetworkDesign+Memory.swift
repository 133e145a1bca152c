import CEdgeNetwork
import EdgeModel
package import EdgePlanner

/// Fitting a network into the memory that the options allow.
extension NetworkDesign {
  /// Largest things that a shortage names.
  private static let occupantLimit = 6

  /// Places everything, or says what is too large.
  static func layout(
    _ plan: ExecutionPlan, scratch: [Int], _ options: GenerationOptions
  ) throws(GenerationError) -> NetworkMemory {
    let alignment = options.target.alignment
    let single = ArenaLayout(plan: plan, alignment: alignment, scratchByteCounts: scratch)
    guard let file = options.memoryPools else {
      if let limit = options.ramLimit, single.byteCount > limit {
        throw .shortage(shortage(plan, single, needed: single.byteCount, available: limit, "--ram allows"))
      }
      return NetworkMemory(single, steps: plan.steps.count, alignment: alignment, capacity: options.ramLimit)
    }
    let pools = file.pools.compactMap { aligned($0, to: alignment) }
    let usable = Array(pools.prefix(Int(EDGE_NETWORK_MAX_REGIONS)))
    let pooled = PooledLayout(
      plan: plan, capacities: usable.map(\.byteCount), alignment: alignment, scratchByteCounts: scratch)
    guard !usable.isEmpty, let pooled else {
      let available = usable.reduce(0) { $0 + $1.byteCount }
      let names = usable.map(\.name).joined(separator: ", ")
      let isCertain = single.lowerBound > available
      var text = "\(options.memoryPoolFile ?? "the memory-pool file") (\(names)) has"
      if !isCertain { text += " room in pieces too small, together" }
      throw .shortage(
        shortage(plan, single, needed: isCertain ? single.lowerBound : single.byteCount, available: available, text))
    }
    return NetworkMemory(pooled, in: usable, single: single, steps: plan.steps.count, alignment: alignment)
  }

  /// The part of a pool that begins and ends on the alignment; nil when there is none.
  private static func aligned(_ pool: MemoryPool, to alignment: Int) -> MemoryPool? {
    var pool = pool
    if let address = pool.address {
      let skipped = Int((UInt64(alignment) - address % UInt64(alignment)) % UInt64(alignment))
      pool.address = address + UInt64(skipped)
      pool.byteCount -= skipped
    }
    pool.byteCount -= pool.byteCount % alignment
    return pool.byteCount > 0 ? pool : nil
  }

  private static func shortage(
    _ plan: ExecutionPlan, _ layout: ArenaLayout, needed: Int, available: Int, _ limit: String
  ) -> MemoryShortage {
    let peak = ArenaLayout.peak(of: layout.blocks, steps: plan.steps.count).step
    let alive = layout.blocks.filter { $0.firstStep <= peak && peak <= $0.lastStep }
      .sorted { ($0.byteCount, $1.offset) > ($1.byteCount, $0.offset) }
    return MemoryShortage(
      kind: .activations, needed: needed, available: available, limit: limit,
      isCertain: layout.lowerBound > available, node: nodeName(ofStep: peak, in: plan),
      occupants: alive.prefix(occupantLimit).map { block in
        MemoryShortage.Occupant(name: name(of: block, in: plan), byteCount: block.byteCount)
      })
  }

  /// `node 12 (CONV_2D+LOGISTIC+MUL)`, or when that is outside all nodes.
  static func nodeName(ofStep step: Int, in plan: ExecutionPlan) -> String {
    guard plan.steps.indices.contains(step) else { return step < 0 ? "the beginning" : "the end" }
    let node = plan.steps[step].node
    return "node \(node) (\(plan.nodes[node].kind))"
  }

  /// Where most memory is in use, for people.
  package var peakName: String { Self.nodeName(ofStep: memory.peakStep, in: plan) }

  /// What a block is, for people: the tensors in it, or whose scratch memory.
  package static func name(of block: ArenaLayout.Block, in plan: ExecutionPlan) -> String {
    if let step = block.scratchStep { return "scratch of \(plan.steps[step].family.name)" }
    let names = block.buffers.map { plan.buffers[$0].name.isEmpty ? "buffer \($0)" : plan.buffers[$0].name }
    return names.count > 1 ? "\(names[0]) and \(names.count - 1) in its place" : names.first ?? "nothing"
  }

  /// What is wrong when the weights are too many for the flash; nil when nothing is.
  var weightsShortage: MemoryShortage? {
    var limits: [(Int, String)] = []
    if let limit = options.flashLimit { limits.append((limit, "--flash allows")) }
    if let pool = options.memoryPools?.constantPools.max(by: { $0.byteCount < $1.byteCount }) {
      limits.append((pool.byteCount, "pool \(pool.name) has"))
    }
    guard let (available, limit) = limits.min(by: { $0.0 < $1.0 }), weights.byteCount > available else { return nil }
    let largest = weights.entries.sorted { ($0.storage.byteCount, $1.offset) > ($1.storage.byteCount, $0.offset) }
    return MemoryShortage(
      kind: .weights, needed: weights.byteCount, available: available, limit: limit, isCertain: true, node: nil,
      occupants: largest.prefix(Self.occupantLimit).map { entry in
        MemoryShortage.Occupant(name: plan.constants[entry.constant].name, byteCount: entry.storage.byteCount)
      })
  }
}
