public import EdgeCodeGenerator
import EdgeEngine
public import EdgeModel
import EdgePlanner

/// One network that is printed as C, with its inputs and what the engine's portable kernels compute of them.
public struct PrintedNetwork: Sendable {
  /// What is printed.
  public let design: NetworkDesign
  /// What the network is run on.
  public let inputs: [Tensor]
  /// Results of every node in execution order, then the outputs: what programs write.
  public let expected: [Result]

  /// One tensor that a program writes.
  public struct Result: Sendable {
    /// Name of the tensor.
    public var tensor: String
    /// True for an output of the network, false for a result of a node.
    public var isOutput: Bool
    /// The tensor's elements.
    public var bytes: [UInt8]
  }

  /// Plans `graph`, prints nothing yet, and lets the engine compute every node.
  /// - Throws: `GenerationError`, `EngineError`.
  public init(
    _ graph: Graph, name: String, inputs: [Tensor], target: GenerationTarget = .host,
    configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws {
    var options = GenerationOptions(name: name, target: target)
    configure(&options)
    let model = Model(graph: graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    design = try NetworkDesign(model: model, modelFile: "\(name).tflite", options: options)
    self.inputs = inputs
    let session = EngineSession(engine: try Engine(plan: design.plan, options: .init(kernels: .variant("portable"))))
    try session.setInputs(inputs)
    var expected: [Result] = []
    for node in design.plan.nodes {
      session.run(node: node)
      for output in node.outputs {
        expected.append(Result(tensor: output.name, isOutput: false, bytes: Array(session.bytes(of: output))))
      }
    }
    for (index, output) in design.plan.outputs.enumerated() {
      expected.append(Result(tensor: output.name, isOutput: true, bytes: Array(session.outputBytes(index))))
    }
    self.expected = expected
  }

  /// Variants of the kernels of `family` that the network calls.
  public func variants(of family: String) -> Set<String> {
    Set(design.bound.steps.map(\.kernel).filter { $0.family.name == family }.map(\.variant))
  }
}

/// A tensor that a program computed otherwise than the engine.
public struct ResultDifference: Sendable, Hashable, CustomStringConvertible {
  /// Name of the network.
  public var network: String
  /// Name of the tensor; nil when the program's output as a whole is wrong.
  public var tensor: String?
  /// What is wrong.
  public var text: String

  /// Network, tensor and what is wrong, in one line.
  public var description: String { "\(network): \(tensor ?? "") \(text)" }

  /// A difference of a tensor, or of the network as a whole.
  public init(network: String, tensor: String?, text: String) {
    self.network = network
    self.tensor = tensor
    self.text = text
  }
}

extension [PrintedNetwork] {
  /// Compares what a program wrote, the results of one network after the other, with what the engine computes.
  func differences(in output: [UInt8]) -> [ResultDifference] {
    var wrong: [ResultDifference] = []
    var at = 0
    for network in self {
      let name = network.design.options.name
      for result in network.expected {
        let end = at + result.bytes.count
        let what = result.isOutput ? "output " : ""
        if end > output.count {
          wrong.append(ResultDifference(network: name, tensor: result.tensor, text: what + "was not written"))
        } else if !output[at..<end].elementsEqual(result.bytes) {
          let first = zip(output[at..<end], result.bytes).enumerated().first { $0.element.0 != $0.element.1 }?.offset
          wrong.append(
            ResultDifference(network: name, tensor: result.tensor, text: "\(what)from byte \(first ?? 0) on"))
        }
        at = end
      }
    }
    if at < output.count {
      wrong.append(
        ResultDifference(
          network: "", tensor: nil, text: "the program wrote \(output.count) bytes instead of \(at)"))
    }
    return wrong
  }
}
