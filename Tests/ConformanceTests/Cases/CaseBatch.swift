import EdgeEmulation
import EdgeModel
import EdgePlanner
import EdgeTestSupport

/// Cases that are computed side by side by one network, because compiling one is much faster than compiling many.
///
/// Tensors of a joined network are called `CASE/TENSOR`, so that what is wrong is known by case.
struct CaseBatch: Sendable {
  let network: OperatorCase
  /// Why some cases could not take part, by name.
  let refused: [String: String]

  /// Joins the networks that `cases` have for `seed`. A case that cannot be planned does not hinder the others.
  init(_ cases: [ConformanceCase], seed: UInt64, name: String, options: PlanOptions = PlanOptions()) {
    var refused: [String: String] = [:]
    var networks: [OperatorCase] = []
    for c in cases {
      guard let network = c.network(seed: seed) else { continue }
      do throws(PlanError) {
        _ = try ExecutionPlan(lowering: network.graph, options: options)
        networks.append(network)
      } catch { refused[c.name] = "\(error)" }
    }
    network = OperatorCase.joined(networks, name: name)
    self.refused = refused
  }
}

/// What is wrong with the answers to a batch of cases.
struct BatchAnswer: Sendable {
  private var complaints: [ResultComplaint]
  private var refused: [String: String]
  private var answered: Set<String>

  init(_ batches: [CaseBatch], _ complaints: [ResultComplaint]) {
    self.complaints = complaints
    refused = batches.reduce(into: [:]) { $0.merge($1.refused) { first, _ in first } }
    answered = Set(
      batches.flatMap { batch in batch.network.graph.outputs.map { batch.network.graph.tensors[$0].name } }
        .compactMap { Self.caseName($0) })
  }

  init(_ batches: [CaseBatch], _ differences: [ResultDifference]) {
    self.init(batches, differences.map { ResultComplaint(tensor: $0.tensor, text: $0.text) })
  }

  /// What concerns `c`: its own tensors, and what is wrong with the whole.
  func complaints(about c: ConformanceCase) -> [String] {
    if let reason = refused[c.name] { return [reason] }
    guard answered.contains(c.name) else { return ["was not computed"] }
    return complaints.filter { $0.tensor.map { Self.caseName($0) == c.name } ?? true }.map(\.description)
  }

  private static func caseName(_ tensor: String) -> String? {
    tensor.firstIndex(of: "/").map { String(tensor[..<$0]) }
  }
}
