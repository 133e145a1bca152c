import EdgeModel
import EdgeRunner

/// What is known of a model on a runner: what `edgerunner info` prints.
public struct ModelReport: Sendable, Encodable {
  public var descriptor: String
  public var runtime: String
  public var device: String
  public var runtimeDetails: [Fact]
  public var capabilities: [String]
  /// All models on the runner.
  public var models: [String]
  public var model: String
  public var inputs: [Port]
  public var outputs: [Port]
  public var task: String?
  public var classCount: Int?
  public var macs: Int?
  public var weightsByteCount: Int?
  public var activationsByteCount: Int?
  public var nodeCount: Int?
  public var hash: String?
  public var modelDetails: [Fact]
  /// Operators of the model's file in order; nil when there is no file that EdgeRunner reads.
  public var operators: [OperatorRow]?
  /// Nodes as the runner executes them; nil when it does not tell.
  public var nodes: [NodeRow]?

  /// A named fact.
  public struct Fact: Sendable, Encodable {
    public var name: String
    public var value: String
  }

  /// An input or output.
  public struct Port: Sendable, Encodable {
    public var name: String
    public var shape: [Int]
    public var elementType: String
    public var quantization: Quantization?
    public var byteCount: Int
    public var location: String?
  }

  /// One operator of the file.
  public struct OperatorRow: Sendable, Encodable {
    public var index: Int
    public var kind: String
    public var name: String
    /// Shape and type of the first output; nil when the file does not state them.
    public var output: String?
    public var macs: Int?
    /// Bytes of its constant operands.
    public var weightsByteCount: Int?

    public init(
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
  public struct NodeRow: Sendable, Encodable {
    public var index: Int
    public var kind: String
    public var name: String
    public var operators: [Int]
    public var output: String?
    public var macs: Int?
    public var kernel: String?

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
  public init(descriptor: String, runner: any Runner, model: ModelInformation, nodes: [NodeDescription]?) {
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
    weightsByteCount = model.weightsByteCount
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
  public var text: String {
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
    lines += ["", portTable.text]
    if let operators { lines += ["", "Operators of the file: \(operators.count)", operatorTable(operators).text] }
    if let nodes { lines += ["", "Nodes of the runner: \(nodes.count)", nodeTable(nodes).text] }
    return lines.joined(separator: "\n")
  }

  private var portTable: TextTable {
    var table = TextTable([
      .left("tensor"), .left("name"), .left("type"), .right("bytes"), .left("quantization"), .left("where"),
    ])
    for (kind, ports) in [("input", inputs), ("output", outputs)] {
      for (index, port) in ports.enumerated() {
        let type = "\(port.elementType)[\(port.shape.map(String.init).joined(separator: ","))]"
        table.append([
          "\(kind) \(index + 1)", ReportText.shortened(port.name), type, ReportText.grouped(port.byteCount),
          ReportText.quantization(port.quantization), port.location ?? "",
        ])
      }
    }
    return table
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
