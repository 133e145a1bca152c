import EdgeFormats
import EdgeModel
import EdgeRunner

/// A model opened by LiteRT.
final class LiteRTRunner: HostRuntime {
  let information: RunnerInformation
  let models: [ModelInformation]
  let capabilities: Capabilities

  private let library: LiteRTLibrary
  private let settings: LiteRTSettings
  private let model: LiteRTModel
  private let ports: LiteRTPorts
  /// The program that `init` compiled, until the first session takes it.
  let spare: SpareProgram
  let connection = Connection()

  init(library: LiteRTLibrary, settings: LiteRTSettings, model: LiteRTModel) throws(RunnerError) {
    ports = try model.ports()
    let program = try LiteRTProgram(library: library, ports: ports, settings: settings)
    self.library = library
    self.settings = settings
    self.model = model
    capabilities =
      model.contents == nil ? [.perLayer, .performanceOnly] : [.perLayer, .intermediateData, .performanceOnly]
    spare = SpareProgram(program)
    let version = library.location.version
    information = RunnerInformation(
      driver: "litert", runtime: version.map { "LiteRT \($0)" } ?? "LiteRT of unknown version",
      device: HostDevice.summary,
      details: [
        .init("library", library.location.path), .init("kernels", settings.kernels.rawValue),
        .init("threads", "\(settings.threads)"),
      ], parallelSessionCount: HostDevice.parallelSessionCount(threads: settings.threads))
    models = [
      ModelInformation(
        name: model.source.name, inputs: program.inputs.map(\.tensor), outputs: program.outputs.map(\.tensor),
        weightsByteCount: model.contents?.graph.constantByteCount,
        source: model.source, metadata: model.source.metadata)
    ]
  }

  func makeProgram() throws(RunnerError) -> any HostProgram {
    try LiteRTProgram(library: library, ports: ports, settings: settings)
  }

  func makeTimingProgram() throws(RunnerError) -> any TimingProgram {
    try LiteRTTimingProgram(library: library, ports: ports, settings: settings)
  }

  var operatorCount: Int { model.contents?.graph.operators.count ?? 0 }

  func makeExposingProgram(for wanted: Set<Int>) throws(RunnerError) -> ExposingProgram {
    let (ports, descriptions) = try model.exposing(wanted)
    // A graph without outputs would compute nothing.
    guard !descriptions.isEmpty else { return ExposingProgram(program: try makeProgram(), nodes: []) }
    let program = try LiteRTProgram(library: library, ports: ports, settings: settings)
    var positions: [Int: Int] = [:]
    for (position, port) in program.outputs.enumerated() { positions[port.tensorIndex] = position }
    let nodes = descriptions.map { description in
      ExposingProgram.Node(
        description: description,
        outputPositions: description.outputTensorIndices.compactMap { $0.flatMap { positions[$0] } })
    }
    return ExposingProgram(program: program, nodes: nodes)
  }
}

extension Graph {
  /// Bytes of all constants.
  var constantByteCount: Int { tensors.reduce(0) { $0 + ($1.constant == nil ? 0 : $1.byteCount) } }
}
