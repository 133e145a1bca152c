import EdgeEngine
import EdgeModel
package import EdgePlanner

/// What reports say of a design.
extension NetworkDesign {
  /// Bytes of the constants that a node reads; constants that several nodes read count for the first.
  package var weightsByteCounts: [Int] {
    var result = Array(repeating: 0, count: plan.nodes.count)
    var seen: Set<Int> = []
    for (step, bound) in zip(plan.steps, bound.steps) where step.node >= 0 {
      for case .data(let entry) in bound.operands where seen.insert(entry).inserted {
        result[step.node] += weights.entries[entry].storage.byteCount
      }
    }
    return result
  }

  /// Names of the kernels that a node calls, each once, in order.
  package func kernels(ofNode node: Int) -> [String] {
    var names: [String] = []
    for step in plan.nodes[node].steps where !names.contains(bound.steps[step].kernel.name) {
      names.append(bound.steps[step].kernel.name)
    }
    return names
  }

  /// Region and offset of a tensor; nil for one in the weights.
  package func region(of tensor: PlanTensor) -> (name: String, offset: Int)? {
    guard case .region(let region, let offset) = location(of: tensor.place) else { return nil }
    return (memory.regions[region].name, offset)
  }

  /// Bytes that the weights would take as float32.
  package var floatWeightsByteCount: Int { 4 * parameterCount }

  /// Numbers in the file's constants that operators compute with: weights, biases, other data.
  package var parameterCount: Int {
    var seen: Set<Int> = []
    var count = 0
    for op in graph.operators {
      for input in op.inputs.compactMap({ $0 }) where seen.insert(input).inserted {
        if graph.isParameter(input) { count += graph.tensors[input].elementCount }
      }
    }
    return count
  }
}

extension Graph {
  /// True for constants that hold numbers to compute with, false for shapes and axes.
  package func isParameter(_ tensor: Int) -> Bool {
    let t = tensors[tensor]
    guard t.constant != nil else { return false }
    return t.elementType.isFloatingPoint || t.quantization != nil
  }
}
