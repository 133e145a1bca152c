/// A network as written in its file: tensors, operators in execution order, inputs and outputs.
///
/// Readers guarantee what the rest of the product relies on: every tensor number is in range, operators are in
/// topological order, constants hold exactly the bytes their shape needs, every shape is static and non-negative.
public struct Graph: Sendable {
  /// Name of the graph, empty when the file has none.
  public var name: String
  /// All tensors; operators refer to them by position.
  public var tensors: [GraphTensor]
  /// Operators in execution order.
  public var operators: [Operator]
  /// Tensor numbers of the inputs, in file order.
  public var inputs: [Int]
  /// Tensor numbers of the outputs, in file order.
  public var outputs: [Int]

  /// A graph whose numbers the caller has checked: see the guarantees above.
  public init(name: String, tensors: [GraphTensor], operators: [Operator], inputs: [Int], outputs: [Int]) {
    self.name = name
    self.tensors = tensors
    self.operators = operators
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Numbers of the tensors that each operator computes, by `Operator.sourceIndex`.
  public var resultsByOperator: [Int: [Int]] {
    Dictionary(operators.map { ($0.sourceIndex, $0.outputs) }) { first, _ in first }
  }
}

/// One tensor of a graph: a constant with its data, or the description of an activation.
public struct GraphTensor: Sendable {
  /// Name in the file; may be empty or repeated.
  public var name: String
  /// Static dimensions, outermost first.
  public var shape: [Int]
  /// Type of the stored elements.
  public var elementType: ElementType
  /// Nil when the file gives no scale.
  public var quantization: Quantization?
  /// Data of a constant; nil for an activation.
  public var constant: TensorStorage?
  /// A constant that operators of the file compute, which a pass folded. A runtime that executes the file knows it only
  /// when it runs, and may therefore choose other kernels for operators that need it before.
  public var isFolded: Bool

  /// An activation, or a constant when it comes with data.
  public init(
    name: String, shape: [Int], elementType: ElementType, quantization: Quantization? = nil,
    constant: TensorStorage? = nil, isFolded: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.quantization = quantization
    self.constant = constant
    self.isFolded = isFolded
  }

  /// Number of elements; readers have checked that it is representable.
  public var elementCount: Int { Tensor.elementCount(shape: shape)! }
  /// Bytes the elements occupy.
  public var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType)! }
  /// The constant data as a tensor; nil for an activation.
  public var constantTensor: Tensor? {
    constant.map { Tensor(shape: shape, elementType: elementType, quantization: quantization, storage: $0) }
  }
}

/// One operator of a graph.
public struct Operator: Sendable {
  /// What it computes, with its attributes.
  public var kind: OperatorKind
  /// Tensor numbers of the operands in file order; nil for an optional operand left out.
  public var inputs: [Int?]
  /// Tensor numbers of the results.
  public var outputs: [Int]
  /// Position in the file's operator list. Survives rewriting, so results can be matched across runtimes.
  public var sourceIndex: Int

  /// An operator whose operands are tensor numbers of its graph; nil stands for an optional operand that is absent.
  public init(kind: OperatorKind, inputs: [Int?], outputs: [Int], sourceIndex: Int) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.sourceIndex = sourceIndex
  }
}

extension Graph {
  /// The constants that the file stores as float16 or integers, by the tensor that a DEQUANTIZE makes of each: reports
  /// count them where they are used, as they are stored.
  package var storedConstants: [Int: Int] {
    var stored: [Int: Int] = [:]
    for op in operators where op.kind == .dequantize {
      guard let input = op.inputs.first ?? nil, let output = op.outputs.first, tensors[input].constant != nil else {
        continue
      }
      stored[output] = input
    }
    return stored
  }
}
