import ArgumentParser
import EdgeDrivers
import EdgeRunner

/// Connecting to what descriptors name, the built-in model included.
enum Connecting {
  /// All drivers that commands offer.
  static let drivers: [any Driver] = Drivers.all.map(BoardConsole.watching) + [BuiltInDriver()]

  /// Opens `descriptor`.
  static func connect(_ descriptor: String) async throws(RunnerError) -> any Runner {
    try await Drivers.connect(Descriptor(descriptor), among: drivers)
  }
}

/// The options that choose what a command runs.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("descriptor")],
    help: ArgumentHelp(
      "Where the model runs, e.g. model.tflite, litert:model.tflite, model.onnx.", valueName: "descriptor"))
  var descriptor = BuiltInDriver.descriptor

  @Option(name: .customLong("model"), help: "The model to use where the descriptor holds several.")
  var modelName: String?

  /// Opens the descriptor and starts using the model.
  func makeSession() async throws(RunnerError) -> (runner: any Runner, session: any Session) {
    let runner = try await Connecting.connect(descriptor)
    return (runner, try await runner.makeSession(modelName: modelName))
  }
}
