// Pooling and resizing.
extension OperatorEntry {
  static func maxPool2D(_ attributes: PoolAttributes) -> OperatorEntry { pool(.maxPool2D, attributes) }
  static func averagePool2D(_ attributes: PoolAttributes) -> OperatorEntry { pool(.averagePool2D, attributes) }

  static let resizeNearestNeighbor = OperatorEntry(
    .resizeNearestNeighbor, OperandRule(.required("input"), .required("size")), layer: .resize
  ) { _ in 0 }
  static let resizeBilinear = OperatorEntry(
    .resizeBilinear, OperandRule(.required("input"), .required("size")), layer: .resize
  ) { $0.results }

  private static func pool(_ code: OperatorCode, _ attributes: PoolAttributes) -> OperatorEntry {
    OperatorEntry(code, OperandRule(.required("input")), layer: .pool) {
      $0.results * attributes.filterHeight * attributes.filterWidth + $0.rectified(attributes.activation)
    }
  }
}
