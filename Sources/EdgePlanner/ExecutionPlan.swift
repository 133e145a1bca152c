package import CEdgeKernels
package import EdgeModel

/// A graph lowered to kernel calls: what to call, with which parameters, on which buffers. Neutral of the instruction
/// set: kernels, weight packing and scratch sizes are chosen by whoever executes or prints it.
package struct ExecutionPlan: Sendable {
  /// Name of the model.
  package var name: String
  /// Whose roundings the steps reproduce.
  package var arithmetic: Arithmetic
  /// Kernel calls in execution order.
  package var steps: [PlanStep]
  /// Steps as the user sees them: consecutive steps that together compute the result of source operators.
  package var nodes: [PlanNode]
  /// Pieces of activation memory.
  package var buffers: [PlanBuffer]
  /// What steps read and never write.
  package var constants: [PlanConstant]
  /// Inputs of the model, in the graph's order.
  package var inputs: [PlanTensor]
  /// Outputs of the model, in the graph's order.
  package var outputs: [PlanTensor]
}

/// What a kernel's operand points to.
package enum PlanOperand: Sendable, Hashable {
  /// A place in activation memory: buffer number and byte offset inside it.
  case buffer(Int, byteOffset: Int)
  /// Constant data by number.
  case constant(Int)
  /// An operand the parameters declare unused.
  case unused
}

/// One kernel call.
package struct PlanStep: Sendable {
  /// Which function is called; the kernel of it is chosen by who executes or prints the plan.
  package var family: KernelFamily
  /// The family's parameter structure.
  package var parameters: PlanParameters
  /// Operands in the family's order; the last is the only one written.
  package var operands: [PlanOperand]
  /// Operand whose memory the result may take over because the kernel reads each element before writing it.
  package var inPlaceOperand: Int?
  /// Position in `ExecutionPlan.nodes`.
  package var node: Int

  /// The operand that is written.
  package var output: PlanOperand { operands[operands.count - 1] }
}

/// A group of consecutive steps that the user sees as one node.
package struct PlanNode: Sendable {
  /// Name of the node's first output.
  package var name: String
  /// What the source operators compute, in the order of `sourceOperators`.
  package var kinds: [OperatorKind]
  /// Positions in the source file's operator list, ascending.
  package var sourceOperators: [Int]
  /// What the node leaves in memory.
  package var outputs: [PlanTensor]
  /// Steps of this node; empty when the result is another name for existing memory (RESHAPE).
  package var steps: Range<Int>
  /// Multiply-accumulates.
  package var macs: Int

  /// Names of the source operators joined by `+`, e.g. `CONV_2D+LOGISTIC+MUL`, for display.
  package var kind: String { kinds.map(\.name).joined(separator: "+") }
}

/// A tensor of the graph and where it lives.
package struct PlanTensor: Sendable {
  /// Number in the source graph.
  package var tensorIndex: Int
  /// Name in the file; may be empty.
  package var name: String
  /// Dimensions, outermost first.
  package var shape: [Int]
  /// Type of the elements.
  package var elementType: ElementType
  /// Nil when the file gives no scale.
  package var quantization: Quantization?
  /// Where the elements lie.
  package var place: PlanOperand

  /// Bytes of the elements.
  package var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType)! }
  /// True when the elements are constants of the plan.
  package var isConstant: Bool { if case .constant = place { true } else { false } }
}

/// A piece of activation memory with the tensor it was made for.
package struct PlanBuffer: Sendable {
  /// Bytes that the tensor needs.
  package var byteCount: Int
  /// Tensor number and name it was made for, for reports.
  package var tensorIndex: Int
  /// Name of that tensor.
  package var name: String
}

/// Constant data: a tensor of the file, or values derived when lowering (multipliers, tables).
package struct PlanConstant: Sendable {
  /// What a kernel uses the constant for.
  package enum Role: String, Sendable, Hashable { case weights, bias, requantization, table, indices, data }
  /// What it is used for; decides where generated code puts it and how kernels pack it.
  package var role: Role
  /// Name of the tensor that it is, or was derived for.
  package var name: String
  /// Type of the elements.
  package var elementType: ElementType
  /// Dimensions, outermost first.
  package var shape: [Int]
  /// The elements, not packed for any kernel.
  package var storage: TensorStorage
  /// Number in the source graph of the tensor that this is, or is a part of; nil for derived values.
  package var tensorIndex: Int?
  /// Bytes of the elements.
  package var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType)! }
}

/// Whose roundings a plan reproduces, where official runtimes differ.
public enum Arithmetic: String, Sendable, Hashable, CaseIterable {
  /// LiteRT's default CPU path: XNNPACK, and its optimised kernels for what XNNPACK refuses.
  case litert
  /// TFLite's reference kernels.
  case reference
}

/// How to lower a graph.
public struct PlanOptions: Sendable {
  /// Whose roundings to reproduce.
  public var arithmetic: Arithmetic
  /// Source operators whose results must exist in memory after their node ran; the rest may be fused away.
  public var visibleOperators: VisibleOperators

  /// Which results must exist in memory.
  public enum VisibleOperators: Sendable, Hashable {
    case none
    case all
    case only(Set<Int>)

    /// True when the result of source operator `index` must be kept.
    public func contains(_ index: Int) -> Bool {
      switch self {
      case .none: false
      case .all: true
      case .only(let set): set.contains(index)
      }
    }
  }

  /// As few results as possible, rounded as LiteRT rounds, unless given.
  public init(arithmetic: Arithmetic = .litert, visibleOperators: VisibleOperators = .none) {
    self.arithmetic = arithmetic
    self.visibleOperators = visibleOperators
  }
}
