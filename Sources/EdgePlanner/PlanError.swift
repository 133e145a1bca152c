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

    /// Operator and reason in one line.
    public var description: String { "operator #\(operatorIndex) \(operatorName) (\(tensorName)): \(reason)" }
  }

  /// All problems, one on a line.
  public var description: String {
    switch self {
    case .unsupported(let problems):
      "\(problems.count) operator(s) cannot be run:\n  " + problems.map(\.description).joined(separator: "\n  ")
    case .invalid(let problem): "the model contradicts itself at \(problem)"
    }
  }
}
