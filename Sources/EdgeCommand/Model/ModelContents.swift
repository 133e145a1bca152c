import CEdgeResources
import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeReports
import EdgeRunner
import EdgeSystem

/// The file behind a descriptor, as far as EdgeRunner reads it, for facts that the runner does not tell.
enum ModelContents {
  case tflite(Model)
  case onnx(ONNXModel)
  /// No file, or none that EdgeRunner reads: a board, a library, an unknown operator.
  case unknown

  /// Reads the file that `descriptor` names, if it names one.
  init(_ descriptor: String) {
    self = .unknown
    guard let descriptor = try? Descriptor(descriptor) else { return }
    // Boards that are built for a model name it beside themselves.
    let path = descriptor.driverName == QEMUDriver().name ? descriptor.parameters["model"] ?? "" : descriptor.target
    if descriptor.driverName == BuiltInDriver().name {
      if let model = try? TFLiteReader.read(ByteRegion(edge_default_model)) { self = .tflite(model) }
    } else if path.lowercased().hasSuffix(".tflite") {
      if let model = try? TFLiteReader.read(contentsOf: path) { self = .tflite(model) }
    } else if path.lowercased().hasSuffix(".onnx") {
      if let model = try? ONNXInspector.read(contentsOf: path) { self = .onnx(model) }
    }
  }

  /// The graph of a TFLite file.
  var graph: Graph? { if case .tflite(let model) = self { model.graph } else { nil } }

  /// Numbers of the tensors that each operator of a TFLite file computes.
  var resultsByOperator: [Int: [Int]] {
    Dictionary((graph?.operators ?? []).map { ($0.sourceIndex, $0.outputs) }) { first, _ in first }
  }

  /// The file's operators for a table; nil when the file is unknown.
  var operatorRows: [ModelReport.OperatorRow]? {
    switch self {
    case .tflite(let model): Self.rows(of: model.graph)
    case .onnx(let model):
      model.nodes.enumerated().map { index, node in
        let weights = Set(node.inputs)
        let bytes = model.initializers.filter { weights.contains($0.name) }.map(\.byteCount).reduce(0, +)
        return ModelReport.OperatorRow(
          index: index, kind: node.operatorType, name: node.name, output: nil, macs: nil, weightsByteCount: bytes)
      }
    case .unknown: nil
    }
  }

  /// Multiply-accumulates by operator; empty when the file is unknown or cannot be planned.
  var macsByOperator: [Int: Int] { graph.map(Self.macs) ?? [:] }

  private static func rows(of graph: Graph) -> [ModelReport.OperatorRow] {
    let macs = macs(of: graph)
    return graph.operators.map { op in
      let output = op.outputs.first.map { graph.tensors[$0] }
      let weights = op.inputs.compactMap { $0 }.map { graph.tensors[$0] }.filter { $0.constant != nil }
      return ModelReport.OperatorRow(
        index: op.sourceIndex, kind: op.kind.name, name: output?.name ?? "",
        output: output.map { "\($0.elementType)[\($0.shape.map(String.init).joined(separator: ","))]" },
        macs: macs[op.sourceIndex], weightsByteCount: weights.map(\.byteCount).reduce(0, +))
    }
  }

  private static func macs(of graph: Graph) -> [Int: Int] {
    guard let plan = try? ExecutionPlan(lowering: graph.prepared(), options: PlanOptions(visibleOperators: .all)) else {
      return [:]
    }
    var macs: [Int: Int] = [:]
    for node in plan.nodes {
      if let index = node.sourceOperators.last { macs[index, default: 0] += node.macs }
    }
    return macs
  }
}
