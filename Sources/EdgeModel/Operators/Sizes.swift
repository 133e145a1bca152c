// Operators that compute sizes. No kernel computes them: they run where passes can fold them into constants.
extension OperatorEntry {
  static let shape = size(.shape, OperandRule(.required("input")), layer: .base)
  static let range = size(.range, OperandRule(.required("start"), .required("limit"), .required("step")), layer: .base)
  static let fill = size(.fill, OperandRule(.required("shape"), .required("value")), layer: .base)
  static let floorDivide = size(.floorDivide, OperandRule(.required("a"), .required("b")), layer: .elementwise)
  static let floorModulo = size(.floorModulo, OperandRule(.required("a"), .required("b")), layer: .elementwise)

  private static func size(_ code: OperatorCode, _ operands: OperandRule, layer: STLayer) -> OperatorEntry {
    OperatorEntry(code, operands, layer: layer) { _ in 0 }
  }
}
