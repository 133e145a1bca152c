public import ArgumentParser
import EdgeBuiltIn
import EdgeCodeGenerator
import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeRunner
import Foundation

/// What `generate` and `analyze` have in common: the model, its target and its memory.
struct GenerationArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The model: a .tflite file. Without one the built-in model is taken.", valueName: "model"))
  var argument: String?
  @Option(
    name: [.customShort("m"), .customLong("model")],
    help: ArgumentHelp("The same, as an option.", valueName: "model"))
  var option: String?
  @Option(help: "What the code is for: \(GenerationTarget.all.map(\.name).joined(separator: ", ")).")
  var target = GenerationTarget.host.name
  @Option(name: .shortAndLong, help: "Name of the network in the code: a C identifier.")
  var name = "network"
  @Option(
    name: [.customShort("O"), .customLong("optimization")],
    help: "What to prefer: \(GenerationOptions.Optimization.allCases.map(\.rawValue).joined(separator: ", ")).")
  var optimization = GenerationOptions.Optimization.balanced
  @Option(name: .customLong("input-data-type"), help: "Type of the inputs: float32, int8 or uint8; else the file's.")
  var inputType: PortType?
  @Option(name: .customLong("output-data-type"), help: "Type of the outputs, likewise.")
  var outputType: PortType?
  @Option(
    name: .customLong("memory-pool"), help: "JSON file with the target's memories; several are used side by side.")
  var poolFile: String?
  @Option(help: "Most bytes for activations, e.g. 512K; the pool file knows better.")
  var ram: ByteLimit?
  @Option(help: "Most bytes for weights, e.g. 2M.")
  var flash: ByteLimit?
  @Option(help: "Whose roundings are reproduced: litert or reference.")
  var arithmetic = Arithmetic.litert
  @Flag(name: .customLong("all-operators"), help: "Keep the result of every operator; costs memory and time.")
  var keepsAllOperators = false
  @Option(name: .shortAndLong, help: "Folder of the files that are written.")
  var output = "st_ai_output"
  @Flag(name: .customLong("no-build"), help: "Do not compile for the report's table of sections.")
  var isWithoutBuild = false
  @OptionGroup var json: JSONOption

  func validate() throws {
    guard argument == nil || option == nil else {
      throw ValidationError("the model was given twice: \(argument ?? "") and -m \(option ?? "")")
    }
    guard GenerationTarget.named(target) != nil else {
      throw ValidationError(
        "there is no target \(target); there are \(GenerationTarget.all.map(\.name).joined(separator: ", "))")
    }
    guard poolFile == nil || ram == nil else { throw ValidationError("--ram and --memory-pool exclude each other") }
    guard !output.isEmpty else { throw ValidationError("--output names no folder") }
  }

  /// Reads the model and plans it; writes nothing.
  func design(binaryWeights: Bool) throws -> NetworkDesign {
    var options = GenerationOptions(
      name: name, target: GenerationTarget.named(target) ?? .host, optimization: optimization,
      binaryWeights: binaryWeights, arithmetic: arithmetic, visibleOperators: keepsAllOperators ? .all : .none)
    options.inputType = inputType
    options.outputType = outputType
    options.ramLimit = ram?.byteCount
    options.flashLimit = flash?.byteCount
    if let poolFile {
      do throws(MemoryPoolFile.Failure) {
        options.memoryPools = try MemoryPoolFile(contentsOf: poolFile)
      } catch {
        throw CommandFailure(.usage, error.description, hint: "docs/generate.md shows the form of memory-pool files")
      }
      options.memoryPoolFile = URL(fileURLWithPath: poolFile).lastPathComponent
    }
    let source = try Connecting.openModel(argument ?? option ?? BuiltInModel.descriptor)
    let model: Model
    do throws(ModelError) {
      model = try source.model()
    } catch {
      throw RunnerError(error, of: source)
    }
    return try NetworkDesign(model: model, modelFile: source.fileName, options: options)
  }
}

/// A number of bytes on the command line.
struct ByteLimit: ExpressibleByArgument {
  var byteCount: Int

  init?(argument: String) {
    guard let count = ByteCount.parse(argument), count > 0 else { return nil }
    byteCount = count
  }
}

extension GenerationOptions.Optimization: ExpressibleByArgument {}
extension PortType: ExpressibleByArgument {}
extension Arithmetic: ExpressibleByArgument {}

extension CommandFailure {
  /// The failure that an error of code generation means; nil for other errors.
  init?(ofGeneration error: any Error) {
    switch error {
    case let error as GenerationError:
      let status: ExitStatus
      switch error {
      case .invalidName, .portType: status = .usage
      case .shortage: status = .outOfMemory
      case .preparation, .plan, .missingKernel, .unrepresentable: status = .model
      }
      self.init(status, error.description, hint: error.hint)
      if case .plan(let planError) = error { refusedOperators = planError.refusedOperators }
    case let error as OutputError:
      self.init(.outputUnwritable, error.description, hint: error.hint)
    case let error as BuildError:
      switch error {
      case .noCompiler(let target, _):
        let package = target == GenerationTarget.host.name ? "gcc" : "gcc-arm-none-eabi"
        self.init(.unavailable, error.description, hint: "install one, e.g. apt install \(package)")
      case .unwritable: self.init(.outputUnwritable, error.description)
      case .cannotStart, .toolFailed, .unreadableObject: self.init(.unavailable, error.description)
      }
    default: return nil
    }
  }
}
