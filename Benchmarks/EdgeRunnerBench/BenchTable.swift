import EdgeReports

/// Figures that do not fit the form of `Benchmark`: several quantities per row, shares, values computed beforehand.
struct BenchTable: Codable, Sendable {
  var title: String
  var columns: [String]
  var rows: [[String]]
  /// What was measured how; one sentence each.
  var notes: [String]

  var text: String {
    var table = TextTable(columns.enumerated().map { $0.offset == 0 ? .left($0.element) : .right($0.element) })
    for row in rows { table.append(row) }
    return ([title, table.text] + notes).joined(separator: "\n")
  }
}

/// What makes tables; throwing `Unavailable` means that they cannot be made here, and why.
struct TableSource: Sendable {
  var name: String
  var make: @Sendable () async throws -> [BenchTable]
}

/// Every source of tables, in the order of the report. A new one is a line here.
let tableSources: [TableSource] = [
  linkThroughputTables,
  emulatedInstructionTables,
  virtualBoardTables,
  arenaTables,
  codeSizeTables,
  publishedFootprintTables,
  scoringTables,
  validationTables,
]
