import EdgeCodeGenerator
import EdgeEngine
import EdgeModel
import EdgePlanner

/// One network for an emulated machine, with its inputs and what the engine computes of them.
public struct EmulatedNetwork: Sendable {
  public let design: NetworkDesign
  let inputs: [[UInt8]]
  /// Results of every node in execution order, then the outputs.
  let expected: [(label: String, bytes: [UInt8])]

  /// Which kernels a network is printed with.
  public enum Kernels: String, Sendable, CaseIterable {
    case portable
    /// Those of the DSP instructions where there is one.
    case dsp
    /// The first that the processor can run.
    case best
  }

  /// Plans `graph` for `machine` and lets the engine compute every node with its portable kernels.
  public init(
    _ graph: Graph, name: String, inputs: [Tensor], machine: EmulatedMachine, kernels: Kernels = .best,
    configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws {
    guard var target = machine.target else { throw EmulationError(description: "no target \(machine.processor)") }
    target.instructionSets &= kernels.instructionSets
    var options = GenerationOptions(name: name, target: target)
    configure(&options)
    let model = Model(graph: graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    design = try NetworkDesign(model: model, modelFile: "\(name).tflite", options: options)
    self.inputs = inputs.map { tensor in tensor.withUnsafeBytes { Array($0) } }
    let session = EngineSession(engine: try Engine(plan: design.plan, options: .init(kernels: .variant("portable"))))
    try session.setInputs(inputs)
    var expected: [(label: String, bytes: [UInt8])] = []
    for node in design.plan.nodes {
      session.run(node: node)
      for output in node.outputs { expected.append((output.name, Array(session.bytes(of: output)))) }
    }
    for index in design.plan.outputs.indices {
      expected.append(("output \(index)", Array(session.outputBytes(index))))
    }
    self.expected = expected
  }

  /// Variants of the kernels of `family` that the network calls.
  public func variants(of family: String) -> Set<String> {
    Set(design.bound.steps.map(\.kernel).filter { $0.family.name == family }.map(\.variant))
  }
}

extension EmulatedMachine {
  /// True where `kernels` are others than those of the previous kind: DSP instructions are the best of some.
  public func tells(_ kernels: EmulatedNetwork.Kernels) -> Bool {
    kernels != .best || (target?.instructionSets ?? 0) & ~EmulatedNetwork.Kernels.dsp.instructionSets != 0
  }
}

extension EmulatedNetwork.Kernels {
  var instructionSets: UInt32 {
    switch self {
    case .portable: KernelTable.portableInstructionSet
    case .dsp: KernelTable.dspInstructionSet
    case .best: .max
    }
  }
}

/// Why a program could not be built or run.
public struct EmulationError: Error, CustomStringConvertible {
  public var description: String
}
