import EdgeModel
public import EdgeRunner

/// Compares what two runners made of the same samples, tensor by tensor.
///
/// Samples are added one at a time, so that only their differences are kept. Tensors are matched by the original
/// operator's result (`TensorKey`), never by order or shape.
public struct RunComparison: Sendable {
  /// The two runners, as they shall be called; the first is the reference.
  public let first: String
  /// The runner that is held against it.
  public let second: String
  /// Number of samples added.
  public private(set) var sampleCount = 0
  private let replay: (any OperatorReplay)?
  private let measuresEveryTensor: Bool
  private var entries: [TensorKey: Entry] = [:]
  private var order: [TensorKey] = []
  private var outputEntries: [Entry] = []

  /// What is known of one tensor so far.
  private struct Entry: Sendable {
    var key: TensorKey
    var operators: [Int]
    var kind: String
    var name: String
    var shape: [Int]
    var elementType: ElementType
    var total: TensorDifference?
    var metrics: TensorMetrics?
    var separation: Separation?
    /// False once a sample differed and could not be separated.
    var isSeparable = true
    /// An output that is an input of the model, so that nothing may change it.
    var isUntouchedInput = false
  }

  /// A difference taken apart into what the operator did and what its inputs brought.
  fileprivate struct Separation: Sendable {
    var localOfFirst: TensorDifference
    var localOfSecond: TensorDifference
    var inherited: TensorDifference
  }

  /// - Parameters:
  ///   - replay: runs operators alone to separate local from inherited error; nil to judge by the tensors only.
  ///   - measuresEveryTensor: computes `TensorMetrics` of intermediate tensors too.
  public init(
    first: String, second: String, replay: (any OperatorReplay)? = nil, measuresEveryTensor: Bool = false
  ) {
    self.first = first
    self.second = second
    self.replay = replay
    self.measuresEveryTensor = measuresEveryTensor
  }

  /// Adds one sample that both runners computed.
  /// - Throws: `RunnerError.Code.invalidArgument` when the outputs do not correspond.
  public mutating func add(_ a: RecordedSample, _ b: RecordedSample) throws(RunnerError) {
    try addOutputs(a, b)
    sampleCount += 1
    let ofA = byKey(a)
    let ofB = byKey(b)
    for result in a.results {
      guard let other = ofB[result.key]?.data, other.elementCount == result.data.elementCount,
        other.elementType == result.data.elementType
      else { continue }
      if entries[result.key] == nil { order.append(result.key) }
      var entry =
        entries.removeValue(forKey: result.key)
        ?? Entry(
          key: result.key, operators: result.operators, kind: result.kind, name: result.name,
          shape: result.data.shape, elementType: result.data.elementType)
      let difference = Self.add(result.data, other, to: &entry, measures: measuresEveryTensor)
      if let difference, !difference.isIdentical, entry.isSeparable {
        if let separation = separate(result.key, difference, ofA: ofA, ofB: ofB) {
          entry.separation = entry.separation.map { $0.merged(with: separation) } ?? separation
        } else {
          entry.isSeparable = false
          entry.separation = nil
        }
      }
      entries[result.key] = entry
    }
  }

  /// All tensors of a sample, the model's inputs included when their numbers are known.
  private func byKey(_ sample: RecordedSample) -> [TensorKey: RecordedSample.Result] {
    var tensors: [TensorKey: RecordedSample.Result] = [:]
    if let replay {
      for (number, tensor) in zip(replay.modelInputs, sample.inputs) {
        let key = TensorKey.number(number)
        tensors[key] = .init(key: key, operators: [], kind: "", name: "", data: tensor)
      }
    }
    for result in sample.results { tensors[result.key] = result }
    return tensors
  }

  private mutating func addOutputs(_ a: RecordedSample, _ b: RecordedSample) throws(RunnerError) {
    guard a.outputs.count == b.outputs.count else {
      throw RunnerError(
        .invalidArgument, "\(first) has \(a.outputs.count) output(s), \(second) has \(b.outputs.count)")
    }
    for (position, (x, y)) in zip(a.outputs, b.outputs).enumerated() {
      guard x.elementCount == y.elementCount else {
        throw RunnerError(
          .invalidArgument,
          "output #\(position + 1) is \(x.shape) on \(first) and \(y.shape) on \(second), which cannot be compared")
      }
      if outputEntries.count == position {
        outputEntries.append(
          Entry(
            key: .name("output \(position + 1)"), operators: [], kind: "",
            name: "output \(position + 1)", shape: x.shape, elementType: x.elementType))
      }
      _ = Self.add(x, y, to: &outputEntries[position], measures: true)
      addUntouched(position, a, b)
    }
  }

  /// Holds an output that is an input of the model against what each runner was given.
  private mutating func addUntouched(_ position: Int, _ a: RecordedSample, _ b: RecordedSample) {
    guard let replay, position < replay.modelOutputs.count,
      let input = replay.modelInputs.firstIndex(of: replay.modelOutputs[position]), input < a.inputs.count,
      input < b.inputs.count,
      let first = TensorDifference(reference: a.inputs[input], prediction: a.outputs[position]),
      let second = TensorDifference(reference: b.inputs[input], prediction: b.outputs[position]),
      let inherited = TensorDifference(reference: a.inputs[input], prediction: b.inputs[input])
    else { return }
    let separation = Separation(localOfFirst: first, localOfSecond: second, inherited: inherited)
    let entry = outputEntries[position]
    outputEntries[position].isUntouchedInput = true
    outputEntries[position].separation = entry.separation.map { $0.merged(with: separation) } ?? separation
  }

  private static func add(
    _ x: Tensor, _ y: Tensor, to entry: inout Entry, measures: Bool
  ) -> TensorDifference? {
    if measures {
      var metrics = entry.metrics ?? TensorMetrics()
      metrics.merge(TensorMetrics(reference: x, prediction: y))
      entry.metrics = metrics
    }
    guard let difference = TensorDifference(reference: x, prediction: y) else { return nil }
    entry.total = entry.total.map { $0.merged(with: difference) } ?? difference
    return difference
  }

  private typealias Tensors = [TensorKey: RecordedSample.Result]

  /// Takes the difference of one result of one sample apart; nil when that cannot be done.
  private func separate(_ key: TensorKey, _ difference: TensorDifference, ofA: Tensors, ofB: Tensors) -> Separation? {
    guard case .number(let number) = key, let first = ofA[key], let second = ofB[key] else { return nil }
    // Where one side fused operators, what they read is what both sides show.
    let groups = [first.operators, second.operators].sorted { $0.count < $1.count }
    for group in groups where !group.isEmpty {
      guard let inputsOfFirst = inputs(of: group, from: ofA), let inputsOfSecond = inputs(of: group, from: ofB) else {
        continue
      }
      if let alone = run(group, inputsOfFirst, result: number),
        let aloneOfSecond = run(group, inputsOfSecond, result: number),
        let localOfFirst = TensorDifference(reference: alone, prediction: first.data),
        let localOfSecond = TensorDifference(reference: aloneOfSecond, prediction: second.data),
        let inherited = TensorDifference(reference: alone, prediction: aloneOfSecond)
      {
        let separation = Separation(localOfFirst: localOfFirst, localOfSecond: localOfSecond, inherited: inherited)
        guard separation.isApart, !difference.isInteger,
          let magnitude = replay?.magnitudeBeforeClamp(group, inputs: inputsOfFirst, result: number)
        else { return separation }
        return separation.judged(atMagnitude: magnitude)
      }
      // Without a third opinion, equal inputs still show that the difference is the operators' own.
      let inputsAreEqual = inputsOfFirst.allSatisfy { input, tensor in
        inputsOfSecond[input].flatMap { TensorDifference(reference: tensor, prediction: $0) }?.isIdentical == true
      }
      if inputsAreEqual, let none = TensorDifference(reference: second.data, prediction: second.data) {
        return Separation(localOfFirst: none, localOfSecond: difference, inherited: none)
      }
    }
    return nil
  }

  /// What `operators` read on one side, by tensor number; nil when that side does not show all of it.
  private func inputs(of operators: [Int], from side: Tensors) -> [Int: Tensor]? {
    guard let numbers = replay?.inputs(of: operators) else { return nil }
    var inputs: [Int: Tensor] = [:]
    for number in numbers {
      guard let tensor = side[.number(number)]?.data else { return nil }
      inputs[number] = tensor
    }
    return inputs
  }

  private func run(_ operators: [Int], _ inputs: [Int: Tensor], result: Int) -> Tensor? {
    do throws(RunnerError) {
      return try replay?.run(operators, inputs: inputs)[result]
    } catch {
      // Operators that cannot be run alone are no failure of the comparison; their difference stays unexplained.
      return nil
    }
  }

  // MARK: Verdicts

  /// Verdicts on all tensors that both runners showed, in execution order.
  public var tensors: [TensorVerdict] {
    var suspects: Set<TensorKey> = []
    return order.compactMap { entries[$0] }.map { entry in
      let verdict = verdict(on: entry, suspects: suspects)
      if verdict.verdict == .unexplained { suspects.insert(entry.key) }
      return verdict
    }
  }

  /// Verdicts on the outputs, in order. An output is explained when everything that leads to it is.
  public var outputs: [TensorVerdict] {
    let everything = tensors
    let allExplained = !everything.isEmpty && everything.allSatisfy { $0.verdict != .unexplained }
    return outputEntries.map { entry in
      var verdict = verdict(on: entry, suspects: [])
      if entry.isUntouchedInput {
        let changes = [verdict.localOfFirst, verdict.localOfSecond].compactMap { $0 }.contains { !$0.isIdentical }
        verdict.verdict = changes ? .unexplained : verdict.verdict
      } else if verdict.verdict != .exact, verdict.total != nil {
        let isClose = everything.isEmpty && verdict.level < .apart
        verdict.verdict = allExplained || isClose ? .explained : .unexplained
        verdict.isInherited = !everything.isEmpty && !allExplained
      }
      return verdict
    }
  }

  private func verdict(on entry: Entry, suspects: Set<TensorKey>) -> TensorVerdict {
    var verdict = TensorVerdict(
      key: entry.key, operators: entry.operators, kind: entry.kind, name: entry.name,
      shape: entry.shape, elementType: entry.elementType, total: entry.total, metrics: entry.metrics,
      localOfFirst: entry.separation?.localOfFirst, localOfSecond: entry.separation?.localOfSecond,
      inherited: entry.separation?.inherited, verdict: .unexplained, isInherited: false)
    guard let total = entry.total else {
      verdict.verdict = entry.metrics?.rmse == 0 ? .exact : .unexplained
      return verdict
    }
    if total.isIdentical {
      verdict.verdict = .exact
    } else if let separation = entry.separation,
      max(RoundingLevel(separation.localOfFirst), RoundingLevel(separation.localOfSecond)) < .apart
    {
      let operands = replay?.inputs(of: entry.operators) ?? []
      verdict.isInherited = operands.contains { suspects.contains(.number($0)) }
      verdict.verdict = verdict.isInherited ? .unexplained : .explained
    }
    return verdict
  }
}

extension RunComparison {
  /// The first tensor in execution order that is not exact: where the two part.
  public var firstDivergence: TensorVerdict? { (tensors + outputs).first { $0.verdict != .exact } }

  /// The first tensor whose difference rounding does not explain, and which did not inherit it.
  public var firstUnexplained: TensorVerdict? {
    (tensors + outputs).first { $0.verdict == .unexplained && !$0.isInherited }
  }

  /// The verdict on the whole: the worst of all tensors and outputs.
  public var verdict: TensorVerdict.Class {
    let all = (tensors + outputs).map(\.verdict)
    return all.contains(.unexplained) ? .unexplained : all.contains(.explained) ? .explained : .exact
  }
}

extension RunComparison.Separation {
  /// True when a side is further from what the operators alone compute than rounding explains.
  fileprivate var isApart: Bool { max(RoundingLevel(localOfFirst), RoundingLevel(localOfSecond)) == .apart }

  /// Judged as if the operators' results had elements of this magnitude.
  fileprivate func judged(atMagnitude magnitude: Double) -> Self {
    Self(
      localOfFirst: localOfFirst.judged(atMagnitude: magnitude),
      localOfSecond: localOfSecond.judged(atMagnitude: magnitude), inherited: inherited)
  }

  fileprivate func merged(with other: Self) -> Self {
    Self(
      localOfFirst: localOfFirst.merged(with: other.localOfFirst),
      localOfSecond: localOfSecond.merged(with: other.localOfSecond),
      inherited: inherited.merged(with: other.inherited))
  }
}
