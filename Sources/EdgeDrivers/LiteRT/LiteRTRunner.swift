import EdgeModel
import EdgeRunner
import Synchronization

/// A model opened by LiteRT.
final class LiteRTRunner: HostRuntime {
  static let capabilities: Capabilities = [.perLayer, .performanceOnly]

  let information: RunnerInformation
  let models: [ModelInformation]
  let capabilities: Capabilities = LiteRTRunner.capabilities

  private let library: LiteRTLibrary
  private let settings: LiteRTSettings
  private let file: ModelFile
  /// The program that `init` compiled, until the first session takes it.
  private let spare: Mutex<LiteRTProgram?>
  let connection = Connection()

  init(library: LiteRTLibrary, settings: LiteRTSettings, file: ModelFile) throws(RunnerError) {
    let program = try LiteRTProgram(library: library, bytes: file.bytes, settings: settings)
    self.library = library
    self.settings = settings
    self.file = file
    spare = Mutex(program)
    let version = library.location.version
    information = RunnerInformation(
      driver: "litert", runtime: version.map { "LiteRT \($0)" } ?? "LiteRT of unknown version",
      device: HostDevice.summary,
      details: [
        .init("library", library.location.path), .init("kernels", settings.kernels.rawValue),
        .init("threads", "\(settings.threads)"),
      ])
    models = [
      ModelInformation(
        name: file.name, inputs: program.inputs.map(\.tensor), outputs: program.outputs.map(\.tensor))
    ]
  }

  func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    try connection.check()
    try requireModel(named: modelName)
    let program: any HostProgram = if let spare = takeSpare() { spare } else { try makeProgram() }
    return HostSession(runtime: self, model: models[0], program: program)
  }

  func close() async {
    connection.close()
    _ = takeSpare()
  }

  func makeProgram() throws(RunnerError) -> any HostProgram {
    try LiteRTProgram(library: library, bytes: file.bytes, settings: settings)
  }

  func makeTimingProgram() throws(RunnerError) -> any TimingProgram {
    try LiteRTTimingProgram(library: library, bytes: file.bytes, settings: settings)
  }

  func makeExposingProgram(isWanted: (Int) -> Bool) throws(RunnerError) -> ExposingProgram {
    throw RunnerError(.missingCapability, "intermediate data is not implemented")
  }

  private func takeSpare() -> LiteRTProgram? {
    spare.withLock { spare in
      defer { spare = nil }
      return spare
    }
  }
}
