import ArgumentParser
import EdgeBoards
import EdgeBuiltIn
import EdgeCodeGenerator
import EdgePlanner
import EdgeReports

/// `edgerunner build`: models into firmware for a board.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds firmware for a board: generates the networks, compiles and links.",
    discussion: """
      Needs a Swift toolchain and nothing else. Writes DIR/firmware.elf, for `edgerunner load` and for ST's tools, and \
      reports what it takes of the board's memory. Boards: \
      \(BoardSpecification.all.map(\.name).joined(separator: ", ")).
      """)

  @Option(help: ArgumentHelp("The board to build for: a name, or the path of a board.json.", valueName: "board"))
  var board: String

  @Option(
    name: [.customShort("m"), .customLong("model")], parsing: .upToNextOption,
    help: ArgumentHelp("TFLite files, one network each. Without one the built-in model is built.", valueName: "file"))
  var models: [String] = []

  @Option(
    name: [.short, .long], help: ArgumentHelp("Folder of the result (default: firmware/BOARD).", valueName: "dir"))
  var output: String?

  @Option(help: "What to prefer: balanced, time or ram.")
  var optimization: String = "balanced"

  @Flag(name: .customLong("portable"), help: "Leave DSP and vector instructions unused.")
  var isPortable = false

  @Flag(name: .customLong("all-operators"), help: "Keep the results of all operators, fused ones too.")
  var keepsAllOperators = false

  @OptionGroup var json: JSONOption

  func run() throws {
    let board = try BoardSpecification.named(board)
    var options = FirmwareOptions()
    guard let optimization = GenerationOptions.Optimization(rawValue: optimization.lowercased()) else {
      throw CommandFailure(
        .usage, "--optimization \(optimization) is unknown",
        hint: "choose \(GenerationOptions.Optimization.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    options.optimization = optimization
    options.usesPortableKernels = isPortable
    if keepsAllOperators { options.visibleOperators = .all }
    let builder = try FirmwareBuilder()
    let networks = try FirmwareModel.read(models.isEmpty ? [BuiltInModel.descriptor] : models, with: Connecting.models)
    var bar = ProgressBar("build", total: 5, unit: "steps")
    let image = try builder.build(
      board: board, models: networks, options: options, workspace: output ?? "firmware/\(board.name)"
    ) { _ in bar.advance() }
    let report = FirmwareReport(image)
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text) }
    if board.isUntestedOnHardware {
      Console.note("note: firmware for \(board.name) has not been tested on hardware yet")
    }
  }
}
