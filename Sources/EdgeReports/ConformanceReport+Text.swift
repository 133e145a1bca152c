import EdgeEvaluation
import EdgeModel

extension ConformanceReport {
  /// For people, in the order of ST's validation report.
  package var text: String {
    var sections = [
      identity, timingText, "Values per tensor\n" + tensorTable.text,
    ]
    if !nodes.isEmpty { sections.append("Nodes\n" + nodeTable.text) }
    sections.append("Cross accuracy, the original model being the reference\n" + crossTable.text)
    sections += confusion.enumerated().map { confusionText($1, output: $0 + 1) }
    sections.append("Evaluation\n" + summaryTable.text)
    sections.append(verdictLine)
    return sections.joined(separator: "\n\n")
  }

  /// One line: pass or fail, the policy and the strictest one met.
  package var verdictLine: String {
    "\(passed ? "PASSED" : "FAILED"): policy \(policy.rawValue) (\(policyMeaning)); "
      + (strictestPolicyMet == .none
        ? "no policy is met" : "the strictest policy met is \(strictestPolicyMet.rawValue)")
  }

  private var identity: String {
    var facts = FactList()
    facts.append("data", data)
    facts.append("original model", "\(reference.model): \(reference.descriptor)")
    facts.append("  runtime", "\(reference.runtime) on \(reference.device)")
    facts.append("c-model", "\(candidate.model): \(candidate.descriptor)")
    facts.append("  runtime", "\(candidate.runtime) on \(candidate.device)")
    facts.append("  nodes", candidate.nodeCount.map(ReportText.grouped))
    facts.append("  activations", candidate.activationsByteCount.map { "\(ReportText.grouped($0)) B" })
    facts.append("  weights", candidate.weightsByteCount.map { "\(ReportText.grouped($0)) B" })
    facts.append("  MACC", candidate.macs.map(ReportText.grouped))
    facts.append("  hash", candidate.hash)
    facts.append("  capabilities", (["outputs"] + candidate.capabilities).joined(separator: ", "))
    for detail in candidate.details { facts.append("  " + detail.name, detail.value) }
    return facts.text
  }

  private var timingText: String {
    guard let timing else { return "duration not measured" }
    func text(_ value: Double) -> String { ReportText.milliseconds(.milliseconds(value)) }
    return "samples \(timing.count), mean \(text(timing.mean)) ms (min \(text(timing.minimum)), "
      + "max \(text(timing.maximum)), std \(text(timing.standardDeviation)))"
  }

  private var tensorTable: TextTable {
    var table = TextTable([
      .left("tensor"), .left("type"), .right("min"), .right("max"), .right("mean"), .right("std"), .left("name"),
    ])
    for tensor in tensors {
      let statistics = tensor.statistics
      table.append(
        [tensor.tag, ReportText.type(tensor.elementType, tensor.shape)]
          + [statistics.minimum, statistics.maximum, statistics.mean, statistics.standardDeviation]
          .map(ReportText.metric) + [ReportText.shortened(tensor.name)])
    }
    return table
  }

  private var nodeTable: TextTable {
    let sum = nodes.compactMap(\.milliseconds).reduce(0, +)
    var table = TextTable(
      [.right("node"), .left("ops"), .left("kind"), .right("ms"), .right("share")]
        + TensorRow.Metrics.headers.dropFirst() + [.right("steps"), .left("name")])
    for node in nodes {
      let row = node.results.first
      table.append(
        [
          "\(node.index)", ReportText.numbers(node.operators), node.kind,
          node.milliseconds.map { ReportText.milliseconds(.milliseconds($0)) } ?? "-",
          node.milliseconds.map { sum > 0 ? ReportText.percent($0 / sum) : "-" } ?? "-",
        ] + (row?.metrics.map(\.cells) ?? TensorRow.Metrics.headers.map { _ in "-" }).dropFirst()
          + [ReportText.steps(row?.total), ReportText.shortened(node.name, to: 32)])
    }
    return table
  }

  private var crossTable: TextTable {
    var table = TextTable(
      [.left("output"), .left("type"), .right("elements"), .right("differ"), .right("steps"), .left("verdict")])
    for row in crossAccuracy {
      table.append([
        row.name, ReportText.type(row.elementType, row.shape),
        row.total.map { ReportText.grouped($0.elements) } ?? "-", ReportText.share(row.total),
        ReportText.steps(row.total), row.verdict.rawValue,
      ])
    }
    return table
  }

  private var summaryTable: TextTable {
    var table = TextTable([.left("output")] + TensorRow.Metrics.headers + [.left("tensor")])
    let place = candidate.isHost ? "HOST" : "TARGET"
    for row in againstExpected {
      let name = row.subject == "c-model" ? "\(place) c-model" : row.subject
      table.append(["\(name) #\(row.output)"] + row.metrics.cells + ["against the expected output"])
    }
    for (index, row) in crossAccuracy.enumerated() {
      let name = tensors.first { $0.tag == "O.\(index + 1)" }?.name ?? ""
      table.append(["X-cross #\(index + 1)"] + (row.metrics?.cells ?? []) + [ReportText.shortened(name)])
    }
    return table
  }

  private func confusionText(_ counts: [[Int]], output: Int) -> String {
    let correct = counts.indices.map { counts[$0][$0] }.reduce(0, +)
    let all = counts.joined().reduce(0, +)
    let title = "Confusion of output \(output): \(correct) of \(all) samples agree"
    guard counts.count <= 20 else { return title + " (\(counts.count) classes, see the JSON report)" }
    var table = TextTable([.left("original \\ c-model")] + counts.indices.map { .right("C\($0)") })
    for (row, values) in counts.enumerated() { table.append(["C\(row)"] + values.map { $0 == 0 ? "." : "\($0)" }) }
    return title + "\n" + table.text
  }
}
