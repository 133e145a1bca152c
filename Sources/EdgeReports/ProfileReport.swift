package import EdgeEvaluation
import EdgeFormats
import EdgeModel
package import EdgeRunner

/// Where a model's time goes: what `edgerunner profile` prints.
package struct ProfileReport: Sendable, Encodable {
  package var descriptor: String
  package var model: String
  package var runtime: String
  package var device: String
  package var data: String
  package var warmUpCount: Int
  /// Time the model computed, over plain runs.
  package var total: Timing
  /// Wall time of the whole call on the host, transfers included.
  package var host: Timing
  /// Time the model computed while its nodes were measured; nil when they were not.
  package var perLayerTotal: Timing?
  /// Multiply-accumulates of one inference.
  package var macs: Int?
  package var macsPerSecond: Double?
  /// What the device's times are, where they are not simply times.
  package var time: String?
  /// Nodes by falling cost; nil when the runner cannot measure them.
  package var nodes: [NodeCost]?

  /// Repeated measurements in milliseconds.
  package struct Timing: Sendable, Encodable {
    package var count: Int
    package var median: Double
    package var lowerQuartile: Double
    package var upperQuartile: Double
    package var minimum: Double
    package var maximum: Double
    package var mean: Double
    package var standardDeviation: Double
    /// Distance of the quartiles as a share of the median.
    package var relativeSpread: Double
    package var isTooNoisy: Bool

    package init(_ statistics: DurationStatistics) {
      func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
      count = statistics.count
      median = milliseconds(statistics.median)
      lowerQuartile = milliseconds(statistics.lowerQuartile)
      upperQuartile = milliseconds(statistics.upperQuartile)
      minimum = milliseconds(statistics.minimum)
      maximum = milliseconds(statistics.maximum)
      mean = milliseconds(statistics.mean)
      standardDeviation = milliseconds(statistics.standardDeviation)
      relativeSpread = statistics.relativeSpread
      isTooNoisy = statistics.isTooNoisy
    }
  }

  /// What one node costs.
  package struct NodeCost: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    package var operators: [Int]
    /// Median in milliseconds.
    package var milliseconds: Double
    /// Share of the sum over all nodes.
    package var share: Double
    /// Median of hardware cycles; nil where there is no counter.
    package var cycles: UInt64?
    /// Emulated instructions, median; nil where nobody counts them.
    package var instructions: UInt64?
    package var macsPerInstruction: Double?
    package var macs: Int?
    package var macsPerSecond: Double?
    package var kernel: String?
  }

  /// - Parameters:
  ///   - model: its source tells multiply-accumulates where the runner does not know those of a node.
  ///   - durations: of plain runs, at least one.
  ///   - hostDurations: of the same runs.
  ///   - nodeRuns: nodes of each run in which they were measured; empty when none was.
  package init(
    descriptor: String, runner: any Runner, model: ModelInformation, data: String, warmUpCount: Int,
    durations: DurationStatistics, hostDurations: DurationStatistics, nodeRuns: [[NodeProfile]],
    perLayerDurations: DurationStatistics?
  ) {
    self.descriptor = descriptor
    self.model = model.name
    runtime = runner.information.runtime
    device = runner.information.device
    self.data = data
    self.warmUpCount = warmUpCount
    total = Timing(durations)
    host = Timing(hostDurations)
    perLayerTotal = perLayerDurations.map(Timing.init)
    let macsByOperator = model.source?.graph?.macsByOperator ?? [:]
    let allMACs = macsByOperator.values.reduce(0, +)
    macs = model.macs ?? (allMACs > 0 ? allMACs : nil)
    macsPerSecond = macs.flatMap { total.median > 0 ? Double($0) / (total.median / 1000) : nil }
    time = runner.information.details.first { $0.name == "time" }?.value
    nodes = nodeRuns.isEmpty ? nil : Self.costs(nodeRuns, macsByOperator)
  }

  private static func costs(_ runs: [[NodeProfile]], _ macsByOperator: [Int: Int]) -> [NodeCost] {
    guard let first = runs.first else { return [] }
    let comparable = runs.filter { $0.count == first.count }
    var costs = first.indices.map { position in
      let measurements = comparable.map { $0[position] }
      let node = first[position].node
      let median = DurationStatistics(measurements.compactMap(\.duration))?.median ?? .zero
      let cycles = measurements.compactMap(\.cycles).sorted()
      let instructions = measurements.compactMap(\.instructions).sorted()
      let count = instructions.isEmpty ? nil : instructions[instructions.count / 2]
      let known = node.sourceOperators.compactMap { macsByOperator[$0] }
      let macs = node.macs ?? (known.isEmpty ? nil : known.reduce(0, +))
      let seconds = median / .seconds(1)
      return NodeCost(
        index: node.index, kind: node.kind, name: node.name, operators: node.sourceOperators,
        milliseconds: seconds * 1000, share: 0, cycles: cycles.isEmpty ? nil : cycles[cycles.count / 2],
        instructions: count,
        macsPerInstruction: macs.flatMap { macs in count.flatMap { $0 > 0 ? Double(macs) / Double($0) : nil } },
        macs: macs,
        macsPerSecond: macs.flatMap { $0 > 0 && seconds > 0 ? Double($0) / seconds : nil }, kernel: node.kernel)
    }
    let sum = costs.map(\.milliseconds).reduce(0, +)
    for index in costs.indices { costs[index].share = sum > 0 ? costs[index].milliseconds / sum : 0 }
    return costs.sorted { ($1.milliseconds, $0.index) < ($0.milliseconds, $1.index) }
  }
}

extension ProfileReport {
  /// For people.
  /// - Parameter nodeLimit: most rows of the node table; nil for all.
  package func text(nodeLimit: Int? = nil) -> String {
    var facts = FactList()
    facts.append("model", model)
    facts.append("runtime", "\(runtime) on \(device)")
    facts.append("data", data)
    facts.append("time", time)
    facts.append("latency", timing(total) + " over \(total.count) runs after \(warmUpCount) to warm up")
    facts.append("host", timing(host))
    facts.append(
      "throughput",
      macsPerSecond.map { "\(ReportText.number($0 / 1e9)) GMAC/s, \(ReportText.grouped(macs ?? 0)) MACs" })
    if let perLayerTotal { facts.append("per layer", timing(perLayerTotal) + " while nodes were measured") }
    var lines = [facts.text]
    if total.isTooNoisy { lines += ["", Self.noiseWarning(total)] }
    if let nodes { lines += ["", nodeText(nodes, limit: nodeLimit)] }
    return lines.joined(separator: "\n")
  }

  /// What to tell of a measurement that should not be quoted.
  static func noiseWarning(_ timing: Timing) -> String {
    timing.count < DurationStatistics.quotableCount
      ? "TOO FEW RUNS TO QUOTE: \(timing.count), at least \(DurationStatistics.quotableCount) are needed"
      : "TOO NOISY TO QUOTE: the quartiles are \(ReportText.percent(timing.relativeSpread)) of the median apart "
        + "(limit \(ReportText.percent(DurationStatistics.quotableSpread))); stop other work and measure again"
  }

  private func timing(_ timing: Timing) -> String {
    func text(_ value: Double) -> String { ReportText.milliseconds(.milliseconds(value)) }
    return "median \(text(timing.median)) ms, quartiles \(text(timing.lowerQuartile)) to "
      + "\(text(timing.upperQuartile)), least \(text(timing.minimum))"
  }

  private func nodeText(_ nodes: [NodeCost], limit: Int?) -> String {
    let hasCycles = nodes.contains { $0.cycles != nil }
    var columns: [TextTable.Column] = [
      .right("node"), .left("kind"), .left("ops"), .right("ms"), .right("share"), .right("cumul"), .right("MACs"),
      .right("GMAC/s"),
    ]
    if hasCycles { columns.append(.right("cycles")) }
    let hasInstructions = nodes.contains { $0.instructions != nil }
    if hasInstructions { columns += [.right("instructions"), .right("MAC/insn")] }
    var table = TextTable(columns + [.left("kernel"), .left("name")])
    var sum = 0.0
    for node in nodes.prefix(limit ?? nodes.count) {
      sum += node.share
      var cells = [
        "\(node.index)", node.kind, ReportText.numbers(node.operators),
        ReportText.milliseconds(.milliseconds(node.milliseconds)), ReportText.percent(node.share),
        ReportText.percent(sum), node.macs.map(ReportText.grouped) ?? "-",
        node.macsPerSecond.map { ReportText.number(($0 / 1e7).rounded() / 100) } ?? "-",
      ]
      if hasCycles { cells.append(node.cycles.map { ReportText.grouped(Int(clamping: $0)) } ?? "-") }
      if hasInstructions {
        cells.append(node.instructions.map { ReportText.grouped(Int(clamping: $0)) } ?? "-")
        cells.append(node.macsPerInstruction.map { ReportText.number(($0 * 1000).rounded() / 1000) } ?? "-")
      }
      table.append(cells + [node.kernel ?? "-", ReportText.shortened(node.name)])
    }
    let left = nodes.count - table.rows.count
    let total = nodes.map(\.milliseconds).reduce(0, +)
    let more = left > 0 ? ", \(left) more not shown" : ""
    let count = nodes.compactMap(\.instructions).reduce(0, &+)
    let instructions = hasInstructions ? ", \(ReportText.grouped(Int(clamping: count))) emulated instructions" : ""
    return table.text
      + "\n\(nodes.count) nodes, sum \(ReportText.milliseconds(.milliseconds(total))) ms\(instructions)\(more)"
  }
}
