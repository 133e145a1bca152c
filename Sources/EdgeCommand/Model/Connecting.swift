import EdgeBuiltIn
import EdgeDrivers
import EdgeFormats
import EdgeRunner

/// Connecting to what descriptors name, and opening what paths name, the built-in model included.
enum Connecting {
  /// All drivers that commands offer.
  static let drivers: [any Driver] = Drivers.all + [BuiltInDriver()]

  /// The reader of all model files of this process.
  static let models = ModelReader(embedded: [BuiltInModel.file]) { Console.warning($0) }

  /// What drivers work with: they tell this process's console.
  static let environment = DriverEnvironment(models: models, events: BoardConsole.events) {
    Console.note("building firmware: \($0)")
  }

  /// Opens `descriptor`.
  static func connect(_ descriptor: String) async throws(RunnerError) -> any Runner {
    try await Drivers.connect(descriptor, among: drivers, in: environment)
  }

  /// Opens the model file of a command that needs the file itself: a path, or a descriptor of the native engine.
  static func openModel(_ argument: String) throws(ModelError) -> ModelSource {
    let prefix = "native:"
    return try models.open(argument.hasPrefix(prefix) ? String(argument.dropFirst(prefix.count)) : argument)
  }
}
