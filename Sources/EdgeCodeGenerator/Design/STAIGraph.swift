import EdgeModel
import EdgePlanner

/// The plan's nodes as a graph of tensors, which is how the "st-ai" interface describes them.
package struct STAIGraph {
  /// The network's inputs, then the results of all nodes in order; with the node that makes each.
  private(set) var tensors: [(tensor: PlanTensor, node: Int?)] = []
  /// Numbers of the tensors that each node reads and makes.
  private(set) var nodes: [(inputs: [Int], outputs: [Int])] = []

  /// Most tensors on one side of a node.
  var mostBuffers: Int { nodes.map { max($0.inputs.count, $0.outputs.count) }.max() ?? 0 }

  init(_ design: NetworkDesign) {
    let plan = design.plan
    var latest: [Int: Int] = [:]
    func remember(_ tensor: PlanTensor, _ number: Int) {
      if case .buffer(let buffer, _) = tensor.place { latest[buffer] = number }
    }
    for tensor in plan.inputs {
      remember(tensor, tensors.count)
      tensors.append((tensor, nil))
    }
    for (index, node) in plan.nodes.enumerated() {
      var inputs: [Int] = []
      for step in node.steps {
        for operand in plan.steps[step].operands.dropLast() {
          guard case .buffer(let buffer, _) = operand, let number = latest[buffer], !inputs.contains(number) else {
            continue
          }
          inputs.append(number)
        }
      }
      let outputs = node.outputs.indices.map { tensors.count + $0 }
      for (tensor, number) in zip(node.outputs, outputs) { remember(tensor, number) }
      tensors += node.outputs.map { ($0, index) }
      nodes.append((inputs, outputs))
    }
  }

  /// `EDGE_STAI_FORMAT` of an element type.
  static func format(_ type: ElementType) -> String {
    let kind = type.isFloatingPoint ? 1 : type == .bool ? 3 : 2
    let isSigned = type.isFloatingPoint || (type.integerRange.map { $0.lowerBound < 0 } ?? false)
    return "EDGE_STAI_FORMAT(\(kind), \(isSigned ? 1 : 0), \(type.bitWidth))"
  }

  /// The interface's number for a kind of layer, by the first operator that says what the node is.
  package static func layerType(_ kind: String) -> Int {
    let types: [String: Int] = [
      "ADD": 1, "SUB": 19, "MUL": 19, "DIV": 19, "MAXIMUM": 19, "MINIMUM": 19, "CONV_2D": 3, "DEPTHWISE_CONV_2D": 3,
      "TRANSPOSE_CONV": 3, "FULLY_CONNECTED": 4, "BATCH_MATMUL": 17, "TRANSPOSE": 10, "MAX_POOL_2D": 11,
      "AVERAGE_POOL_2D": 11, "SOFTMAX": 12, "SPLIT": 13, "SPLIT_V": 13, "CONCATENATION": 16, "PAD": 22, "PADV2": 22,
      "SLICE": 23, "STRIDED_SLICE": 23, "TILE": 24, "MEAN": 25, "SUM": 25, "REDUCE_MAX": 25,
      "RESIZE_NEAREST_NEIGHBOR": 27, "RESIZE_BILINEAR": 27, "GATHER": 28, "PACK": 29, "UNPACK": 30, "CAST": 33,
      "QUANTIZE": 33, "DEQUANTIZE": 33, "RESHAPE": 0, "SQUEEZE": 0, "EXPAND_DIMS": 0,
    ]
    let names = kind.split(separator: "+").map(String.init)
    // A folded PAD comes first but is not what the node is.
    let main = names.first { $0 != "PAD" && $0 != "QUANTIZE" } ?? names.first ?? ""
    return 0x100 + (types[main] ?? 7)
  }
}
