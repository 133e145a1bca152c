import EdgeModel

/// The real values of a tensor along its first dimension, some at a time; all at once where that is what scales follow.
struct PartsOfTensor: Sequence, IteratorProtocol {
  private let tensor: Tensor
  private let partCount: Int
  private var row = 0

  private static let elementCount = 1 << 20

  init(_ tensor: Tensor) {
    self.tensor = tensor
    let rows = tensor.shape.first ?? 1
    let isWhole = tensor.quantization?.isPerChannel == true || tensor.elementType.bitWidth < 8
    partCount =
      isWhole
      ? Swift.max(rows, 1) : Swift.max(Self.elementCount / Swift.max(tensor.elementCount / Swift.max(rows, 1), 1), 1)
  }

  mutating func next() -> [Double]? {
    let rows = tensor.shape.first ?? 1
    guard row < rows, tensor.elementCount > 0 else { return nil }
    defer { row += partCount }
    return tensor.rows(row..<Swift.min(row + partCount, rows)).reals
  }
}
