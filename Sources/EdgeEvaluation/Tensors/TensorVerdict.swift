public import EdgeModel

/// What became of one tensor when two runners computed it.
public struct TensorVerdict: Sendable {
  /// The three possible answers.
  public enum Class: String, Sendable, Hashable, CaseIterable, Encodable {
    case exact
    /// The operator that made it rounds within a named level on both sides, and its inputs differ for no other reason.
    case explained
    case unexplained
  }

  /// Names the tensor in the model's file.
  public var key: TensorKey
  /// Positions in the file of the operators that made it; empty for an output.
  public var operators: [Int]
  /// Names of these operators, joined by `+`.
  public var kind: String
  /// Name of the tensor.
  public var name: String
  /// Dimensions, outermost first.
  public var shape: [Int]
  /// Type of the elements.
  public var elementType: ElementType
  /// The second runner's tensor against the first's; nil when their element types differ.
  public var total: TensorDifference?
  /// Metrics of real values, the first runner's tensor being the reference; nil when not measured.
  public var metrics: TensorMetrics?
  /// Local error of each side: its result against that of the operators alone, fed with that side's true inputs.
  /// Nil when the operators were not, or could not be, run alone.
  public var localOfFirst: TensorDifference?
  /// The second runner's local error.
  public var localOfSecond: TensorDifference?
  /// What differing inputs alone do: the operator fed with the second side's inputs against the first's.
  public var inherited: TensorDifference?
  /// Exact, explained or unexplained.
  public var verdict: Class
  /// True when nothing is wrong with the operator itself, but an unexplained difference reached it.
  public var isInherited: Bool

  /// The closest level the two tensors keep.
  public var level: RoundingLevel { total.map { RoundingLevel($0) } ?? .apart }
}
