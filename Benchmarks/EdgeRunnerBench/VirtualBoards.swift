import EdgeDrivers
import EdgeRunner
import Foundation

/// A whole detector on each virtual board: from nothing to detections, then inference by inference and node by node.
let virtualBoardTables = TableSource(name: "virtual boards") {
  guard let model = BenchmarkModel.all.first(where: { $0.name == "YOLOv8n 192" }) else {
    throw Unavailable(reason: "YOLOv8n 192 is not beside the checkout")
  }
  let availability = QEMUDriver().availability()
  guard availability.isUsable else { throw Unavailable(reason: availability.reason) }
  let boards = [("qemu-mps3-an547", "Cortex-M55"), ("qemu-mps2-an500", "Cortex-M7"), ("qemu-mps2-an386", "Cortex-M4")]
  var starts: [[String]] = []
  var inferences: [[String]] = []
  var nodes: [BenchTable] = []
  for (board, processor) in boards {
    starts.append(["\(processor), \(board)"] + (try StartTimes(model: model, board: board)).cells)
    let (portable, best) = (
      try await BoardMeasurement(model: model, board: board, kernels: "portable"),
      try await BoardMeasurement(model: model, board: board, kernels: "best")
    )
    for measurement in [portable, best] {
      inferences.append(["\(processor), \(measurement.kernels)"] + measurement.row)
    }
    nodes.append(nodeTable("\(model.name), \(processor)", portable: portable, best: best))
  }
  return [
    BenchTable(
      title: "\(model.name) on virtual boards, one `edgerunner predict` of one picture",
      columns: ["board", "cold start s", "firmware known s"], rows: starts,
      notes: [
        "Cold start: the network is generated, the firmware compiled, linked and started, the picture sent and the "
          + "detections drawn; median of \(StartTimes.roundCount), each with an empty cache. Then the same with the "
          + "firmware in the cache."
      ]),
    BenchTable(
      title: "\(model.name) on virtual boards, one inference after a warm-up",
      columns: ["board, kernels", "upload s", "inference s", "download s", "instructions", "MACs per instruction"],
      rows: inferences,
      notes: [
        "Medians of \(BoardMeasurement.roundCount). Instructions of all nodes, the same in each run; they are not "
          + "cycles, and the emulator's wall time is no time on hardware."
      ]),
  ] + nodes
}

/// Seconds from the command to its end.
private struct StartTimes {
  static let roundCount = 3
  var cells: [String]

  init(model: BenchmarkModel, board: String) throws {
    let executable = try commandExecutable().path
    let picture = Checkout.root.appendingPathComponent("Pictures/person.jpg").path
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var (cold, warm): ([Double], [Double]) = ([], [])
    for round in 0..<Self.roundCount {
      let cache = folder.appendingPathComponent("cache-\(round)").path
      func time() throws -> Double {
        try ContinuousClock().measure {
          _ = try Program.output(
            [
              executable, "predict", picture, "-d", "qemu:\(board)?model=\(model.path)", "--project", folder.path,
            ], environment: ["XDG_CACHE_HOME": cache])
        } / .seconds(1)
      }
      cold.append(try time())
      warm.append(try time())
    }
    cells = [cold, warm].map { String(format: "%.1f", $0.sorted()[Self.roundCount / 2]) }
  }
}

/// Inferences of one network on one board with one kind of kernels.
private struct BoardMeasurement {
  static let roundCount = 5
  var kernels: String
  /// Of one run; all runs take the same instructions to within one a node.
  var nodes: [NodeProfile] = []
  var row: [String] = []

  init(model: BenchmarkModel, board: String, kernels: String) async throws {
    self.kernels = kernels
    let runner = try await Drivers.connect("qemu:\(board)?model=\(model.path)&kernels=\(kernels)")
    let session = try await runner.makeSession()
    let inputs = noise(for: session)
    _ = try await session.invoke(inputs)
    var transfers: [Profile.TransferTimes] = []
    for _ in 0..<Self.roundCount {
      if let times = try await session.invoke(inputs).profile.transfer { transfers.append(times) }
    }
    nodes = try await session.invoke(inputs, mode: .perLayer, observer: nil).profile.nodes[0]
    await runner.close()
    func median(_ quantity: (Profile.TransferTimes) -> Duration) -> String {
      let seconds = transfers.map { quantity($0) / .seconds(1) }.sorted()
      return seconds.isEmpty ? "-" : String(format: "%.2f", seconds[seconds.count / 2])
    }
    let count = nodes.reduce(0) { $0 + ($1.instructions ?? 0) }
    let macs = nodes.reduce(0) { $0 + ($1.node.macs ?? 0) }
    row = [
      median(\.upload), median(\.inference), median(\.download), "\(count)",
      String(format: "%.2f", Double(macs) / Double(max(count, 1))),
    ]
  }
}

/// Every node's instructions, the most expensive ones first.
private func nodeTable(_ title: String, portable: BoardMeasurement, best: BoardMeasurement) -> BenchTable {
  let pairs = zip(portable.nodes, best.nodes).sorted { ($0.1.instructions ?? 0) > ($1.1.instructions ?? 0) }
  return BenchTable(
    title: "\(title): emulated instructions of each node",
    columns: ["node", "kind", "MACs", "portable", "MACs each", "best", "MACs each", "gain"],
    rows: pairs.map { portable, best in
      let counts = [portable, best].map { Double(max($0.instructions ?? 0, 1)) }
      let macs = best.node.macs ?? 0
      func each(_ count: Double) -> String { macs > 0 ? String(format: "%.2f", Double(macs) / count) : "-" }
      return [
        "\(best.node.index)", best.node.kind, macs > 0 ? "\(macs)" : "-", String(format: "%.0f", counts[0]),
        each(counts[0]), String(format: "%.0f", counts[1]), each(counts[1]),
        String(format: "%.2f", counts[0] / counts[1]),
      ]
    }, notes: [])
}
