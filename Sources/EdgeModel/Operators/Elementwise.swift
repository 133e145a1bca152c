// Operators of two operands that are broadcast to the result's shape.
extension OperatorEntry {
  static func add(_ activation: Activation) -> OperatorEntry { binary(.add, activation) }
  static func subtract(_ activation: Activation) -> OperatorEntry { binary(.subtract, activation) }
  static func multiply(_ activation: Activation) -> OperatorEntry { binary(.multiply, activation) }
  static func divide(_ activation: Activation) -> OperatorEntry { binary(.divide, activation) }
  static let maximum = binary(.maximum)
  static let minimum = binary(.minimum)

  private static func binary(_ code: OperatorCode, _ activation: Activation = .none) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("a"), .required("b")), layer: .elementwise) {
      $0.results + $0.rectified(activation)
    }
  }
}
