public import EdgeModel

/// One small network with inputs: written once, run on every runtime.
public struct OperatorCase: Sendable, CustomStringConvertible {
  /// Names the case in the list of tests.
  public var name: String
  /// The operator, and what makes its operands.
  public var graph: Graph
  /// Values of the graph's inputs.
  public var inputs: [Tensor]
  /// The case's name.
  public var description: String { name }

  /// A graph with values for its inputs.
  public init(name: String, graph: Graph, inputs: [Tensor]) {
    self.name = name
    self.graph = graph
    self.inputs = inputs
  }
}

/// Builds the graph of an operator case. A class, so that an operator can be appended while its case is being finished.
public final class CaseBuilder {
  /// Where values come from.
  public var random: RandomSource
  private var tensors: [GraphTensor] = []
  private var operators: [Operator] = []
  private var inputs: [Int] = []
  private var data: [Tensor] = []

  /// A builder whose values depend on nothing but `seed`.
  public init(seed: UInt64) { random = RandomSource(seed: seed) }

  /// A random per-tensor quantization for int8 activations.
  public func quantization(_ range: ClosedRange<Float> = 0.004...0.08) -> Quantization {
    Quantization(scale: random.scale(range), zeroPoint: random.int(-128...127))
  }

  /// A graph input filled with random data over the whole range of its type.
  public func input(
    _ shape: [Int], _ type: ElementType = .int8, _ quantization: Quantization? = nil
  ) -> Int {
    let index = add("input_\(inputs.count)", shape, type, quantization)
    inputs.append(index)
    data.append(randomTensor(shape, type, quantization))
    return index
  }

  /// An int8 graph input with random quantization.
  public func int8Input(_ shape: [Int], _ q: Quantization? = nil) -> Int {
    let chosen = q ?? quantization()
    return input(shape, .int8, chosen)
  }

  /// A constant with random data.
  public func constant(_ shape: [Int], _ type: ElementType, _ quantization: Quantization? = nil) -> Int {
    constant(randomTensor(shape, type, quantization))
  }

  /// A constant with the given data.
  public func constant(_ tensor: Tensor) -> Int {
    let storage = TensorStorage(byteCount: tensor.byteCount)
    tensor.withUnsafeBytes { storage.baseAddress.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    tensors.append(
      GraphTensor(
        name: "constant_\(tensors.count)", shape: tensor.shape, elementType: tensor.elementType,
        quantization: tensor.quantization, constant: storage))
    return tensors.count - 1
  }

  /// A constant vector of int32.
  public func integers(_ values: [Int]) -> Int {
    constant(Tensor(shape: [values.count], elementType: .int32, values: values.map(Int32.init)))
  }

  /// int8 weights with zero point 0, one scale per slice of `axis` or one for all.
  public func weights(_ shape: [Int], axis: Int, perChannel: Bool) -> Int {
    let count = perChannel ? shape[axis] : 1
    let scales = (0..<count).map { _ in random.scale(0.001...0.02) }
    return constant(
      shape, .int8, Quantization(scales: scales, zeroPoints: Array(repeating: 0, count: count), axis: axis))
  }

  /// An int32 bias for weights `w` on input `x`.
  public func bias(_ count: Int, x: Int, w: Int) -> Int {
    let xScale = tensors[x].quantization!.scale
    let scales = tensors[w].quantization!.scales.map { $0 * xScale }
    let values = (0..<count).map { _ in Int32(random.int(-3000...3000)) }
    return constant(
      Tensor(
        shape: [count], elementType: .int32,
        quantization: Quantization(scales: scales, zeroPoints: scales.map { _ in 0 }), values: values))
  }

  /// Appends an operator with one result and returns the result's tensor.
  public func op(
    _ kind: OperatorKind, _ operands: [Int?], _ shape: [Int], _ type: ElementType = .int8,
    _ quantization: Quantization? = nil
  ) -> Int {
    let output = add("t\(tensors.count)", shape, type, quantization)
    operators.append(Operator(kind: kind, inputs: operands, outputs: [output], sourceIndex: operators.count))
    return output
  }

  /// Appends an operator with several results.
  public func op(_ kind: OperatorKind, _ operands: [Int?], results: [([Int], ElementType, Quantization?)])
    -> [Int]
  {
    let outputs = results.map { add("t\(tensors.count)", $0.0, $0.1, $0.2) }
    operators.append(Operator(kind: kind, inputs: operands, outputs: outputs, sourceIndex: operators.count))
    return outputs
  }

  /// Nil for tensors without a scale.
  public func quantization(of tensor: Int) -> Quantization? { tensors[tensor].quantization }

  /// The finished case.
  public func finish(_ name: String, outputs: [Int]) -> OperatorCase {
    OperatorCase(
      name: name,
      graph: Graph(name: "main", tensors: tensors, operators: operators, inputs: inputs, outputs: outputs),
      inputs: data)
  }

  private func add(_ name: String, _ shape: [Int], _ type: ElementType, _ q: Quantization?) -> Int {
    tensors.append(GraphTensor(name: name, shape: shape, elementType: type, quantization: q))
    return tensors.count - 1
  }

  private func randomTensor(_ shape: [Int], _ type: ElementType, _ q: Quantization?) -> Tensor {
    let count = shape.reduce(1, *)
    switch type {
    case .float32:
      return Tensor(shape: shape, elementType: type, values: (0..<count).map { _ in random.float(-4...4) })
    case .int32:
      return Tensor(
        shape: shape, elementType: type, quantization: q, values: (0..<count).map { _ in Int32(random.int(-9...9)) })
    case .int16:
      return Tensor(
        shape: shape, elementType: type, quantization: q,
        values: (0..<count).map { _ in Int16(truncatingIfNeeded: random.next()) })
    default:
      return Tensor(
        shape: shape, elementType: type, quantization: q,
        values: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }
  }
}

extension OperatorCase {
  /// One network that computes all of `cases` side by side, which compiles much faster than one for each.
  public static func joined(_ cases: [OperatorCase], name: String) -> OperatorCase {
    var graph = Graph(name: name, tensors: [], operators: [], inputs: [], outputs: [])
    for c in cases {
      let (tensors, operators) = (graph.tensors.count, graph.operators.count)
      graph.tensors += c.graph.tensors.map { tensor in
        var tensor = tensor
        tensor.name = "\(c.name)/\(tensor.name)"
        return tensor
      }
      graph.operators += c.graph.operators.map { op in
        Operator(
          kind: op.kind, inputs: op.inputs.map { $0.map { $0 + tensors } }, outputs: op.outputs.map { $0 + tensors },
          sourceIndex: op.sourceIndex + operators)
      }
      graph.inputs += c.graph.inputs.map { $0 + tensors }
      graph.outputs += c.graph.outputs.map { $0 + tensors }
    }
    return OperatorCase(name: name, graph: graph, inputs: cases.flatMap(\.inputs))
  }
}
