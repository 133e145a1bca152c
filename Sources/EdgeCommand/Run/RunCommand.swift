import ArgumentParser
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeReports
import EdgeRunner

/// `edgerunner run`: invokes any model and keeps its outputs.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs any model on random numbers, pictures or a data file and writes its outputs.",
    discussion: """
      The outputs go to an .npz file together with the inputs, under the names that ST's tools use: m_inputs_1, \
      c_outputs_1 and so on, samples along the first dimension.
      """)

  @OptionGroup var target: DescriptorArgument
  @OptionGroup(title: "Data") var input: InputOptions
  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the inputs and outputs go.", valueName: "file.npz"))
  var output = "outputs.npz"
  @OptionGroup var json: JSONOption

  func run() async throws {
    let data = try input.data(defaultCount: 1)
    let (runner, session) = try await target.makeSession()
    var stream = try SampleStream(data, for: session.model)
    var archive: RunArchive?
    var profile = Profile(durations: [], hostDuration: .zero)
    while let inputs = try stream.next() {
      let result = try await session.invoke(inputs)
      profile.durations += result.profile.durations
      profile.hostDuration += result.profile.hostDuration
      let writer = try archive ?? RunArchive(output, inputs, result.outputs, of: stream)
      archive = writer
      try writer.append(inputs, result.outputs)
      try Task.checkCancellation()
    }
    await runner.close()
    let outputs = try archive?.finish() ?? []
    let report = RunReport(
      descriptor: target.descriptor, runner: runner, model: session.model, data: data.summary,
      result: InvocationResult(outputs: outputs, profile: profile), file: output)
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text) }
  }
}
