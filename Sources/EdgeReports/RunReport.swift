import EdgeEvaluation
import EdgeModel
import EdgeRunner

/// What one invocation gave: what `edgerunner run` prints.
public struct RunReport: Sendable, Encodable {
  public var descriptor: String
  public var model: String
  public var runtime: String
  public var device: String
  /// What was fed to the model.
  public var data: String
  public var sampleCount: Int
  /// Milliseconds per sample as the device measured them.
  public var milliseconds: [Double]
  /// Milliseconds of the whole call on the host.
  public var hostMilliseconds: Double
  public var outputs: [Output]
  /// Where inputs and outputs were written.
  public var file: String

  /// One output over all samples.
  public struct Output: Sendable, Encodable {
    public var name: String
    public var shape: [Int]
    public var elementType: String
    public var statistics: TensorStatistics
  }

  public init(
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
  public var text: String {
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
