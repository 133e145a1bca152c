import EdgeFormats
import EdgeModel
import EdgeRunner

/// A shared library with one or more networks.
final class SharedLibraryRunner: Runner {
  static let capabilities: Capabilities = [.perLayer, .intermediateData, .performanceOnly]

  let information: RunnerInformation
  let capabilities: Capabilities
  let connection = Connection()
  private let networks: [any LibraryNetwork]

  var models: [ModelInformation] { networks.map(\.model) }

  /// A library that EdgeRunner built.
  init(
    printed library: DynamicLibrary, path: String, settings: SharedLibrarySettings, models: ModelReader
  ) throws(RunnerError) {
    let opened = try PrintedLibrary(library, path: path, weights: settings.weights, models: models)
    networks = try opened.networks(named: settings.name)
    capabilities = Self.capabilities
    information = RunnerInformation(
      driver: "lib", runtime: "EdgeRunner \(opened.toolVersion) generated C", device: HostDevice.summary,
      details: [.init("library", path)] + opened.details,
      parallelSessionCount: HostDevice.parallelSessionCount())
  }

  /// Any library with the st-ai interface.
  init(stAI library: DynamicLibrary, path: String, settings: SharedLibrarySettings) throws(RunnerError) {
    let network = try STAINetwork(library, path: path, settings: settings)
    networks = [network]
    capabilities = network.nodes.isEmpty ? [.performanceOnly] : Self.capabilities
    information = RunnerInformation(
      driver: "lib", runtime: network.runtime, device: HostDevice.summary,
      details: [.init("library", path)] + network.details,
      parallelSessionCount: HostDevice.parallelSessionCount())
  }

  func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    try connection.check()
    try requireModel(named: modelName)
    let network = networks.first { $0.model.name == modelName } ?? networks[0]
    return SharedLibrarySession(runner: self, network: network, program: try network.makeProgram())
  }

  func close() async { connection.close() }
}
