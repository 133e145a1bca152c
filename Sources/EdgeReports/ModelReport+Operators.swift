import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner

extension ModelReport.OperatorRow {
  /// The operators of a model's file in order; nil when EdgeRunner cannot read it.
  static func rows(of source: ModelSource) -> [Self]? {
    switch try? source.contents() {
    case .tflite(let model): rows(of: model.graph)
    case .onnx(let model): model.nodes.enumerated().map { Self($1, index: $0, in: model) }
    case nil: nil
    }
  }

  private static func rows(of graph: Graph) -> [Self] {
    let macs = graph.macsByOperator
    let stored = graph.storedConstants
    return graph.operators.map { op in
      let output = op.outputs.first.map { graph.tensors[$0] }
      let operands = op.inputs.compactMap { $0 }.map { stored[$0] ?? $0 }
      let weights = operands.map { graph.tensors[$0] }.filter { $0.constant != nil }.map(\.byteCount).reduce(0, +)
      let isUnpacking = op.outputs.first.map { stored[$0] != nil } ?? false
      return Self(
        index: op.sourceIndex, kind: op.kind.name, name: output?.name ?? "",
        output: output.map { "\($0.elementType)[\($0.shape.map(String.init).joined(separator: ","))]" },
        macs: macs[op.sourceIndex], weightsByteCount: isUnpacking ? nil : weights)
    }
  }

  private init(_ node: ONNXModel.Node, index: Int, in model: ONNXModel) {
    let operands = Set(node.inputs)
    let bytes = model.initializers.filter { operands.contains($0.name) }.map(\.byteCount).reduce(0, +)
    self.init(
      index: index, kind: node.operatorType, name: node.name, output: nil, macs: nil, weightsByteCount: bytes)
  }
}

extension Graph {
  /// Multiply-accumulates by operator; empty when the graph cannot be planned.
  var macsByOperator: [Int: Int] {
    guard let plan = try? ExecutionPlan(lowering: prepared(), options: PlanOptions(visibleOperators: .all)) else {
      return [:]
    }
    var macs: [Int: Int] = [:]
    for node in plan.nodes {
      if let index = node.sourceOperators.last { macs[index, default: 0] += node.macs }
    }
    return macs
  }
}
