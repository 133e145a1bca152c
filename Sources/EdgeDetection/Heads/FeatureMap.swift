/// A head's output at one stride: `[1, rows, columns, features]` or `[1, features, rows, columns]`.
struct FeatureMap: Sendable {
  let output: Int
  let columns: Int
  let rows: Int
  /// Input pixels per cell.
  let stride: Int
  let featureCount: Int
  /// True for `[1, features, rows, columns]`.
  let isFeaturesFirst: Bool

  /// The map in a volume of the outputs; nil where its sides do not divide those of the input alike.
  init?(_ outputs: HeadOutputs, volume: Int) {
    let shape = outputs.shapes[volume]
    func stride(_ rows: Int, _ columns: Int) -> Int? {
      guard rows > 0, columns > 0, outputs.inputWidth % columns == 0, outputs.inputHeight % rows == 0,
        outputs.inputWidth / columns == outputs.inputHeight / rows
      else { return nil }
      return outputs.inputWidth / columns
    }
    output = volume
    if let found = stride(shape[1], shape[2]) {
      (rows, columns, featureCount, isFeaturesFirst) = (shape[1], shape[2], shape[3], false)
      self.stride = found
    } else if let found = stride(shape[2], shape[3]) {
      (rows, columns, featureCount, isFeaturesFirst) = (shape[2], shape[3], shape[1], true)
      self.stride = found
    } else {
      return nil
    }
  }

  /// All volumes as maps by rising stride, those of one stride in their order; nil where one is none.
  static func all(of outputs: HeadOutputs) -> [FeatureMap]? {
    let maps = outputs.volumes.compactMap { FeatureMap(outputs, volume: $0) }
    guard maps.count == outputs.volumes.count else { return nil }
    return maps.enumerated().sorted { ($0.element.stride, $0.offset) < ($1.element.stride, $1.offset) }.map(\.element)
  }
}
