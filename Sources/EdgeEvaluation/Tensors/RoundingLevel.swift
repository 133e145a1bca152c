/// How closely two tensors agree: the only tolerances there are, by name.
public enum RoundingLevel: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Every element has the same value.
  case exact
  /// No element is more than one step of its stored type away: one LSB of an integer, one ulp of a float.
  case oneStep = "one-step"
  /// Floats within 2^-16 of the tensor's largest magnitude: what another order of summation does.
  case summation
  /// Further apart.
  case apart

  /// The closest level that `difference` keeps.
  public init(_ difference: TensorDifference) {
    if difference.isIdentical {
      self = .exact
    } else if difference.largestSteps <= 1 {
      self = .oneStep
    } else if !difference.isInteger, difference.largestSteps < .max,
      difference.largestDifference <= difference.largestReference * 0x1p-16
    {
      self = .summation
    } else {
      self = .apart
    }
  }

  /// What the level promises, in words.
  public var meaning: String {
    switch self {
    case .exact: "every element has the same value"
    case .oneStep: "every element is within one LSB (integers) or one ulp (floats)"
    case .summation: "every float is within 2^-16 of the tensor's largest magnitude"
    case .apart: "some elements are further apart than rounding explains"
    }
  }

  /// Closer levels come first.
  public static func < (a: RoundingLevel, b: RoundingLevel) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
