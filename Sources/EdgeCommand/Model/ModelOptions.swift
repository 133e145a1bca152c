import ArgumentParser
import EdgeBuiltIn
import EdgeRunner

/// The options that choose what a command runs.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("descriptor")],
    help: ArgumentHelp(
      "Where the model runs, e.g. model.tflite, litert:model.tflite, model.onnx.", valueName: "descriptor"))
  var descriptor = BuiltInModel.descriptor

  @Option(name: .customLong("model"), help: "The model to use where the descriptor holds several.")
  var modelName: String?

  /// Opens the descriptor and starts using the model.
  func makeSession() async throws(RunnerError) -> (runner: any Runner, session: any Session) {
    let runner = try await Connecting.connect(descriptor)
    return (runner, try await runner.makeSession(modelName: modelName))
  }
}
