import EdgeModel

/// Why a pass cannot be run on a graph, and where.
public struct PassError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of problem it is.
  public enum Code: String, Sendable {
    /// What was asked for does not go with the graph: a tensor that it lacks, a type that an input cannot get.
    case invalidArgument
    /// Operands contradict each other: the file is damaged or was made by a broken converter.
    case invalidGraph
    /// The graph is well-formed, but the pass does not know how to rewrite it.
    case unsupported
  }

  /// An operator by position in the file and by name.
  public struct OperatorPlace: Sendable, Hashable {
    /// `Operator.sourceIndex`.
    public var index: Int
    /// The operator's name, e.g. `RESHAPE`.
    public var name: String
  }

  /// A tensor by number and name.
  public struct TensorPlace: Sendable, Hashable {
    /// Number of the tensor in the graph.
    public var index: Int
    /// Name of the tensor; may be empty.
    public var name: String
  }

  /// What kind of problem it is, for programs.
  public var code: Code
  /// Name of the pass.
  public var pass: String
  /// The operator in question; nil where the problem is not one operator's.
  public var `operator`: OperatorPlace?
  /// The tensor in question, the first result where it is an operator; nil where it is none.
  public var tensor: TensorPlace?
  /// What is wrong, in words for people; names the tensor where no operator is given.
  public var reason: String

  /// A problem with one operator of `graph`.
  init(_ code: Code, pass: String, at op: Operator, in graph: Graph, _ reason: String) {
    self.code = code
    self.pass = pass
    `operator` = OperatorPlace(index: op.sourceIndex, name: op.kind.name)
    tensor = op.outputs.first.map { TensorPlace(index: $0, name: graph.tensors[$0].name) }
    self.reason = reason
  }

  /// A problem with a tensor of `graph`, or with what was asked for.
  init(_ code: Code, pass: String, tensor: Int? = nil, in graph: Graph, _ reason: String) {
    self.code = code
    self.pass = pass
    self.tensor = tensor.map { TensorPlace(index: $0, name: graph.tensors[$0].name) }
    self.reason = reason
  }

  /// Place and reason in one line.
  public var description: String {
    guard let `operator` else { return reason }
    let result = tensor.map { $0.name.isEmpty ? "" : " (\($0.name))" } ?? ""
    return "operator #\(`operator`.index) \(`operator`.name)\(result): \(reason)"
  }
}
