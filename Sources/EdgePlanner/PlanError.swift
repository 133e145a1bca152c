public import EdgeModel

/// Why a graph cannot be lowered.
public enum PlanError: Error, Sendable, CustomStringConvertible {
  /// Operators that exist but not in this form (types, quantization, non-constant operands), all at once.
  case unsupported([Problem])
  /// An operator whose operands contradict each other: the file is damaged or was made by a broken converter.
  case invalid(Problem)

  /// One operator and what is wrong with it.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Position in the source file's operator list.
    public var operatorIndex: Int
    /// TFLite's name of the operator, such as `CONV_2D`.
    public var operatorName: String
    /// Name of the operator's first result.
    public var tensorName: String
    /// What is wrong, in words that follow the operator.
    public var reason: String

    /// The operator as messages and reports hold it.
    public var refused: RefusedOperator {
      RefusedOperator(index: operatorIndex, kind: operatorName, tensor: tensorName, reason: reason)
    }

    /// Operator and reason in one line.
    public var description: String { refused.description }
  }

  /// The operators that cannot be run; empty for a file that contradicts itself.
  public var refusedOperators: [RefusedOperator] {
    if case .unsupported(let problems) = self { problems.map(\.refused) } else { [] }
  }

  /// All problems, those of one kind and reason on one line.
  public var description: String {
    switch self {
    case .unsupported: refusedOperators.summary
    case .invalid(let problem): "the model contradicts itself at \(problem)"
    }
  }
}
