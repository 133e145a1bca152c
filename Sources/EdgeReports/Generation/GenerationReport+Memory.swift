import EdgeCodeGenerator
import EdgePlanner

extension GenerationReport {
  /// Memory for activations and what lies in it when.
  package struct Memory: Sendable, Encodable {
    package var byteCount: Int
    package var regions: [Region]
    /// The largest sum of sizes alive at one time: no placement can be smaller.
    package var lowerBound: Int
    /// Where that is.
    package var peak: String
    /// What placing by falling size gives with the same lifetimes.
    package var greedyByteCount: Int
    /// What an interpreter by TFLite Micro's rules needs for the file's tensors, nothing fused or overlaid.
    package var interpreterByteCount: Int
    package var blocks: [Block]
    /// Kernel calls of a run.
    package var stepCount: Int

    /// Bytes above the lower bound.
    package var gap: Int { byteCount - lowerBound }

    package struct Region: Sendable, Encodable {
      package var name: String
      package var byteCount: Int
      package var capacity: Int?
      package var address: UInt64?
      package var alignment: Int
    }

    /// Something that needs memory from its first to its last step.
    package struct Block: Sendable, Encodable {
      package var name: String
      /// `input`, `output`, `tensor` or `scratch`.
      package var kind: String
      package var byteCount: Int
      package var region: Int
      package var offset: Int
      /// -1 is before the first step, the number of steps after the last.
      package var firstStep: Int
      package var lastStep: Int
      /// True at the moment when most memory is in use.
      package var isAtPeak: Bool
      /// Names of the tensors that use it one after the other.
      package var tensors: [String]
    }

    init(_ design: NetworkDesign) {
      let (plan, memory) = (design.plan, design.memory)
      byteCount = memory.byteCount
      regions = memory.regions.map {
        Region(
          name: $0.name, byteCount: $0.byteCount, capacity: $0.capacity, address: $0.address, alignment: $0.alignment)
      }
      lowerBound = memory.largestLiveSum
      peak = design.peakName
      greedyByteCount = memory.greedyByteCount
      interpreterByteCount = InterpreterArena(design.graph).byteCount
      stepCount = plan.steps.count
      let inputs = Set(plan.inputs.compactMap { $0.place.buffer })
      let outputs = Set(plan.outputs.compactMap { $0.place.buffer })
      blocks = zip(memory.blocks, memory.regionOfBlock).map { block, region in
        let kind =
          block.scratchStep != nil
          ? "scratch"
          : block.buffers.contains(where: inputs.contains)
            ? "input" : block.buffers.contains(where: outputs.contains) ? "output" : "tensor"
        return Block(
          name: NetworkDesign.name(of: block, in: plan), kind: kind, byteCount: block.byteCount, region: region,
          offset: block.offset, firstStep: block.firstStep, lastStep: block.lastStep,
          isAtPeak: block.firstStep <= memory.peakStep && memory.peakStep <= block.lastStep,
          tensors: block.buffers.map { plan.buffers[$0].name })
      }
    }
  }
}

extension PlanOperand {
  /// The buffer it lies in; nil for constants.
  fileprivate var buffer: Int? { if case .buffer(let buffer, _) = self { buffer } else { nil } }
}
