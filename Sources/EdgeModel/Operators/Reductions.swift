// Operators along axes.
extension OperatorEntry {
  static let softmax = OperatorEntry(.softmax, OperandRule(.required("input")), layer: .softmax) { $0.size(0) }
  static let mean = reduction(.mean)
  static let sum = reduction(.sum)
  static let reduceMax = reduction(.reduceMax)

  private static func reduction(_ code: OperatorCode) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("input"), .constant("axes")), layer: .reduce) { $0.size(0) }
  }
}
