import EdgeModel

/// What became of one tensor when two runners computed it.
public struct TensorVerdict: Sendable {
  /// The three possible answers.
  public enum Class: String, Sendable, Hashable, CaseIterable, Encodable {
    case exact
    /// The operator that made it rounds within a named level on both sides, and its inputs differ for no other reason.
    case explained
    case unexplained
  }

  public var key: TensorKey
  /// Positions in the file of the operators that made it; empty for an output.
  public var operators: [Int]
  public var kind: String
  public var name: String
  public var shape: [Int]
  public var elementType: ElementType
  /// The second runner's tensor against the first's; nil when their element types differ.
  public var total: TensorDifference?
  /// Metrics of real values, the first runner's tensor being the reference; nil when not measured.
  public var metrics: TensorMetrics?
  /// Local error of each side: its result against that of the operators alone, fed with that side's true inputs.
  /// Nil when the operators were not, or could not be, run alone.
  public var localOfFirst: TensorDifference?
  public var localOfSecond: TensorDifference?
  /// What differing inputs alone do: the operator fed with the second side's inputs against the first's.
  public var inherited: TensorDifference?
  public var verdict: Class
  /// True when nothing is wrong with the operator itself, but an unexplained difference reached it.
  public var isInherited: Bool

  /// The closest level the two tensors keep.
  public var level: RoundingLevel { total.map { RoundingLevel($0) } ?? .apart }
}
