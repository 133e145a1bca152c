import ArgumentParser
import EdgeModel
import EdgeReports
import EdgeRunner

/// `edgerunner info`: what a model is and what runs it.
struct InfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describes a model and what runs it: inputs, outputs, operators, nodes, sizes.",
    discussion: """
      The operators are those of the model's file, the nodes those that the runner makes of them. Where a runner tells \
      its nodes only by running, it runs once on zeros.
      """)

  @OptionGroup var target: DescriptorArgument
  @Flag(name: .customLong("no-nodes"), help: "Leave out the nodes, so that nothing is run.")
  var isWithoutNodes = false
  @OptionGroup var json: JSONOption

  func run() async throws {
    let (runner, session) = try await target.makeSession()
    let report = ModelReport(
      descriptor: target.descriptor, runner: runner, model: session.model,
      nodes: try await nodes(of: runner, session))
    await runner.close()
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text) }
  }

  private func nodes(of runner: any Runner, _ session: any Session) async throws(RunnerError) -> [NodeDescription]? {
    guard !isWithoutNodes, runner.capabilities.contains(.perLayer) else { return nil }
    let zeros = session.inputs.map {
      Tensor(shape: $0.shape, elementType: $0.elementType, quantization: $0.quantization)
    }
    return try await runner.invokeForNodes(session, zeros).nodes.first?.map(\.node)
  }
}
