/// Why the engine cannot prepare or run a plan.
package enum EngineError: Error, Sendable, CustomStringConvertible {
  /// No kernel for a family that this machine can run.
  case missingKernel(family: String)
  /// The arena and packed weights would exceed the limit.
  case tooLarge(bytes: Int, limit: Int)
  /// Input of the wrong count, element type or size.
  case invalidInput(String)

  /// The reason in one line.
  package var description: String {
    switch self {
    case .missingKernel(let family): "no kernel for \(family)"
    case .tooLarge(let bytes, let limit): "the model needs \(bytes) bytes of memory, the limit is \(limit)"
    case .invalidInput(let reason): reason
    }
  }
}
