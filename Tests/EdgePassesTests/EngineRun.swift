import EdgeEngine
import EdgeModel
import EdgePlanner

extension Graph {
  /// What the engine makes of `inputs`.
  func run(_ inputs: [Tensor]) throws -> [Tensor] {
    try EngineSession(engine: Engine(plan: ExecutionPlan(lowering: self))).run(inputs)
  }

  /// Names of the operators in execution order.
  var operatorNames: [String] { operators.map(\.kind.name) }
}

extension Tensor {
  /// Type, shape and bytes, to compare tensors by.
  var contents: [String] { ["\(elementType) \(shape)"] + withUnsafeBytes { bytes in bytes.map { "\($0)" } } }
}
