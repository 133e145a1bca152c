package import EdgeEvaluation
import EdgeModel
package import EdgeRunner

/// What one invocation gave: what `edgerunner run` prints.
package struct RunReport: Sendable, Encodable {
  package var descriptor: String
  package var model: String
  package var runtime: String
  package var device: String
  /// What was fed to the model.
  package var data: String
  package var sampleCount: Int
  /// Milliseconds per sample as the device measured them.
  package var milliseconds: [Double]
  /// Milliseconds of the whole call on the host.
  package var hostMilliseconds: Double
  package var outputs: [Output]
  /// Where inputs and outputs were written.
  package var file: String

  /// One output over all samples.
  package struct Output: Sendable, Encodable {
    package var name: String
    package var shape: [Int]
    package var elementType: String
    package var statistics: TensorStatistics
  }

  package init(
    descriptor: String, runner: any Runner, model: ModelInformation, data: String, result: InvocationResult,
    file: String
  ) {
    self.descriptor = descriptor
    self.model = model.name
    runtime = runner.information.runtime
    device = runner.information.device
    self.data = data
    sampleCount = result.profile.durations.count
    milliseconds = result.profile.durations.map { $0 / .milliseconds(1) }
    hostMilliseconds = result.profile.hostDuration / .milliseconds(1)
    outputs = zip(model.outputs, result.outputs).map { description, tensor in
      Output(
        name: description.name, shape: tensor.shape, elementType: tensor.elementType.rawValue,
        statistics: TensorStatistics(tensor))
    }
    self.file = file
  }

  /// For people.
  package var text: String {
    var facts = FactList()
    facts.append("model", model)
    facts.append("runtime", "\(runtime) on \(device)")
    facts.append("data", data)
    let mean = milliseconds.isEmpty ? 0 : milliseconds.reduce(0, +) / Double(milliseconds.count)
    facts.append("per sample", ReportText.milliseconds(.milliseconds(mean)) + " ms")
    facts.append("whole call", ReportText.milliseconds(.milliseconds(hostMilliseconds)) + " ms")
    facts.append("written to", file)
    var table = TextTable([
      .left("output"), .left("type"), .right("min"), .right("max"), .right("mean"), .right("std"),
    ])
    for output in outputs {
      let statistics = output.statistics
      table.append(
        [
          ReportText.shortened(output.name),
          "\(output.elementType)[\(output.shape.map(String.init).joined(separator: ","))]",
        ]
          + [statistics.minimum, statistics.maximum, statistics.mean, statistics.standardDeviation]
          .map(ReportText.number))
    }
    return facts.text + "\n\n" + table.text
  }
}
