// Operators along axes.
extension OperatorEntry {
  static let softmax = OperatorEntry(.softmax, OperandRule(.required("input")), layer: .softmax) { $0.size(0) }
  static let logSoftmax = OperatorEntry(.logSoftmax, OperandRule(.required("input")), layer: .softmax) { $0.size(0) }
  static let l2Normalization = OperatorEntry(
    .l2Normalization, OperandRule(.required("input")), layer: .normalization
  ) { $0.size(0) }
  static let mean = reduction(.mean)
  static let sum = reduction(.sum)
  static let reduceMax = reduction(.reduceMax)
  static let reduceMin = reduction(.reduceMin)
  static let reduceProduct = reduction(.reduceProduct)
  static let reduceAny = reduction(.reduceAny)
  static let reduceAll = reduction(.reduceAll)
  static let argMax = extreme(.argMax, layer: .argMax)
  static let argMin = extreme(.argMin, layer: .argMin)
  static let topK = OperatorEntry(
    .topK, OperandRule(.required("input"), .constant("count"), outputs: 2), layer: .topK
  ) { $0.size(0) }

  private static func extreme(_ code: OperatorCode, layer: STLayer) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("input"), .constant("axis")), layer: layer) { $0.size(0) }
  }

  private static func reduction(_ code: OperatorCode) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("input"), .constant("axes")), layer: .reduce) { $0.size(0) }
  }
}
