import EdgePlanner

/// Where the buffers and scratch memory of a plan lie in the regions of a target's memory.
public struct MemoryLayout: Sendable {
  /// A piece of memory that the network is given as a whole.
  public struct Region: Sendable, Hashable {
    /// Name in code and reports.
    public var name: String
    /// Bytes that the network uses.
    public var byteCount: Int
    /// Where it begins; nil when it may lie anywhere.
    public var address: UInt64?
    public var alignment: Int
  }

  /// A place in a region.
  public struct Place: Sendable, Hashable {
    public var region: Int
    public var offset: Int
  }

  public var regions: [Region]
  /// Place of each buffer of the plan.
  public var buffers: [Place]
  /// Place of each step's scratch memory; meaningless where it needs none.
  public var scratch: [Place]
  /// What lies in memory when, for reports.
  public var blocks: [ArenaLayout.Block]
  /// Region of each block.
  public var regionOfBlock: [Int]
  /// The largest sum of sizes alive during one step.
  public var largestLiveSum: Int
  /// What placing by falling size would need in one region.
  public var greedyByteCount: Int

  /// Bytes of all regions.
  public var byteCount: Int { regions.reduce(0) { $0 + $1.byteCount } }

  /// Everything in one region called `arena`.
  init(_ layout: ArenaLayout, alignment: Int) {
    regions = [Region(name: "arena", byteCount: layout.byteCount, address: nil, alignment: alignment)]
    buffers = layout.bufferOffsets.map { Place(region: 0, offset: $0) }
    scratch = layout.scratchOffsets.map { Place(region: 0, offset: $0) }
    blocks = layout.blocks
    regionOfBlock = Array(repeating: 0, count: layout.blocks.count)
    largestLiveSum = layout.lowerBound
    greedyByteCount = layout.greedyByteCount
  }
}
