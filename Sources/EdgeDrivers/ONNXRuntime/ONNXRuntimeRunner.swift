import EdgeFormats
import EdgeModel
import EdgeRunner

/// A model opened by ONNX Runtime.
final class ONNXRuntimeRunner: HostRuntime {
  let information: RunnerInformation
  let models: [ModelInformation]
  let capabilities: Capabilities = [.perLayer, .intermediateData, .performanceOnly]
  let connection = Connection()

  private let library: ONNXRuntimeLibrary
  private let settings: ONNXRuntimeSettings
  private let model: ONNXRuntimeModel
  /// The program that `init` prepared, until the first session takes it.
  let spare: SpareProgram

  init(
    library: ONNXRuntimeLibrary, settings: ONNXRuntimeSettings, model: ONNXRuntimeModel
  ) throws(RunnerError) {
    var settings = settings
    settings.imageSize = settings.imageSize ?? model.contents.metadata?.imageSize.flatMap { $0.count == 2 ? $0 : nil }
    settings.weightsFolder = model.folder
    let program = try ONNXRuntimeProgram(library: library, bytes: model.source.bytes.storage(), settings: settings)
    self.library = library
    self.settings = settings
    self.model = model
    spare = SpareProgram(program)
    information = RunnerInformation(
      driver: "onnxruntime", runtime: "ONNX Runtime \(library.version)", device: HostDevice.summary,
      details: [.init("library", library.location.path), .init("threads", "\(settings.threads)")],
      parallelSessionCount: HostDevice.parallelSessionCount(threads: settings.threads))
    models = [
      ModelInformation(
        name: model.source.name, inputs: program.inputs, outputs: program.outputs,
        weightsByteCount: model.contents.initializers.reduce(0) { $0 + $1.byteCount }, source: model.source,
        metadata: model.contents.metadata)
    ]
  }

  func makeProgram() throws(RunnerError) -> any HostProgram {
    try ONNXRuntimeProgram(library: library, bytes: model.source.bytes.storage(), settings: settings)
  }

  func makeTimingProgram() throws(RunnerError) -> any TimingProgram {
    try ONNXRuntimeTimingProgram(library: library, bytes: model.source.bytes.storage(), settings: settings)
  }

  var operatorCount: Int { model.contents.nodes.count }

  func makeExposingProgram(for wanted: Set<Int>) throws(RunnerError) -> ExposingProgram {
    let positions = model.computedNodes.filter(wanted.contains)
    let program = try ONNXRuntimeProgram(
      library: library, bytes: model.exposing(positions).storage(), settings: settings)
    let ports = Dictionary(
      program.outputs.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let nodes = positions.enumerated().map { index, position in
      let node = model.contents.nodes[position]
      let outputs = node.outputs.compactMap { ports[$0] }
      return ExposingProgram.Node(
        description: NodeDescription(
          index: index, name: node.name.isEmpty ? "node_\(position)" : node.name, kind: node.operatorType,
          sourceOperators: [position], outputs: outputs.map { program.outputs[$0] },
          outputTensorIndices: outputs.map { _ in nil }),
        outputPositions: outputs)
    }
    return ExposingProgram(program: program, nodes: nodes)
  }
}
