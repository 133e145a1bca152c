// Functions of one operand, value by value.
extension OperatorEntry {
  static let logistic = function(.logistic)
  static let tanh = function(.tanh)
  static let relu = function(.relu)
  static let relu6 = function(.relu6)
  static let reluN1To1 = function(.reluN1To1)
  static let leakyRelu = function(.leakyRelu)
  static let prelu = OperatorEntry(
    .prelu, OperandRule(.required("input"), .required("slopes")), layer: .nonlinearity
  ) { $0.results }
  static let hardSwish = function(.hardSwish)
  static let elu = function(.elu)
  static let exp = function(.exp)
  static let log = function(.log)
  static let sqrt = function(.sqrt)
  static let rsqrt = function(.rsqrt)
  static let square = function(.square)
  static let abs = function(.abs)
  static let negate = function(.negate)
  static let floor = function(.floor)
  static let sin = function(.sin)
  static let cos = function(.cos)
  static let gelu = function(.gelu)
  // ST's tools show conversions between quantizations as nonlinearities, those between number types as casts.
  static let quantize = function(.quantize)
  static let dequantize = function(.dequantize)
  static let cast = function(.cast, layer: .cast)
  static let logicalNot = function(.logicalNot, layer: .elementwise)

  private static func function(_ code: OperatorCode, layer: STLayer = .nonlinearity) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("input")), layer: layer) { $0.results }
  }
}
