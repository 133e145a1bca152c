import EdgeEvaluation

extension ComparisonReport {
  /// For people.
  /// - Parameter tensorLimit: most rows of each table of tensors.
  package func text(tensorLimit: Int) -> String {
    var table = TextTable([.left(""), .left("descriptor"), .left("runtime"), .left("compared")])
    for subject in subjects {
      table.append([
        subject.label, subject.descriptor, subject.runtime, subject.showsTensors ? "all tensors" : "outputs only",
      ])
    }
    var sections = ["data: \(data)", table.text]
    for pair in pairs {
      if let twin = exactTwin(of: pair.first), pairs.contains(where: { $0.first == twin && $0.second == pair.second }) {
        sections.append(
          "\(pair.first) and \(pair.second): as \(twin) and \(pair.second), \(twin) and \(pair.first) being exact")
      } else {
        sections.append(pair.text(tensorLimit: tensorLimit))
      }
    }
    sections += ["Agreement\n" + matrix.text, conclusion]
    return sections.joined(separator: "\n\n")
  }

  /// The first runner that agrees exactly with `label` and comes before it.
  private func exactTwin(of label: String) -> String? {
    pairs.first { $0.second == label && $0.verdict == .exact }?.first
  }

  private var matrix: TextTable {
    var table = TextTable([.left("")] + subjects.map { .left($0.label) })
    for row in subjects {
      table.append(
        [row.label]
          + subjects.map { column in
            let labels = [row.label, column.label]
            guard row.label != column.label else { return "-" }
            return pairs.first { labels.contains($0.first) && labels.contains($0.second) }?.verdict.rawValue ?? ""
          })
    }
    return table
  }
}

extension ComparisonReport.Pair {
  func text(tensorLimit: Int) -> String {
    var lines = ["\(first) and \(second): \(headline)"]
    guard verdict != .exact else { return lines[0] }
    lines.append(outputTable.text(indentedBy: 2))
    if let firstDivergence { lines.append("  first difference: " + describe(firstDivergence)) }
    if let firstUnexplained { lines.append("  first unexplained: " + describe(firstUnexplained)) }
    if !histogram.isEmpty { lines.append("  steps apart: " + histogramText) }
    let differing = tensors.filter { $0.verdict != .exact }
    if !differing.isEmpty {
      let culprits = differing.filter { $0.verdict == .unexplained && !$0.isInherited }
      let shown = culprits.isEmpty ? differing : culprits
      lines.append(tensorTable(shown.prefix(tensorLimit)).text(indentedBy: 2))
      let left = shown.count - min(shown.count, tensorLimit)
      if left > 0 {
        lines.append("  \(left) more\(culprits.isEmpty ? "" : " unexplained") tensors differ (--top, --json)")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    let name = verdict == .explained ? "explained by rounding" : verdict.rawValue
    guard !tensors.isEmpty else { return "\(name) (outputs only)" }
    return "\(name): of \(tensors.count) tensors \(exactCount) exact, \(explainedCount) explained, "
      + "\(unexplainedCount) unexplained"
  }

  private func describe(_ row: TensorRow) -> String {
    var text = "\(row.place): \(ReportText.share(row.total)) of elements, at most \(ReportText.stepCount(row.total))"
    if row.localOfFirst != nil || row.localOfSecond != nil {
      text +=
        "; local error \(first) \(ReportText.steps(row.localOfFirst)), \(second) \(ReportText.steps(row.localOfSecond))"
    }
    return text
  }

  /// Shares by distance, whatever the sign.
  private var histogramText: String {
    let total = Double(max(histogram.map(\.count).reduce(0, +), 1))
    var upper = 0
    var texts: [String] = []
    while upper <= 256 {
      let lower = upper == 0 ? 0 : upper / 2 + 1
      let count = histogram.filter { (lower...upper).contains(max(abs($0.from), abs($0.to))) }.map(\.count).reduce(0, +)
      if count > 0 {
        let percent = Double(count) / total * 100
        let label = lower == upper ? "\(upper)" : "\(lower)-\(upper)"
        texts.append(
          "\(label): " + (percent < 0.01 ? "<0.01%" : ReportText.number((percent * 100).rounded() / 100) + "%"))
      }
      upper = upper == 0 ? 1 : upper * 2
    }
    return texts.joined(separator: ", ")
  }

  private var outputTable: TextTable {
    var table = TextTable(
      [.left("output"), .left("type"), .right("differ"), .right("steps"), .left("verdict")]
        + TensorRow.Metrics.headers)
    for row in outputs {
      table.append(
        [
          row.name, ReportText.type(row.elementType, row.shape),
          ReportText.share(row.total), ReportText.steps(row.total), row.verdict.rawValue,
        ] + (row.metrics?.cells ?? []))
    }
    return table
  }

  private func tensorTable(_ rows: some Sequence<TensorRow>) -> TextTable {
    var table = TextTable([
      .right("ops"), .left("kind"), .right("tensor"), .right("differ"), .right("steps"), .right("local \(first)"),
      .right("local \(second)"), .right("inherited"), .left("verdict"), .left("name"),
    ])
    for row in rows {
      table.append([
        ReportText.numbers(row.operators), row.kind, row.tensor.map { "\($0)" } ?? "-", ReportText.share(row.total),
        ReportText.steps(row.total), ReportText.steps(row.localOfFirst), ReportText.steps(row.localOfSecond),
        ReportText.steps(row.inherited), row.verdict.rawValue + (row.isInherited ? " (inherited)" : ""),
        ReportText.shortened(row.name, to: 32),
      ])
    }
    return table
  }
}
