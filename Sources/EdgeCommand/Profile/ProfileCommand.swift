import ArgumentParser
import EdgeEvaluation
import EdgeModel
import EdgeReports
import EdgeRunner

/// `edgerunner profile`: measures a model and its nodes.
struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Measures how long a model and each of its nodes take.",
    discussion: """
      The latency is that of plain runs; nodes are measured in further runs, which may be slower or, where results are \
      fused differently, not comparable. A board is measured with one repeated value, which does not have to cross the \
      line, unless pictures or a data file are given. Figures are medians. A measurement whose quartiles lie too far apart is \
      marked as too noisy to quote.
      """)

  @OptionGroup var target: DescriptorArgument
  @Option(help: "Runs that are not counted.")
  var warmUp = 5
  @Option(help: "Runs that are measured.")
  var runs = 50
  @Option(name: .customLong("max-seconds"), help: "Stop measuring after this time, once there are five runs.")
  var secondLimit = 30.0
  @Option(name: .customLong("top"), help: "Most nodes in the table.")
  var nodeLimit: Int?
  @Flag(name: .customLong("no-nodes"), help: "Measure the whole only.")
  var isWithoutNodes = false
  @OptionGroup(title: "Data") var input: InputOptions
  @OptionGroup var json: JSONOption

  func validate() throws {
    guard warmUp >= 0, runs > 0, secondLimit > 0, (nodeLimit ?? 1) > 0 else {
      throw ValidationError("--warm-up, --runs, --max-seconds and --top must be positive")
    }
  }

  func run() async throws {
    let data = try input.data(defaultCount: 1)
    let (runner, session) = try await target.makeSession()
    let inputs = try data.tensors(for: session.model)
    let measuresNodes = !isWithoutNodes && runner.capabilities.contains(.perLayer)
    let isTimingOnly = runner.prefersTimingRuns && input.isRandom
    let mode = isTimingOnly ? InvocationMode.performanceOnly : .ioOnly
    var progress = ProgressBar("profile", total: warmUp + (measuresNodes ? 2 : 1) * runs, unit: "runs")
    for _ in 0..<warmUp {
      try Task.checkCancellation()
      _ = try await session.invoke(inputs, mode: mode, observer: nil)
      progress.advance()
    }
    let plain = try await measure(&progress) {
      try await session.invoke(inputs, mode: mode, observer: nil).profile
    }
    let perLayer =
      !measuresNodes
      ? nil
      : try await measure(&progress) {
        isTimingOnly
          ? try await runner.invokeForNodes(session, inputs)
          : try await session.invoke(inputs, mode: .perLayer, observer: nil).profile
      }
    _ = consume progress
    await runner.close()
    guard let durations = DurationStatistics(plain.durations), let host = DurationStatistics(plain.hostDurations)
    else { throw CommandFailure(.device, "the runner reported no durations") }
    let report = ProfileReport(
      descriptor: target.descriptor, runner: runner, model: session.model,
      data: isTimingOnly ? "one value, repeated on the board" : data.summary,
      warmUpCount: warmUp,
      durations: durations, hostDurations: host, nodeRuns: perLayer?.nodes ?? [],
      perLayerDurations: perLayer.flatMap { DurationStatistics($0.durations) })
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text(nodeLimit: nodeLimit)) }
  }

  private struct Measurement {
    /// One per sample.
    var durations: [Duration] = []
    /// One per sample: a call's wall time divided evenly.
    var hostDurations: [Duration] = []
    var nodes: [[NodeProfile]] = []
  }

  private func measure(
    _ progress: inout ProgressBar, _ invoke: () async throws -> Profile
  ) async throws -> Measurement {
    var measurement = Measurement()
    let start = ContinuousClock.now
    for run in 0..<runs {
      try Task.checkCancellation()
      let profile = try await invoke()
      progress.advance()
      measurement.durations += profile.durations
      measurement.hostDurations += profile.durations.map { _ in profile.hostDuration / profile.durations.count }
      measurement.nodes += profile.nodes
      let elapsed = ContinuousClock.now - start
      if run + 1 >= DurationStatistics.quotableCount, elapsed > .seconds(secondLimit) { break }
    }
    return measurement
  }
}
