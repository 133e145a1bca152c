import EdgeRunner

/// What is demanded of outputs that must reproduce a reference. Each policy includes those before it.
public enum ConformancePolicy: String, Sendable, Hashable, CaseIterable, Encodable {
  case exact
  case oneStep = "one-step"
  case close
  case similar
  case none

  /// What the policy demands, in words.
  public var meaning: String {
    switch self {
    case .exact: "every output element has the same value"
    case .oneStep: "every output element is within one LSB (integers) or one ulp (floats)"
    case .close: "each output keeps nse >= 0.99 and cos >= 0.999"
    case .similar: "each output keeps cos >= 0.98"
    case .none: "nothing; the report is all there is"
    }
  }

  /// True when one output's comparison meets this policy.
  public func accepts(_ output: TensorVerdict) -> Bool {
    switch self {
    case .exact: output.verdict == .exact
    case .oneStep: output.verdict == .exact || output.level <= .oneStep
    case .close: output.verdict == .exact || output.metrics.map { $0.nse >= 0.99 && $0.cos >= 0.999 } ?? false
    case .similar: output.verdict == .exact || output.metrics.map { $0.cos >= 0.98 } ?? false
    case .none: true
    }
  }

  /// The strictest policy that every one of `outputs` meets.
  public static func strictest(metBy outputs: [TensorVerdict]) -> ConformancePolicy {
    allCases.first { policy in outputs.allSatisfy(policy.accepts) } ?? .none
  }
}
