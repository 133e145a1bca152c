import EdgeModel
import EdgeRunner
import Synchronization

/// A model opened by ONNX Runtime.
final class ONNXRuntimeRunner: HostRuntime {
  let information: RunnerInformation
  let models: [ModelInformation]
  let capabilities: Capabilities = [.perLayer, .performanceOnly]
  let connection = Connection()

  private let library: ONNXRuntimeLibrary
  private let settings: ONNXRuntimeSettings
  private let file: ModelFile
  /// The program that `init` prepared, until the first session takes it.
  private let spare: Mutex<ONNXRuntimeProgram?>

  init(
    library: ONNXRuntimeLibrary, settings: ONNXRuntimeSettings, file: ModelFile
  ) throws(RunnerError) {
    let program = try ONNXRuntimeProgram(library: library, bytes: file.bytes.storage(), settings: settings)
    self.library = library
    self.settings = settings
    self.file = file
    spare = Mutex(program)
    information = RunnerInformation(
      driver: "onnxruntime", runtime: "ONNX Runtime \(library.version)", device: HostDevice.summary,
      details: [.init("library", library.location.path), .init("threads", "\(settings.threads)")])
    models = [ModelInformation(name: file.name, inputs: program.inputs, outputs: program.outputs)]
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
    try ONNXRuntimeProgram(library: library, bytes: file.bytes.storage(), settings: settings)
  }

  func makeTimingProgram() throws(RunnerError) -> any TimingProgram {
    try ONNXRuntimeTimingProgram(library: library, bytes: file.bytes.storage(), settings: settings)
  }

  func makeExposingProgram(isWanted: (Int) -> Bool) throws(RunnerError) -> ExposingProgram {
    throw RunnerError(.missingCapability, "intermediate data is not implemented")
  }

  private func takeSpare() -> ONNXRuntimeProgram? {
    spare.withLock { spare in
      defer { spare = nil }
      return spare
    }
  }
}
