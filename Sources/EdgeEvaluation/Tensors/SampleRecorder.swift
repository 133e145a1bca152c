public import EdgeModel
public import EdgeRunner

/// Runs one session sample by sample and keeps what a comparison needs of each.
public struct SampleRecorder: Sendable {
  /// How much is kept of a run.
  public enum Detail: Int, Sendable, Comparable {
    case outputs
    /// Also the nodes and how long they took.
    case nodes
    /// Also what the nodes computed.
    case data

    /// Less is kept on the left.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// What is recorded.
  public let session: any Session
  /// What is kept now; falls when the runner turns out not to give what was asked for.
  public private(set) var detail: Detail
  /// Why `detail` fell; nil while it has not.
  public private(set) var loss: RunnerError?
  private let isRemote: Bool
  private let resultsByOperator: [Int: [Int]]

  /// - Parameters:
  ///   - runner: what `session` was made of; its capabilities limit `detail`.
  ///   - resultsByOperator: tensor numbers of what the operators of the model's file compute. Runners that name a
  ///     node's operator and not its tensors, as boards do, are matched by it.
  public init(_ session: any Session, of runner: any Runner, detail: Detail, resultsByOperator: [Int: [Int]] = [:]) {
    self.session = session
    isRemote = runner.information.isRemote
    self.resultsByOperator = resultsByOperator
    let most: Detail =
      runner.capabilities.contains(.intermediateData)
      ? .data : isRemote && runner.capabilities.contains(.perLayer) ? .nodes : .outputs
    self.detail = min(detail, most)
  }

  /// Runs one sample.
  ///
  /// A board that reports nodes and keeps their data is asked for the nodes alone from then on, and so is one whose
  /// nodes cannot be matched with the file: `loss` then says so.
  public mutating func record(_ inputs: [Tensor]) async throws(RunnerError) -> RecordedSample {
    var sample: RecordedSample
    do throws(RunnerError) {
      sample = try await RecordedSample(session, inputs: inputs, mode: mode)
    } catch {
      guard isRemote, detail == .data, error.code == .missingCapability else { throw error }
      fall(because: error)
      sample = try await RecordedSample(session, inputs: inputs, mode: mode)
    }
    guard isRemote else { return sample }
    sample.number(by: resultsByOperator)
    if detail == .data, !sample.results.isEmpty, sample.results.allSatisfy(\.operators.isEmpty) {
      fall(
        because: RunnerError(
          .missingCapability, "model \(session.model.name): the board does not say which operators its nodes compute"))
    }
    return sample
  }

  private mutating func fall(because error: RunnerError) {
    detail = .nodes
    loss = error
  }

  private var mode: InvocationMode {
    switch detail {
    case .outputs: .ioOnly
    case .nodes: .perLayer
    case .data: .perLayerWithData
    }
  }
}

extension RecordedSample {
  /// Gives results that have only a name the number of the tensor that their last operator computes.
  mutating func number(by resultsByOperator: [Int: [Int]]) {
    var counts: [Int: Int] = [:]
    for index in results.indices {
      guard case .name = results[index].key, let last = results[index].operators.last,
        let numbers = resultsByOperator[last]
      else { continue }
      let position = counts[last, default: 0]
      counts[last] = position + 1
      if position < numbers.count { results[index].key = .number(numbers[position]) }
    }
  }
}
