public import EdgeModel

/// Smallest, largest, mean and spread of a tensor's real values.
public struct TensorStatistics: Sendable, Hashable, Codable {
  /// Smallest value.
  public var minimum: Double
  /// Largest value.
  public var maximum: Double
  /// Arithmetic mean.
  public var mean: Double
  /// Population deviation, as ST's reports give it.
  public var standardDeviation: Double

  /// Of `tensor`, the quantization applied; zeros for an empty tensor.
  public init(_ tensor: Tensor) {
    // Twice part by part, because the reals of a whole tensor take many times its memory.
    var count = 0
    var sum = 0.0
    var (least, greatest): (Double?, Double?) = (nil, nil)
    for values in PartsOfTensor(tensor) {
      count += values.count
      sum = values.reduce(sum, +)
      least = [least, values.min()].compactMap { $0 }.min()
      greatest = [greatest, values.max()].compactMap { $0 }.max()
    }
    minimum = least ?? 0
    maximum = greatest ?? 0
    let mean = sum / Double(max(count, 1))
    self.mean = mean
    var squares = 0.0
    for values in PartsOfTensor(tensor) { squares = values.reduce(squares) { $0 + ($1 - mean) * ($1 - mean) } }
    standardDeviation = (squares / Double(max(count, 1))).squareRoot()
  }
}
