public import EdgePasses
public import EdgePlanner

/// Why a network cannot be printed, built or written.
public enum GenerationError: Error, Sendable, CustomStringConvertible {
  /// A name that C does not accept, with the reason.
  case invalidName(String, reason: String)
  /// The graph cannot be made ready for lowering.
  case preparation(PassError)
  /// The model cannot be lowered.
  case plan(PlanError)
  /// No kernel computes a family on the target.
  case missingKernel(family: String, target: String)
  /// An input or output that cannot be given the type asked for.
  case portType(PassError)
  /// The target has too little memory.
  case shortage(MemoryShortage)
  /// A size or value that generated code cannot hold.
  case unrepresentable(String)

  /// The reason in one line.
  public var description: String {
    switch self {
    case .invalidName(let name, let reason): "\"\(name)\" cannot be the network's name: \(reason)"
    case .plan(let error): error.description
    case .missingKernel(let family, let target): "no kernel computes \(family) on \(target)"
    case .preparation(let error), .portType(let error): error.description
    case .shortage(let shortage): shortage.description
    case .unrepresentable(let reason): reason
    }
  }

  /// What the user can do about it; nil when there is nothing better than the message.
  public var hint: String? {
    switch self {
    case .invalidName: "choose another with --name, e.g. network"
    case .preparation, .plan:
      "operators are printed in int8 and, but for quantized weights, in float32, with constant axes, shapes and sizes"
    case .missingKernel(_, let target):
      "targets other than \(target): \(GenerationTarget.all.map(\.name).filter { $0 != target }.joined(separator: ", "))"
    case .portType: "int8, uint8 and float32 convert into each other where the file gives a scale"
    case .shortage(let shortage): shortage.hint
    case .unrepresentable: nil
    }
  }
}
