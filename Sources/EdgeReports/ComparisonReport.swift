package import EdgeEvaluation
package import EdgeRunner

/// Which runners agree and where they part: what `edgerunner compare` prints.
package struct ComparisonReport: Sendable, Encodable {
  package var data: String
  package var sampleCount: Int
  package var subjects: [Subject]
  package var pairs: [Pair]
  /// One sentence on who agrees with whom.
  package var conclusion: String

  /// One of the runners compared.
  package struct Subject: Sendable, Encodable {
    /// `A`, `B` and so on.
    package var label: String
    package var descriptor: String
    package var runtime: String
    package var device: String
    /// False when only outputs could be compared.
    package var showsTensors: Bool

    package init(label: String, descriptor: String, runner: any Runner) {
      self.label = label
      self.descriptor = descriptor
      runtime = runner.information.runtime
      device = runner.information.device
      showsTensors = runner.capabilities.contains(.intermediateData)
    }
  }

  /// Two of the runners; the first is the reference.
  package struct Pair: Sendable, Encodable {
    package var first: String
    package var second: String
    /// The worst of all tensors and outputs.
    package var verdict: TensorVerdict.Class
    package var exactCount: Int
    package var explainedCount: Int
    package var unexplainedCount: Int
    package var firstDivergence: TensorRow?
    /// The first tensor that rounding does not explain and that did not inherit it.
    package var firstUnexplained: TensorRow?
    package var outputs: [TensorRow]
    /// Intermediate tensors in execution order; empty when only outputs were compared.
    package var tensors: [TensorRow]
    /// Differences of all integer tensors together.
    package var histogram: [TensorRow.Bin]

    package init(_ comparison: RunComparison) {
      let verdicts = comparison.tensors
      first = comparison.first
      second = comparison.second
      verdict = comparison.verdict
      func count(_ wanted: TensorVerdict.Class) -> Int { verdicts.count { $0.verdict == wanted } }
      exactCount = count(.exact)
      explainedCount = count(.explained)
      unexplainedCount = count(.unexplained)
      firstDivergence = comparison.firstDivergence.map(TensorRow.init)
      firstUnexplained = comparison.firstUnexplained.map(TensorRow.init)
      outputs = comparison.outputs.map(TensorRow.init)
      tensors = verdicts.map(TensorRow.init)
      var histogram = StepHistogram()
      for verdict in verdicts.isEmpty ? comparison.outputs : verdicts {
        if let total = verdict.total, total.isInteger { histogram.merge(total.histogram) }
      }
      self.histogram = histogram.bins.map(TensorRow.Bin.init)
    }
  }

  package init(data: String, sampleCount: Int, subjects: [Subject], comparisons: [RunComparison]) {
    self.data = data
    self.sampleCount = sampleCount
    self.subjects = subjects
    pairs = comparisons.map(Pair.init)
    conclusion = Self.conclusion(subjects.map(\.label), pairs)
  }

  /// The worst verdict of all pairs.
  package var verdict: TensorVerdict.Class {
    let verdicts = pairs.map(\.verdict)
    return TensorVerdict.Class.allCases.last { verdicts.contains($0) } ?? .exact
  }

  private static func conclusion(_ labels: [String], _ pairs: [Pair]) -> String {
    func pair(_ a: String, _ b: String) -> Pair? { pairs.first { $0.first == a && $0.second == b } }
    var groups: [[String]] = []
    for label in labels {
      if let index = groups.firstIndex(where: { pair($0[0], label)?.verdict == .exact }) {
        groups[index].append(label)
      } else {
        groups.append([label])
      }
    }
    guard let leaders = groups.first else { return "" }
    var clauses: [String] = []
    for group in groups where group.count > 1 {
      clauses.append("\(list(group)) agree exactly")
    }
    for group in groups.dropFirst() {
      guard let pair = pair(leaders[0], group[0]) else { continue }
      let parts = "\(list(group)) part\(group.count == 1 ? "s" : "") from \(list(leaders))"
      let place = pair.firstDivergence.map { " at \($0.place)" } ?? ""
      let reason =
        pair.verdict == .explained
        ? ", explained by rounding"
        : ", unexplained" + (pair.firstUnexplained.map { " from \($0.place) on" } ?? "")
      clauses.append(parts + place + reason)
    }
    return clauses.joined(separator: "; ") + "."
  }

  private static func list(_ labels: [String]) -> String {
    labels.count < 2
      ? labels.joined() : labels.dropLast().joined(separator: ", ") + " and " + (labels.last ?? "")
  }
}
