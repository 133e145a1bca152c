import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeReports
import EdgeRunner

/// One run of `validate`: both runners, the data, and what came of them.
struct ConformanceRun {
  /// One of the two runners.
  private struct Side {
    var descriptor: String
    var runner: any Runner
    var recorder: SampleRecorder
    var batch: SampleBatch
    /// Outputs over all samples, filled sample by sample.
    var outputs: [Tensor]

    var session: any Session { recorder.session }
    var model: ModelInformation { session.model }
    var summary: ConformanceReport.Side { .init(descriptor: descriptor, runner: runner, model: model) }
  }

  private let data: InputData
  private let forcesClassifier: Bool
  private var reference: Side
  private var candidate: Side
  private var comparison: RunComparison
  private var nodeRuns: [[NodeProfile]] = []
  private var durations: [Duration] = []
  private let matchesTensors: Bool

  /// How much of the runs is compared.
  enum Scope {
    case outputs
    /// Layers too, but from boards only their times: moving what they compute takes minutes on slow lines.
    case usual
    /// Layers too, whatever it costs.
    case full
  }

  /// Connects both descriptors and prepares the data.
  init(
    reference: String, candidate: String, data: InputData, scope: Scope, isClassifier: Bool
  ) async throws {
    self.data = data
    forcesClassifier = isClassifier
    let original = try await Connecting.connect(reference)
    let originalSession = try await original.makeSession()
    let target = try await Connecting.connect(candidate)
    let targetSession = try await target.makeSession()
    let hasRemote = original.information.isRemote || target.information.isRemote
    let isSameFile = originalSession.model.mayBeSameFile(as: targetSession.model)
    let matches = scope != .outputs && isSameFile && (scope == .full || !hasRemote)
    matchesTensors = matches
    let graph = originalSession.model.source?.graph ?? targetSession.model.source?.graph
    let results = graph?.resultsByOperator ?? [:]
    // The report lists the candidate's nodes, which runners in this process show together with the data.
    let nodes: SampleRecorder.Detail = target.information.isRemote ? .nodes : .data
    self.reference = try Self.side(
      reference, original,
      SampleRecorder(
        originalSession, of: original, detail: matches ? .data : .outputs, resultsByOperator: results),
      data, canonical: nil)
    self.candidate = try Self.side(
      candidate, target,
      SampleRecorder(
        targetSession, of: target, detail: matches ? .data : scope == .outputs ? .outputs : nodes,
        resultsByOperator: results),
      data, canonical: originalSession.model)
    comparison = RunComparison(
      first: "reference", second: "c-model",
      replay: matchesTensors ? graph.flatMap { try? GraphOperatorReplay(graph: $0) } : nil, measuresEveryTensor: true)
  }

  private static func side(
    _ descriptor: String, _ runner: any Runner, _ recorder: SampleRecorder, _ data: InputData,
    canonical: ModelInformation?
  ) throws -> Side {
    let model = recorder.session.model
    let batch = try SampleBatch(data.tensors(for: model, canonical: canonical), for: model)
    return Side(descriptor: descriptor, runner: runner, recorder: recorder, batch: batch, outputs: batch.outputs)
  }

  /// Runs all samples on both sides.
  mutating func process() async throws {
    let count = min(reference.batch.count, candidate.batch.count)
    var progress = ProgressBar("validate", total: count, unit: "samples")
    for sample in 0..<count {
      try Task.checkCancellation()
      let expected = try await record(&reference, sample)
      let answer = try await record(&candidate, sample)
      try comparison.add(expected, answer)
      if let duration = answer.duration { durations.append(duration) }
      if !answer.nodes.isEmpty { nodeRuns.append(answer.nodes) }
      Self.store(expected.outputs, sample, in: &reference)
      Self.store(answer.outputs, sample, in: &candidate)
      progress.advance()
    }
    _ = consume progress
    for side in [reference, candidate] { side.recorder.tellLoss() }
  }

  private func record(_ side: inout Side, _ sample: Int) async throws(RunnerError) -> RecordedSample {
    var record = try await side.recorder.record(side.batch.inputs(ofSample: sample, for: side.model))
    if !matchesTensors { record.results = [] }
    return record
  }

  private static func store(_ outputs: [Tensor], _ sample: Int, in side: inout Side) {
    for (position, output) in outputs.enumerated() {
      side.outputs[position].withUnsafeMutableBytes { bytes in
        output.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: bytes[sample * source.count..<(sample + 1) * source.count])
            .copyMemory(from: source)
        }
      }
    }
  }

  /// Reads the outputs that the user expects of all samples.
  func expectedOutputs(_ path: String) throws -> [Tensor] {
    var notes = ""
    let tensors = try InputData.arrays(of: path, named: "m_outputs_", notes: &notes)
    guard tensors.count >= candidate.outputs.count else {
      throw CommandFailure(
        .input, "\(path) holds \(tensors.count) array(s), the model has \(candidate.outputs.count) output(s)")
    }
    for (position, (tensor, output)) in zip(tensors, candidate.outputs).enumerated() {
      guard tensor.elementCount == output.elementCount else {
        throw CommandFailure(
          .input, "\(path): expected output #\(position + 1) is \(tensor.shape), the model's is \(output.shape)")
      }
    }
    return tensors
  }

  /// What came of it.
  func report(policy: ConformancePolicy, expected: [Tensor]) -> ConformanceReport {
    ConformanceReport(
      data: data.summary, reference: reference.summary, candidate: candidate.summary, comparison: comparison,
      nodeRuns: nodeRuns, durations: durations, crossMetrics: crossMetrics, tensors: tensorSummaries,
      againstExpected: accuracies(expected),
      confusion: confusion, policy: policy)
  }

  private var tensorSummaries: [ConformanceReport.TensorSummary] {
    let inputs = zip(candidate.model.inputs, candidate.batch.inputs).enumerated().map { index, pair in
      ConformanceReport.TensorSummary(tag: "I.\(index + 1)", name: pair.0.name, tensor: pair.1)
    }
    let outputs = [("O", candidate), ("R", reference)].flatMap { letter, side in
      zip(side.model.outputs, side.outputs).enumerated().map { index, pair in
        ConformanceReport.TensorSummary(tag: "\(letter).\(index + 1)", name: pair.0.name, tensor: pair.1)
      }
    }
    return inputs + outputs
  }

  /// True when the outputs are, or are said to be, class scores.
  private var looksLikeClassifier: Bool {
    forcesClassifier || reference.outputs.allSatisfy(ArgMaxConfusion.looksLikeClassifier)
  }

  private func classCount(_ output: Tensor) -> Int { output.elementCount / max(comparison.sampleCount, 1) }

  private var confusion: [ArgMaxConfusion] {
    guard looksLikeClassifier else { return [] }
    return zip(reference.outputs, candidate.outputs).map { expected, answer in
      var matrix = ArgMaxConfusion(classCount: classCount(expected))
      matrix.add(reference: expected, prediction: answer)
      return matrix
    }
  }

  private var crossMetrics: [TensorMetrics] {
    zip(reference.outputs, candidate.outputs).map { expected, answer in
      TensorMetrics(
        reference: expected, prediction: answer, classCount: looksLikeClassifier ? classCount(expected) : nil)
    }
  }

  private func accuracies(_ expected: [Tensor]) -> [ConformanceReport.ExpectedAccuracy] {
    guard !expected.isEmpty else { return [] }
    return [("c-model", candidate.outputs), ("original model", reference.outputs)].flatMap { subject, outputs in
      zip(expected, outputs).enumerated().map { index, pair in
        let classes = looksLikeClassifier ? classCount(pair.1) : nil
        return ConformanceReport.ExpectedAccuracy(
          subject: subject, output: index + 1,
          metrics: TensorMetrics(reference: pair.0, prediction: pair.1, classCount: classes))
      }
    }
  }

  /// Inputs and outputs under the names that ST's tools give them.
  func archive() -> NPZArchive {
    var archive = NPZArchive()
    for (index, tensor) in candidate.batch.inputs.enumerated() { archive.append("m_inputs_\(index + 1)", tensor) }
    for (index, tensor) in reference.outputs.enumerated() { archive.append("m_outputs_\(index + 1)", tensor) }
    for (index, tensor) in candidate.outputs.enumerated() { archive.append("c_outputs_\(index + 1)", tensor) }
    return archive
  }

  func close() async {
    await reference.runner.close()
    await candidate.runner.close()
  }
}
