import ArgumentParser
import Foundation

/// Parses the arguments, runs the chosen command and turns whatever it throws into an exit status.
@main
enum Main {
  static func main() async {
    Interruption.install()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let work = Task { await run(arguments) }
    Interruption.cancelOnSignal(work)
    var status = await work.value
    if let signal = Interruption.received { status = .interrupted(by: signal) }
    if !Console.flush(), status == .success { status = .outputUnwritable }
    Interruption.runCleanups()
    exit(status.code)
  }

  /// Runs the command line `arguments` and reports its failure, if any, on standard error.
  private static func run(_ arguments: [String]) async -> ExitStatus {
    do {
      var command = try EdgeRunnerCommand.parseAsRoot(NegativeNumbers.attached(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      BoardConsole.tellTimes()
      return .success
    } catch {
      return report(error, asJSON: arguments.contains("--json"))
    }
  }

  private static func report(_ error: any Error, asJSON: Bool) -> ExitStatus {
    Console.removeProgress()
    if error is CancellationError {
      Console.note("interrupted")
      return .interrupted(by: Interruption.received ?? SIGINT)
    }
    if let failure = CommandFailure(describing: error) {
      Console.report(failure)
      // Commands that fail later have printed their document already.
      if asJSON, !failure.refusedOperators.isEmpty { try? JSONOutput.print(FailureReport(failure)) }
      return failure.status
    }
    // What is left comes from the argument parser: a request for help, or wrong usage.
    let text = EdgeRunnerCommand.fullMessage(for: error)
    guard EdgeRunnerCommand.exitCode(for: error).isSuccess else {
      let prefix = "Error: "
      Console.note(text.hasPrefix(prefix) ? "error: " + text.dropFirst(prefix.count) : text)
      return .usage
    }
    Console.line(text)
    return .success
  }
}
