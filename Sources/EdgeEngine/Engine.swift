import CEdgeKernels
import EdgeModel
package import EdgePlanner

/// A plan made ready to run in this process: kernels chosen, weights packed, memory laid out. Immutable and shared;
/// each `EngineSession` has an arena of its own.
package final class Engine: Sendable {
  /// How to prepare.
  package struct Options: Sendable {
    /// Which kernels may be used.
    package var kernels: KernelTable.Selection
    /// Most bytes that arena and packed weights may take together.
    package var memoryLimit: Int

    /// The best kernels of this machine and 4 GiB, unless given.
    package init(kernels: KernelTable.Selection = .best, memoryLimit: Int = 4 << 30) {
      self.kernels = kernels
      self.memoryLimit = memoryLimit
    }
  }

  /// What the engine executes.
  package let plan: ExecutionPlan
  /// Where each buffer lies in a session's arena.
  package let layout: ArenaLayout
  /// The kernel that runs each step.
  package let kernels: [KernelTable.Kernel]
  /// Bytes of weights after packing, plus the other constants that steps read.
  package let constantByteCount: Int
  let calls: [Call]
  let places: [Place]
  /// Keeps alive what `calls` and `places` point to.
  private let bound: BoundPlan

  /// One kernel call with everything but the arena's address resolved.
  struct Call: @unchecked Sendable {
    var function: edge_kernel_function
    var parameters: UnsafeRawPointer
    var operands: Range<Int>
    var scratchOffset: Int
  }

  /// Where an operand points once the arena's address is known.
  enum Place: @unchecked Sendable {
    case arena(offset: Int)
    case fixed(UnsafeMutableRawPointer)
    case null
  }

  /// Prepares `plan`.
  package init(plan: ExecutionPlan, options: Options = Options()) throws(EngineError) {
    let bound = try BoundPlan(plan: plan, memoryLimit: options.memoryLimit) { family in
      KernelTable.shared.kernel(for: family, selection: options.kernels)
    }
    let layout = ArenaLayout(plan: plan, scratchByteCounts: bound.steps.map(\.scratchByteCount))
    let total = layout.byteCount + bound.dataByteCount
    guard total <= options.memoryLimit else { throw .tooLarge(bytes: total, limit: options.memoryLimit) }
    var calls: [Call] = []
    var places: [Place] = []
    for (index, step) in bound.steps.enumerated() {
      let first = places.count
      for operand in step.operands {
        switch operand {
        case .arena(let buffer, let offset): places.append(.arena(offset: layout.bufferOffsets[buffer] + offset))
        case .data(let entry): places.append(.fixed(bound.data[entry].storage.baseAddress))
        case .null: places.append(.null)
        }
      }
      calls.append(
        Call(
          function: step.kernel.row.pointee.run, parameters: UnsafeRawPointer(step.parameters.baseAddress),
          operands: first..<places.count, scratchOffset: layout.scratchOffsets[index]))
    }
    self.plan = plan
    self.bound = bound
    self.calls = calls
    self.places = places
    self.layout = layout
    kernels = bound.steps.map(\.kernel)
    constantByteCount = bound.dataByteCount
  }
}
