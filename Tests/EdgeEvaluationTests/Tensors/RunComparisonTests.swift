import EdgeEvaluation
import EdgeModel
import EdgeRunner
import Testing

/// Operators 0, 1 and 2 in a row from tensor 0 to tensor 3, each adding one.
private final class AddingReplay: OperatorReplay {
  let modelInputs = [0]
  let modelOutputs: [Int]
  let failing: Set<Int>
  init(failing: Set<Int> = [], modelOutputs: [Int] = [3]) {
    self.failing = failing
    self.modelOutputs = modelOutputs
  }

  func inputs(of operators: [Int]) -> [Int]? {
    operators.allSatisfy((0...2).contains) ? operators.min().map { [$0] } : nil
  }

  func run(_ operators: [Int], inputs: [Int: Tensor]) throws(RunnerError) -> [Int: Tensor] {
    guard failing.isDisjoint(with: operators) else { throw RunnerError(.unsupportedModel, "cannot run \(operators)") }
    guard let first = operators.min(), let last = operators.max(), let input = inputs[first] else { return [:] }
    let values = input.array(of: Int8.self).map { $0 + Int8(operators.count) }
    return [last + 1: Tensor(shape: input.shape, elementType: .int8, values: values)]
  }
}

@Suite("Comparison of runs") struct RunComparisonTests {
  private func tensor(_ values: [Int8]) -> Tensor { Tensor(shape: [values.count], elementType: .int8, values: values) }

  /// A sample whose results by tensor number are given; the last is the output.
  private func sample(_ results: [(number: Int, operators: [Int], values: [Int8])], input: [Int8] = [0, 10])
    -> RecordedSample
  {
    RecordedSample(
      inputs: [tensor(input)], outputs: [tensor(results[results.count - 1].values)],
      results: results.map {
        .init(
          key: .number($0.number), operators: $0.operators, kind: "ADD", name: "t\($0.number)", data: tensor($0.values))
      })
  }

  private var exact: RecordedSample { sample([(1, [0], [1, 11]), (2, [1], [2, 12]), (3, [2], [3, 13])]) }

  private func compare(
    _ a: RecordedSample, _ b: RecordedSample, replay: (any OperatorReplay)? = AddingReplay()
  ) throws -> RunComparison {
    var comparison = RunComparison(first: "a", second: "b", replay: replay)
    try comparison.add(a, b)
    return comparison
  }

  @Test("equal runs are exact throughout") func findsEquality() throws {
    let comparison = try compare(exact, exact)
    #expect(comparison.verdict == .exact)
    #expect(comparison.tensors.map(\.verdict) == [.exact, .exact, .exact])
    #expect(comparison.firstDivergence == nil && comparison.firstUnexplained == nil)
  }

  @Test("a rounding step and what follows from it are explained") func explainsRounding() throws {
    let rounded = sample([(1, [0], [1, 11]), (2, [1], [2, 13]), (3, [2], [3, 14])])
    let comparison = try compare(exact, rounded)
    #expect(comparison.tensors.map(\.verdict) == [.exact, .explained, .explained])
    #expect(comparison.outputs.map(\.verdict) == [.explained])
    #expect(comparison.firstDivergence?.key == .number(2))
    let step = comparison.tensors[1]
    #expect(step.localOfFirst?.isIdentical == true)
    #expect(step.localOfSecond?.largestSteps == 1)
    #expect(step.inherited?.isIdentical == true)
    let follower = comparison.tensors[2]
    #expect(follower.localOfSecond?.isIdentical == true)
    #expect(follower.inherited?.largestSteps == 1)
  }

  @Test("an error beyond rounding is unexplained, and what follows inherits it") func findsError() throws {
    let wrong = sample([(1, [0], [1, 11]), (2, [1], [2, 40]), (3, [2], [3, 41])])
    let comparison = try compare(exact, wrong)
    #expect(comparison.verdict == .unexplained)
    #expect(comparison.tensors.map(\.verdict) == [.exact, .unexplained, .unexplained])
    #expect(comparison.tensors.map(\.isInherited) == [false, false, true])
    #expect(comparison.firstUnexplained?.key == .number(2))
    #expect(comparison.outputs.map(\.isInherited) == [true])
  }

  @Test("fused operators are judged together from what both sides show") func judgesFusedOperators() throws {
    let fused = sample([(1, [0], [1, 11]), (3, [1, 2], [3, 14])])
    let comparison = try compare(exact, fused)
    #expect(comparison.tensors.map(\.key) == [.number(1), .number(3)])
    #expect(comparison.tensors.map(\.verdict) == [.exact, .explained])
    #expect(comparison.tensors[1].localOfSecond?.largestSteps == 1)
  }

  @Test("an operator that cannot be run alone is judged by equal inputs, or stays unexplained")
  func copesWithoutReplay() throws {
    let rounded = sample([(1, [0], [1, 12]), (2, [1], [2, 13]), (3, [2], [3, 15])])
    let comparison = try compare(exact, rounded, replay: AddingReplay(failing: [0, 2]))
    #expect(comparison.tensors.map(\.verdict) == [.explained, .explained, .unexplained])
    #expect(comparison.tensors[0].localOfSecond?.largestSteps == 1)
    #expect(comparison.tensors[2].localOfSecond == nil)
  }

  @Test("without intermediate tensors, outputs are judged by their level")
  func judgesOutputsAlone() throws {
    func outputs(_ values: [Int8]) -> RecordedSample {
      RecordedSample(inputs: [tensor([0])], outputs: [tensor(values)], results: [])
    }
    #expect(try compare(outputs([1, 2]), outputs([1, 2]), replay: nil).verdict == .exact)
    #expect(try compare(outputs([1, 2]), outputs([1, 3]), replay: nil).verdict == .explained)
    #expect(try compare(outputs([1, 2]), outputs([1, 4]), replay: nil).verdict == .unexplained)
  }

  @Test("several samples are judged together") func joinsSamples() throws {
    var comparison = RunComparison(first: "a", second: "b", replay: AddingReplay())
    try comparison.add(exact, exact)
    try comparison.add(exact, sample([(1, [0], [1, 11]), (2, [1], [1, 12]), (3, [2], [2, 13])]))
    #expect(comparison.sampleCount == 2)
    #expect(comparison.tensors.map(\.verdict) == [.exact, .explained, .explained])
    #expect(comparison.tensors[1].total?.count == 4)
    #expect(comparison.tensors[1].total?.differingCount == 1)
  }

  @Test("outputs that do not correspond are an error naming both") func refusesOtherOutputs() {
    let short = RecordedSample(inputs: [], outputs: [tensor([1])], results: [])
    let error = #expect(throws: RunnerError.self) { try compare(exact, short) }
    #expect(error?.message.contains("[2] on a and [1] on b") == true)
  }

  @Test("an output that is an input is held against the runner that changed it")
  func findsChangedInputs() throws {
    func outputs(_ untouched: [Int8]) -> RecordedSample {
      var sample = exact
      sample.outputs.append(tensor(untouched))
      return sample
    }
    let replay = AddingReplay(modelOutputs: [3, 0])
    let same = try compare(outputs([0, 10]), outputs([0, 10]), replay: replay)
    #expect(same.verdict == .exact)
    let changed = try compare(outputs([0, 10]), outputs([0, 11]), replay: replay)
    #expect(changed.outputs.map(\.verdict) == [.exact, .unexplained])
    #expect(changed.outputs[1].localOfFirst?.isIdentical == true)
    #expect(changed.outputs[1].localOfSecond?.largestSteps == 1)
    // Both wrong in the same way is wrong too.
    #expect(try compare(outputs([0, 0]), outputs([0, 0]), replay: replay).verdict == .unexplained)
  }

  @Test("an error of summation is in proportion to the values before a clamp, not after it")
  func judgesBeforeClamps() throws {
    final class Clamping: OperatorReplay {
      let modelInputs = [0]
      let modelOutputs = [1]
      let magnitude: Double?
      init(_ magnitude: Double?) { self.magnitude = magnitude }
      func inputs(of operators: [Int]) -> [Int]? { [0] }
      func run(_ operators: [Int], inputs: [Int: Tensor]) throws(RunnerError) -> [Int: Tensor] {
        [1: Tensor(shape: [2], elementType: .float32, values: [6, 1.5] as [Float])]
      }
      func magnitudeBeforeClamp(_ operators: [Int], inputs: [Int: Tensor], result: Int) -> Double? { magnitude }
    }
    func sample(_ value: Float) -> RecordedSample {
      let result = Tensor(shape: [2], elementType: .float32, values: [6, value])
      return RecordedSample(
        inputs: [tensor([1])], outputs: [result],
        results: [.init(key: .number(1), operators: [0], kind: "CONV_2D", name: "y", data: result)])
    }
    // The error is 2^-16 of 65.536.
    let verdicts = try [nil, 60.0, 70.0].map {
      try compare(sample(1.5), sample(1.501), replay: Clamping($0)).tensors[0].verdict
    }
    #expect(verdicts == [.unexplained, .unexplained, .explained])
  }
}
