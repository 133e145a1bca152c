// Operators of two operands that are broadcast to the result's shape.
extension OperatorEntry {
  static func add(_ activation: Activation) -> OperatorEntry { binary(.add, activation) }
  static func subtract(_ activation: Activation) -> OperatorEntry { binary(.subtract, activation) }
  static func multiply(_ activation: Activation) -> OperatorEntry { binary(.multiply, activation) }
  static func divide(_ activation: Activation) -> OperatorEntry { binary(.divide, activation) }
  static let maximum = binary(.maximum)
  static let minimum = binary(.minimum)
  static let squaredDifference = binary(.squaredDifference)
  static let power = binary(.power)
  static let equal = binary(.equal)
  static let notEqual = binary(.notEqual)
  static let less = binary(.less)
  static let lessEqual = binary(.lessEqual)
  static let greater = binary(.greater)
  static let greaterEqual = binary(.greaterEqual)
  static let logicalAnd = binary(.logicalAnd)
  static let logicalOr = binary(.logicalOr)
  static let select = choice(.select)
  static let selectV2 = choice(.selectV2)

  private static func choice(_ code: OperatorCode) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("condition"), .required("a"), .required("b")), layer: .selection) {
      $0.results
    }
  }

  private static func binary(_ code: OperatorCode, _ activation: Activation = .none) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("a"), .required("b")), layer: .elementwise) {
      $0.results + $0.rectified(activation)
    }
  }
}
