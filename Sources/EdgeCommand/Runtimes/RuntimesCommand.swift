import ArgumentParser
import EdgeReports

/// `edgerunner runtimes`: lists every way of running a model and whether it works here.
struct RuntimesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runtimes",
    abstract: "Lists the drivers: which can be used here, which cannot and why, and what each can do.")

  @OptionGroup var json: JSONOption

  func run() throws {
    let report = RuntimesReport(Connecting.drivers)
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text) }
  }
}
