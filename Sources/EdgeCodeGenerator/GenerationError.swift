import EdgePlanner

/// Why a network cannot be printed, built or written.
public enum GenerationError: Error, Sendable, CustomStringConvertible {
  /// A name that C does not accept, with the reason.
  case invalidName(String, reason: String)
  /// The model cannot be lowered.
  case plan(PlanError)
  /// No kernel computes a family on the target.
  case missingKernel(family: String, target: String)
  /// A size or value that generated code cannot hold.
  case unrepresentable(String)

  public var description: String {
    switch self {
    case .invalidName(let name, let reason): "\"\(name)\" cannot be the network's name: \(reason)"
    case .plan(let error): error.description
    case .missingKernel(let family, let target): "no kernel computes \(family) on \(target)"
    case .unrepresentable(let reason): reason
    }
  }
}
