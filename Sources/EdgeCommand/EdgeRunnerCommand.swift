import ArgumentParser
import EdgeModel

/// The root of the command line: `edgerunner SUBCOMMAND`.
struct EdgeRunnerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edgerunner",
    abstract: "Runs the same int8 detector on the host, in generated C and on a board, bit for bit.",
    discussion: """
      Without a model and a picture, `edgerunner predict` finds objects on built-in pictures with a built-in model.
      Results go to standard output, everything else to standard error; --json prints one JSON document instead of \
      text. Exit statuses: \(ExitStatus.summary).
      """,
    version: version,
    subcommands: subcommands)

  static let version = ProductVersion.current

  /// Every subcommand, in the order the help lists them.
  private static let subcommands: [any ParsableCommand.Type] = [
    PredictCommand.self,
    ValCommand.self,
    InfoCommand.self,
    RunCommand.self,
    ProfileCommand.self,
    ValidateCommand.self,
    CompareCommand.self,
    GenerateCommand.self,
    AnalyzeCommand.self,
    RuntimesCommand.self,
    BuildCommand.self,
    LoadCommand.self,
    BoardCommand.self,
    PortsCommand.self,
  ]
}
