import ArgumentParser
import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeReports
import EdgeRunner

/// `edgerunner compare`: the same input through several runners, tensor by tensor.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Runs the same data on several runners and says where, by how much and why they differ.",
    discussion: """
      Tensors are matched by the operator of the model's file that made them. A difference is explained by rounding \
      when the operator itself, fed with each side's true inputs on EdgeRunner's engine, is within one step on both \
      sides (floats: within 2^-16 of the tensor's largest magnitude) and no input carries an unexplained difference. \
      The exit status is \(ExitStatus.disagreement.code) when a pair does not meet the policy.
      """)

  /// What every pair must be.
  enum Policy: String, ExpressibleByArgument, CaseIterable {
    case exact
    case explained
    case none
  }

  @Argument(
    help: ArgumentHelp("Two or more descriptors; the first is the reference.", valueName: "descriptors"))
  var descriptors: [String]
  @Option(help: "What every pair must be: exact, explained, or none to always succeed.")
  var policy = Policy.explained
  @Option(name: .customLong("top"), help: "Most tensors in each table.")
  var tensorLimit = 10
  @Flag(name: .customLong("io-only"), help: "Compare the outputs only.")
  var isOutputsOnly = false
  @OptionGroup(title: "Data") var input: InputOptions
  @OptionGroup var json: JSONOption

  func validate() throws {
    guard (2...26).contains(descriptors.count) else { throw ValidationError("compare takes 2 to 26 descriptors") }
    guard tensorLimit > 0 else { throw ValidationError("--top \(tensorLimit) is not positive") }
  }

  func run() async throws {
    let data = try input.data(defaultCount: 1)
    var subjects = try await connect()
    let batches = try subjects.map { subject in
      try SampleBatch(
        data.tensors(for: subject.session.model, canonical: subjects[0].session.model), for: subject.session.model,
        keepsOutputs: false)
    }
    var comparisons = makeComparisons(subjects)
    let count = batches.map(\.count).min() ?? 0
    var progress = ProgressBar("compare", total: count, unit: "samples")
    for sample in 0..<count {
      try Task.checkCancellation()
      var records: [RecordedSample] = []
      for index in subjects.indices {
        let inputs = batches[index].inputs(ofSample: sample, for: subjects[index].session.model)
        records.append(try await subjects[index].recorder.record(inputs))
      }
      for index in comparisons.indices {
        let pair = comparisons[index]
        try comparisons[index].comparison.add(
          records[pair.first].matched(pair.matchesTensors), records[pair.second].matched(pair.matchesTensors))
      }
      progress.advance()
    }
    _ = consume progress
    for subject in subjects { subject.recorder.tellLoss() }
    for subject in subjects { await subject.runner.close() }
    try report(subjects, comparisons.map(\.comparison), data: data, count: count)
  }

  /// One connected descriptor.
  private struct Subject {
    var label: String
    var descriptor: String
    var runner: any Runner
    var recorder: SampleRecorder

    var session: any Session { recorder.session }
  }

  /// Two subjects by position.
  private struct Pair {
    var first: Int
    var second: Int
    /// False when the subjects run different files, whose tensors have nothing to do with each other.
    var matchesTensors: Bool
    var comparison: RunComparison
  }

  private func connect() async throws -> [Subject] {
    var subjects: [Subject] = []
    var runners: [any Runner] = []
    for descriptor in descriptors { runners.append(try await Connecting.connect(descriptor)) }
    let resultsByOperator = runners.lazy.compactMap(\.source?.graph).first?.resultsByOperator ?? [:]
    for (index, (descriptor, runner)) in zip(descriptors, runners).enumerated() {
      let recorder = SampleRecorder(
        try await runner.makeSession(), of: runner, detail: isOutputsOnly ? .outputs : .data,
        resultsByOperator: resultsByOperator)
      subjects.append(
        Subject(
          label: String(UnicodeScalar(UInt8(65 + index))), descriptor: descriptor, runner: runner, recorder: recorder))
    }
    return subjects
  }

  private func makeComparisons(_ subjects: [Subject]) -> [Pair] {
    let replays = subjects.map { $0.runner.source?.graph.flatMap { try? GraphOperatorReplay(graph: $0) } }
    var pairs: [Pair] = []
    for (first, a) in subjects.enumerated() {
      for (second, b) in subjects.enumerated().dropFirst(first + 1) {
        let matches = a.session.model.mayBeSameFile(as: b.session.model)
        pairs.append(
          Pair(
            first: first, second: second, matchesTensors: matches,
            comparison: RunComparison(
              first: a.label, second: b.label, replay: matches ? replays[first] ?? replays[second] : nil)))
      }
    }
    return pairs
  }

  private func report(
    _ subjects: [Subject], _ comparisons: [RunComparison], data: InputData, count: Int
  ) throws {
    let report = ComparisonReport(
      data: data.summary, sampleCount: count,
      subjects: subjects.map { .init(label: $0.label, descriptor: $0.descriptor, runner: $0.runner) },
      comparisons: comparisons)
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text(tensorLimit: tensorLimit)) }
    let passes =
      switch policy {
      case .exact: report.verdict == .exact
      case .explained: report.verdict != .unexplained
      case .none: true
      }
    guard passes else {
      throw CommandFailure(
        .disagreement, "the policy \(policy.rawValue) is not met: the worst verdict is \(report.verdict.rawValue)")
    }
  }
}

extension SampleRecorder {
  /// Warns when less was compared than asked for.
  func tellLoss() {
    if let loss { Console.warning("\(loss.message); its layers were not compared") }
  }
}

extension RecordedSample {
  /// This sample, without intermediate results unless `matchesTensors`.
  fileprivate func matched(_ matchesTensors: Bool) -> RecordedSample {
    var sample = self
    if !matchesTensors { sample.results = [] }
    return sample
  }
}
