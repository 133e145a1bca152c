import EdgeModel
import Foundation

/// The real numbers of an output, or of some of its rows, as features of anchors.
struct ValueGrid {
  private let values: [Float]
  private let rowStride: Int
  private let anchorStride: Int
  private let firstRow: Int
  let anchorCount: Int
  let featureCount: Int

  /// - Parameters:
  ///   - output: `[1, ..., features]`, or `[1, features, ...]` with `isFeaturesFirst`; what lies between is one row of
  ///     anchors. An output of another size than its shape promised has fewer anchors.
  ///   - featureCount: numbers per anchor; positive.
  init(_ output: Tensor, featureCount: Int, isFeaturesFirst: Bool = false) {
    values = output.dequantized()
    anchorCount = values.count / featureCount
    self.featureCount = featureCount
    (rowStride, anchorStride) = isFeaturesFirst ? (anchorCount, 1) : (1, featureCount)
    firstRow = 0
  }

  private init(_ grid: ValueGrid, rows: Range<Int>) {
    (values, anchorCount) = (grid.values, grid.anchorCount)
    (rowStride, anchorStride) = (grid.rowStride, grid.anchorStride)
    firstRow = grid.firstRow + rows.lowerBound
    featureCount = rows.count
  }

  /// Some of the features of all anchors.
  func rows(_ rows: Range<Int>) -> ValueGrid { ValueGrid(self, rows: rows) }

  subscript(row: Int, anchor: Int) -> Float { values[(firstRow + row) * rowStride + anchor * anchorStride] }
}

/// The logistic function.
func logistic(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
