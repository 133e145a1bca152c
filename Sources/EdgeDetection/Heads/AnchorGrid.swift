/// The places of a head's anchors, one per cell: grids by rising stride, row by row.
struct AnchorGrid: Sendable {
  private struct Level: Sendable {
    var firstAnchor: Int
    var stride: Int
    var columns: Int
  }

  /// Strides of heads that do not state them.
  static let usualStrides = [8, 16, 32]

  /// Number of anchors in all.
  let count: Int
  private let levels: [Level]
  private let inputWidth: Int
  private let inputHeight: Int

  /// Grids of these strides over an input of this size, in pixels.
  init(strides: [Int], inputWidth: Int, inputHeight: Int) {
    var levels: [Level] = []
    var count = 0
    for stride in strides {
      levels.append(Level(firstAnchor: count, stride: stride, columns: max(inputWidth / stride, 1)))
      count += (inputWidth / stride) * (inputHeight / stride)
    }
    self.count = count
    self.levels = levels
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
  }

  /// Column and row of an anchor's cell, and its stride in pixels.
  func cell(of anchor: Int) -> (column: Float, row: Float, stride: Float) {
    guard let level = levels.last(where: { $0.firstAnchor <= anchor }) else { return (0, 0, 1) }
    let (row, column) = (anchor - level.firstAnchor).quotientAndRemainder(dividingBy: level.columns)
    return (Float(column), Float(row), Float(level.stride))
  }

  /// The middle of an anchor's cell in fractions of the input.
  func middle(of anchor: Int) -> (x: Float, y: Float) {
    let cell = cell(of: anchor)
    return (
      (cell.column + 0.5) * cell.stride / Float(inputWidth), (cell.row + 0.5) * cell.stride / Float(inputHeight)
    )
  }
}
