package import EdgeModel
package import EdgeRunner

/// What is known of a model on a runner: what `edgerunner info` prints.
package struct ModelReport: Sendable, Encodable {
  package var descriptor: String
  package var runtime: String
  package var device: String
  package var runtimeDetails: [Fact]
  package var capabilities: [String]
  /// All models on the runner.
  package var models: [String]
  package var model: String
  package var inputs: [Port]
  package var outputs: [Port]
  package var task: String?
  package var classCount: Int?
  package var macs: Int?
  package var weightsByteCount: Int?
  package var activationsByteCount: Int?
  package var nodeCount: Int?
  package var hash: String?
  package var modelDetails: [Fact]
  /// Operators of the model's file in order; nil when there is no file that EdgeRunner reads.
  package var operators: [OperatorRow]?
  /// Nodes as the runner executes them; nil when it does not tell.
  package var nodes: [NodeRow]?

  /// A named fact.
  package struct Fact: Sendable, Encodable {
    package var name: String
    package var value: String
  }

  /// An input or output.
  package struct Port: Sendable, Encodable {
    package var name: String
    package var shape: [Int]
    package var elementType: String
    package var quantization: Quantization?
    package var byteCount: Int
    package var location: String?
  }

  /// One operator of the file.
  package struct OperatorRow: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    /// Shape and type of the first output; nil when the file does not state them.
    package var output: String?
    package var macs: Int?
    /// Bytes of its constant operands.
    package var weightsByteCount: Int?

    package init(
      index: Int, kind: String, name: String, output: String?, macs: Int?, weightsByteCount: Int?
    ) {
      self.index = index
      self.kind = kind
      self.name = name
      self.output = output
      self.macs = macs
      self.weightsByteCount = weightsByteCount
    }
  }

  /// One node of the runner.
  package struct NodeRow: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    package var operators: [Int]
    package var output: String?
    package var macs: Int?
    package var kernel: String?

    init(_ node: NodeDescription) {
      index = node.index
      kind = node.kind
      name = node.name
      operators = node.sourceOperators
      output = node.outputs.first.map { ReportText.type($0.elementType, $0.shape) }
      macs = node.macs
      kernel = node.kernel
    }
  }

  /// - Parameters:
  ///   - model: one of the runner's; its operators are those of `model.source`.
  ///   - nodes: as the runner executes them; nil when it does not tell.
  package init(descriptor: String, runner: any Runner, model: ModelInformation, nodes: [NodeDescription]?) {
    let information = runner.information
    self.descriptor = descriptor
    runtime = information.runtime
    device = information.device
    runtimeDetails = information.details.map { Fact(name: $0.name, value: $0.value) }
    capabilities = runner.capabilities.names
    models = runner.models.map(\.name)
    self.model = model.name
    inputs = model.inputs.map(Self.port)
    outputs = model.outputs.map(Self.port)
    task = model.metadata?.task
    classCount = model.metadata.flatMap { $0.names.isEmpty ? nil : $0.names.count }
    let operators = model.source.flatMap(OperatorRow.rows)
    let operatorMACs = operators.map { $0.compactMap(\.macs).reduce(0, +) }
    macs = model.macs ?? operatorMACs.flatMap { $0 > 0 ? $0 : nil }
    let operatorWeights = operators.map { $0.compactMap(\.weightsByteCount).reduce(0, +) }
    weightsByteCount = model.weightsByteCount ?? operatorWeights.flatMap { $0 > 0 ? $0 : nil }
    activationsByteCount = model.activationsByteCount
    nodeCount = model.nodeCount ?? nodes?.count
    hash = model.hash
    modelDetails = model.details.map { Fact(name: $0.name, value: $0.value) }
    self.operators = operators
    self.nodes = nodes.map { $0.map(NodeRow.init) }
  }

  private static func port(_ tensor: TensorDescription) -> Port {
    Port(
      name: tensor.name, shape: tensor.shape, elementType: tensor.elementType.rawValue,
      quantization: tensor.quantization, byteCount: tensor.byteCount, location: tensor.location)
  }
}

extension ModelReport {
  /// For people.
  package var text: String {
    var facts = FactList()
    facts.append("model", model + (models.count > 1 ? " (of \(models.joined(separator: ", ")))" : ""))
    facts.append("descriptor", descriptor)
    facts.append("runtime", runtime)
    facts.append("device", device)
    for detail in runtimeDetails { facts.append("  " + detail.name, detail.value) }
    facts.append("can do", (["outputs"] + capabilities).joined(separator: ", "))
    facts.append("task", task.map { $0 + (classCount.map { ", \($0) class\($0 == 1 ? "" : "es")" } ?? "") })
    facts.append("MACs", macs.map(ReportText.grouped))
    facts.append("weights", weightsByteCount.map { "\(ReportText.grouped($0)) B" })
    facts.append("activations", activationsByteCount.map { "\(ReportText.grouped($0)) B" })
    facts.append("hash", hash)
    for detail in modelDetails { facts.append(detail.name, detail.value) }
    var lines = [facts.text]
    lines += ["", TextTable(inputs: inputs, outputs: outputs).text]
    if let operators { lines += ["", "Operators of the file: \(operators.count)", operatorTable(operators).text] }
    if let nodes { lines += ["", "Nodes of the runner: \(nodes.count)", nodeTable(nodes).text] }
    return lines.joined(separator: "\n")
  }

  private func operatorTable(_ operators: [OperatorRow]) -> TextTable {
    var table = TextTable([
      .right("op"), .left("kind"), .left("output"), .right("MACs"), .right("weights"), .left("name"),
    ])
    for row in operators {
      table.append([
        "\(row.index)", row.kind, row.output ?? "-", row.macs.map(ReportText.grouped) ?? "-",
        row.weightsByteCount.map(ReportText.grouped) ?? "-", ReportText.shortened(row.name),
      ])
    }
    return table
  }

  private func nodeTable(_ nodes: [NodeRow]) -> TextTable {
    var table = TextTable([
      .right("node"), .left("kind"), .left("ops"), .left("output"), .right("MACs"), .left("kernel"), .left("name"),
    ])
    for node in nodes {
      table.append([
        "\(node.index)", node.kind, ReportText.numbers(node.operators), node.output ?? "-",
        node.macs.map(ReportText.grouped) ?? "-", node.kernel ?? "-", ReportText.shortened(node.name),
      ])
    }
    return table
  }
}

extension ReportText {
  /// Ascending numbers with runs joined: `3-5,9`; `-` for none.
  static func numbers(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = runs.last, number == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    return texts.isEmpty ? "-" : texts.joined(separator: ",")
  }
}
