import ArgumentParser
import EdgeBuiltIn
import EdgeRunner

/// The descriptor of a command that works on one model: an argument, or `-d` as in ST's tools.
struct DescriptorArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Where the model runs, e.g. model.tflite, litert:model.tflite, model.onnx. Without one the built-in model runs.",
      valueName: "descriptor"))
  var argument: String?

  @Option(
    name: [.customShort("d"), .customLong("descriptor")],
    help: ArgumentHelp("The same, as an option.", valueName: "descriptor"))
  var option: String?

  @Option(name: .customLong("model"), help: "The model to use where the descriptor holds several.")
  var modelName: String?

  /// The descriptor given, or the built-in model's.
  var descriptor: String { argument ?? option ?? BuiltInModel.descriptor }

  func validate() throws {
    guard argument == nil || option == nil else {
      throw ValidationError("the descriptor was given twice: \(argument ?? "") and -d \(option ?? "")")
    }
  }

  /// Opens the descriptor and starts using the model.
  func makeSession() async throws(RunnerError) -> (runner: any Runner, session: any Session) {
    let runner = try await Connecting.connect(descriptor)
    return (runner, try await runner.makeSession(modelName: modelName))
  }
}
