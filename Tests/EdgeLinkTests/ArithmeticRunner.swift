import EdgeModel
import EdgeRunner
import Synchronization

/// A runner whose models compute something simple at once: each output byte is the input byte xor a key.
///
/// Two nodes: the first adds one, the second subtracts it and applies the key.
final class ArithmeticRunner: Runner {
  struct Description: Sendable {
    var name: String
    var byteCount: Int
    var key: UInt8 = 0x5A
    var inputCount = 1
    /// Where computing waits.
    var gate: Gate?
    var fails = false
  }

  let models: [ModelInformation]
  let capabilities: Capabilities = [.perLayer, .intermediateData]
  let information = RunnerInformation(driver: "arithmetic", runtime: "test", device: "host")
  private let descriptions: [Description]

  init(_ descriptions: [Description]) {
    self.descriptions = descriptions
    models = descriptions.map { description in
      ModelInformation(
        name: description.name,
        inputs: (1...description.inputCount).map { Self.tensor("input_\($0)", description.byteCount) },
        outputs: [Self.tensor("sum", description.byteCount), Self.tensor("plain", 3)],
        nodeCount: 2, macs: 1234, weightsByteCount: 4096, activationsByteCount: 512, hash: "0123456789abcdef")
    }
  }

  convenience init(byteCount: Int = 300) {
    self.init([Description(name: "net", byteCount: byteCount)])
  }

  static func tensor(_ name: String, _ byteCount: Int) -> TensorDescription {
    TensorDescription(
      name: name, shape: [1, byteCount], elementType: .uint8, quantization: Quantization(scale: 0.5, zeroPoint: 3))
  }

  func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    let index = models.firstIndex { $0.name == modelName } ?? 0
    return ArithmeticSession(model: models[index], description: descriptions[index])
  }

  func close() async {}
}

private struct ArithmeticSession: Session {
  let model: ModelInformation
  let description: ArithmeticRunner.Description

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    if description.fails { throw RunnerError(.deviceFailure, "told to fail") }
    await description.gate?.pass()
    let input = inputs[0].array(of: UInt8.self)
    let first = input.map { $0 &+ 1 }
    let output = input.map { $0 ^ description.key }
    let plain = [UInt8(truncatingIfNeeded: input.reduce(0) { $0 + Int($1) }), 1, 2]
    var nodes: [NodeProfile] = []
    if mode == .perLayer || mode == .perLayerWithData {
      let kinds: [[OperatorKind]] = [[.conv2D(.init(padding: .same)), .relu], [.add(.none)]]
      for (index, (bytes, kinds)) in zip([first, output], kinds).enumerated() {
        let tensor = ArithmeticRunner.tensor("node_\(index)", bytes.count)
        nodes.append(
          NodeProfile(
            node: NodeDescription(
              index: index, name: "node_\(index)", kind: kinds.map(\.name).joined(separator: "+"),
              operatorKinds: kinds, sourceOperators: [3 * index], outputs: [tensor]),
            duration: .microseconds(250 * (index + 1)),
            data: mode == .perLayerWithData ? [Tensor(tensor, bytes)] : []))
      }
    }
    return InvocationResult(
      outputs: [Tensor(model.outputs[0], output), Tensor(model.outputs[1], plain)],
      profile: Profile(durations: [.milliseconds(1)], hostDuration: .milliseconds(1), nodes: [nodes]))
  }
}

extension Tensor {
  init(_ description: TensorDescription, _ bytes: [UInt8]) {
    self.init(
      shape: description.shape, elementType: description.elementType, quantization: description.quantization,
      values: bytes)
  }
}
