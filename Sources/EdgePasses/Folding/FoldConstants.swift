package import EdgeModel

/// Replaces operators whose results are known before the run by constants.
///
/// * SHAPE of a tensor, and what follows from it: operators of `ConstantFolding` on plain int32, int64 and bool constants
///   of at most `elementLimit` elements, computed exactly. What would be computed otherwise than stated (a division by
///   zero, a value beyond its type) is refused.
/// * DEQUANTIZE of float16 constants, of at most `floatElementLimit` elements in all: every half is a float32.
///
/// Converters state 1 for sizes that they leave to the run. Where a folded operand says what size is meant, the shape of
/// the result, and of what is computed from it, becomes what the operands make it.
///
/// What is folded is marked `GraphTensor.isFolded`. Outputs of the graph are never folded, so a graph keeps an operator
/// for each. Tensors keep their numbers.
package struct FoldConstants: GraphPass {
  /// Most elements of an integer constant that is read or made.
  package static let elementLimit = 1 << 16
  /// Most elements of integer constants that folding makes in one graph.
  static let elementBudget = 1 << 22
  /// Most elements of float16 constants that are made float32 in one graph.
  package static let floatElementLimit = 1 << 27

  /// The pass has no settings.
  package init() {}

  /// The pass's name in errors.
  package var name: String { "fold constants" }

  /// - Throws: `PassError.Code.invalidGraph` where constants have no result, `.unsupported` where a size that was left to
  ///   the run reaches an operator whose result's shape is not known from its operands.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    var folding = GraphFolding(graph: graph, pass: name)
    for op in graph.operators { try folding.take(op) }
    return folding.result
  }
}

/// A graph of which some operators have been folded.
private struct GraphFolding {
  private var graph: Graph
  private let pass: String
  private let outputs: Set<Int>
  private var remaining: [Operator] = []
  /// Tensors that became constants.
  private var folded: Set<Int> = []
  /// Tensors whose shape is not what the file states.
  private var restated: Set<Int> = []
  private var elementBudget = FoldConstants.elementBudget
  private var floatElementBudget = FoldConstants.floatElementLimit
  /// What became of float16 constants, by tensor number.
  private var floats: [Int: TensorStorage] = [:]

  init(graph: Graph, pass: String) {
    self.graph = graph
    self.pass = pass
    outputs = Set(graph.outputs)
  }

  /// The graph of the operators taken so far.
  var result: Graph {
    var result = graph
    result.operators = remaining
    if !folded.isEmpty { result.releaseUnreadConstants() }
    return result
  }

  /// Folds the next operator of the graph, or keeps it.
  mutating func take(_ op: Operator) throws(PassError) {
    try restateShapes(op)
    if outputs.isDisjoint(with: op.outputs) {
      if foldHalves(op) { return }
      if let values = try values(of: op) {
        for (output, value) in zip(op.outputs, values) {
          graph.tensors[output].shape = value.shape
          graph.tensors[output].constant = value.storage
          graph.tensors[output].isFolded = true
          folded.insert(output)
        }
        return
      }
    }
    remaining.append(op)
  }

  /// Gives the results of `op` the shapes that its operands make, where those are no longer what the file states.
  private mutating func restateShapes(_ op: Operator) throws(PassError) {
    let operands = op.inputs.compactMap { $0 }
    let isRestated = !restated.isDisjoint(with: operands)
    guard isRestated || !folded.isDisjoint(with: operands) || statesOpenBatch(op) else { return }
    guard let shapes = graph.resultShapes(of: op) else {
      guard isRestated else { return }
      throw PassError(
        .unsupported, pass: pass, at: op, in: graph,
        "reads a tensor whose stated size the file's own operators change, and the size of its result is not known; "
          + "export the model with a fixed input size")
    }
    for (output, shape) in zip(op.outputs, shapes) where graph.tensors[output].shape != shape {
      guard let count = Graph.boundingCount(of: shape), count < 1 << 31 else {
        throw PassError(.invalidGraph, pass: pass, at: op, in: graph, "its operands make the shape \(shape)")
      }
      graph.tensors[output].shape = shape
      restated.insert(output)
    }
  }

  /// Converters state a batch of 1 also where blocks become batches, if the network's own batch is left open.
  private func statesOpenBatch(_ op: Operator) -> Bool { op.kind == .spaceToBatch || op.kind == .batchToSpace }

  private mutating func values(of op: Operator) throws(PassError) -> [IntegerConstant]? {
    let values: [IntegerConstant]?
    do throws(FoldingFailure) {
      values = try ConstantFolding(graph: graph, elementLimit: FoldConstants.elementLimit).values(of: op)
    } catch { throw PassError(.invalidGraph, pass: pass, at: op, in: graph, error.reason) }
    guard let values, values.count == op.outputs.count else { return nil }
    for (output, value) in zip(op.outputs, values) {
      let tensor = graph.tensors[output]
      guard tensor.quantization == nil, tensor.elementType == value.elementType else { return nil }
    }
    let count = values.reduce(0) { $0 + $1.values.count }
    guard count <= elementBudget else { return nil }
    elementBudget -= count
    return values
  }

  /// Folds a DEQUANTIZE of a float16 constant.
  private mutating func foldHalves(_ op: Operator) -> Bool {
    guard case .dequantize = op.kind, let input = op.inputs.first ?? nil, op.outputs.count == 1 else { return false }
    let (half, float) = (graph.tensors[input], graph.tensors[op.outputs[0]])
    guard half.elementType == .float16, float.elementType == .float32, let bits = half.constant,
      half.shape == float.shape
    else { return false }
    if floats[input] == nil {
      let count = half.elementCount
      guard count <= floatElementBudget else { return false }
      floatElementBudget -= count
      let storage = TensorStorage(byteCount: float.byteCount)
      for i in 0..<count {
        let value = Float(halfBits: bits.bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self))
        storage.baseAddress.storeBytes(of: value, toByteOffset: 4 * i, as: Float.self)
      }
      floats[input] = storage
    }
    graph.tensors[op.outputs[0]].constant = floats[input]
    graph.tensors[op.outputs[0]].isFolded = true
    folded.insert(op.outputs[0])
    return true
  }
}
