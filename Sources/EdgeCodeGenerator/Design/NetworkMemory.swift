package import EdgePlanner

/// Where the buffers and scratch memory of a plan lie in the regions of a target's memory.
package struct NetworkMemory: Sendable {
  /// A piece of memory that the network is given as a whole.
  package struct Region: Sendable, Hashable {
    /// Name in code and reports.
    package var name: String
    /// Bytes that the network uses.
    package var byteCount: Int
    /// Where it begins; nil when it may lie anywhere.
    package var address: UInt64?
    /// Bytes; a power of two.
    package var alignment: Int
    /// Bytes there are; nil when nobody said.
    package var capacity: Int?
  }

  /// A place in a region.
  package struct Place: Sendable, Hashable {
    /// Position in `regions`.
    package var region: Int
    /// Bytes from the start of the region.
    package var offset: Int
  }

  /// Memory that the network is given, in the order of its C interface.
  package var regions: [Region]
  /// Place of each buffer of the plan.
  package var buffers: [Place]
  /// Place of each step's scratch memory; meaningless where it needs none.
  package var scratch: [Place]
  /// What lies in memory when, for reports.
  package var blocks: [ArenaLayout.Block]
  /// Region of each block.
  package var regionOfBlock: [Int]
  /// The largest sum of sizes alive during one step.
  package var largestLiveSum: Int
  /// The step at which that is; -1 before the first, the number of steps after the last.
  package var peakStep: Int
  /// What placing by falling size would need in one region.
  package var greedyByteCount: Int

  /// Bytes of all regions.
  package var byteCount: Int { regions.reduce(0) { $0 + $1.byteCount } }

  /// Everything in one region called `arena`.
  init(_ layout: ArenaLayout, steps: Int, alignment: Int, capacity: Int?) {
    self.init(
      single: layout, steps: steps, blocks: layout.blocks,
      regionOfBlock: Array(repeating: 0, count: layout.blocks.count),
      regions: [
        Region(name: "arena", byteCount: layout.byteCount, address: nil, alignment: alignment, capacity: capacity)
      ])
  }

  /// Everything in `pools`; those that stay empty are left out.
  init(_ pooled: PooledLayout, in pools: [MemoryPool], single: ArenaLayout, steps: Int, alignment: Int) {
    var number: [Int: Int] = [:]
    var regions: [Region] = []
    for (index, pool) in pools.enumerated() where pooled.byteCounts[index] > 0 || index == 0 {
      number[index] = regions.count
      regions.append(
        Region(
          name: pool.name, byteCount: pooled.byteCounts[index], address: pool.address, alignment: alignment,
          capacity: pool.byteCount))
    }
    if regions.count > 1, regions[0].byteCount == 0 {
      regions.removeFirst()
      number = number.mapValues { $0 - 1 }
    }
    self.init(
      single: single, steps: steps, blocks: pooled.blocks, regionOfBlock: pooled.poolOfBlock.map { number[$0] ?? 0 },
      regions: regions)
  }

  private init(
    single: ArenaLayout, steps: Int, blocks: [ArenaLayout.Block], regionOfBlock: [Int], regions: [Region]
  ) {
    self.regions = regions
    self.blocks = blocks
    self.regionOfBlock = regionOfBlock
    buffers = Array(repeating: Place(region: 0, offset: 0), count: single.bufferOffsets.count)
    scratch = Array(repeating: Place(region: 0, offset: 0), count: steps)
    for (block, region) in zip(blocks, regionOfBlock) {
      let place = Place(region: region, offset: block.offset)
      for buffer in block.buffers { buffers[buffer] = place }
      if let step = block.scratchStep { scratch[step] = place }
    }
    largestLiveSum = single.lowerBound
    peakStep = ArenaLayout.peak(of: blocks, steps: steps).step
    greedyByteCount = single.greedyByteCount
  }
}
