import CEdgeKernels
import EdgeModel

/// A graph lowered to kernel calls: what to call, with which parameters, on which buffers. Neutral of the instruction
/// set: kernels, weight packing and scratch sizes are chosen by whoever executes or prints it.
public struct ExecutionPlan: Sendable {
  public var name: String
  public var arithmetic: Arithmetic
  /// Kernel calls in execution order.
  public var steps: [PlanStep]
  /// Steps as the user sees them: consecutive steps that together compute the result of source operators.
  public var nodes: [PlanNode]
  /// Pieces of activation memory.
  public var buffers: [PlanBuffer]
  public var constants: [PlanConstant]
  public var inputs: [PlanTensor]
  public var outputs: [PlanTensor]
}

/// What a kernel's operand points to.
public enum PlanOperand: Sendable, Hashable {
  /// A place in activation memory: buffer number and byte offset inside it.
  case buffer(Int, byteOffset: Int)
  /// Constant data by number.
  case constant(Int)
  /// An operand the parameters declare unused.
  case unused
}

/// One kernel call.
public struct PlanStep: Sendable {
  public var family: KernelFamily
  /// The family's parameter structure.
  public var parameters: PlanParameters
  /// Operands in the family's order; the last is the only one written.
  public var operands: [PlanOperand]
  /// Operand whose memory the result may take over because the kernel reads each element before writing it.
  public var inPlaceOperand: Int?
  /// Position in `ExecutionPlan.nodes`.
  public var node: Int

  /// The operand that is written.
  public var output: PlanOperand { operands[operands.count - 1] }
}

/// A group of consecutive steps that the user sees as one node.
public struct PlanNode: Sendable {
  public var name: String
  /// What the source operators compute, in the order of `sourceOperators`.
  public var kinds: [OperatorKind]
  /// Positions in the source file's operator list, ascending.
  public var sourceOperators: [Int]
  public var outputs: [PlanTensor]
  /// Steps of this node; empty when the result is another name for existing memory (RESHAPE).
  public var steps: Range<Int>
  /// Multiply-accumulates.
  public var macs: Int

  /// Names of the source operators joined by `+`, e.g. `CONV_2D+LOGISTIC+MUL`, for display.
  public var kind: String { kinds.map(\.name).joined(separator: "+") }
}

/// A tensor of the graph and where it lives.
public struct PlanTensor: Sendable {
  /// Number in the source graph.
  public var tensorIndex: Int
  public var name: String
  public var shape: [Int]
  public var elementType: ElementType
  public var quantization: Quantization?
  public var place: PlanOperand

  public var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType)! }
}

/// A piece of activation memory with the tensor it was made for.
public struct PlanBuffer: Sendable {
  public var byteCount: Int
  /// Tensor number and name it was made for, for reports.
  public var tensorIndex: Int
  public var name: String
}

/// Constant data: a tensor of the file, or values derived when lowering (multipliers, tables).
public struct PlanConstant: Sendable {
  public enum Role: String, Sendable, Hashable { case weights, bias, requantization, table, indices, data }
  public var role: Role
  public var name: String
  public var elementType: ElementType
  public var shape: [Int]
  public var storage: TensorStorage
  /// Number in the source graph; nil for derived values.
  public var tensorIndex: Int?
  public var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType)! }
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
  public var arithmetic: Arithmetic
  /// Source operators whose results must exist in memory after their node ran; the rest may be fused away.
  public var visibleOperators: VisibleOperators

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

  public init(arithmetic: Arithmetic = .litert, visibleOperators: VisibleOperators = .none) {
    self.arithmetic = arithmetic
    self.visibleOperators = visibleOperators
  }
}
