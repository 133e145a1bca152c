public import EdgeCodeGenerator
import EdgeEngine
public import EdgeModel

extension PrintedNetwork {
  /// Which kernels a network is printed with.
  public enum Kernels: String, Sendable, Hashable, CaseIterable {
    case portable
    /// Those of the DSP instructions where there is one.
    case dsp
    /// The first that the processor can run.
    case best

    var instructionSets: UInt32 {
      switch self {
      case .portable: KernelTable.portableInstructionSet
      case .dsp: KernelTable.dspInstructionSet
      case .best: .max
      }
    }
  }

  /// Plans `graph` for `machine`.
  /// - Throws: `EmulationError` for a processor that nothing can be printed for, `GenerationError`, `EngineError`.
  public init(
    _ graph: Graph, name: String, inputs: [Tensor], machine: EmulatedMachine, kernels: Kernels = .best,
    configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws {
    guard var target = machine.target else { throw EmulationError(description: "no target \(machine.processor)") }
    target.instructionSets &= kernels.instructionSets
    try self.init(graph, name: name, inputs: inputs, target: target, configure: configure)
  }
}

extension EmulatedMachine {
  /// True where `kernels` are others than those of the previous kind: DSP instructions are the best of some.
  public func tells(_ kernels: PrintedNetwork.Kernels) -> Bool {
    kernels != .best || (target?.instructionSets ?? 0) & ~PrintedNetwork.Kernels.dsp.instructionSets != 0
  }
}

/// Why a program could not be built or run.
public struct EmulationError: Error, CustomStringConvertible {
  /// What went wrong.
  public var description: String
  /// A failure in words.
  public init(description: String) { self.description = description }
}
