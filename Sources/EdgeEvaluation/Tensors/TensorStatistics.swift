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
    let values = tensor.reals
    let count = Double(max(values.count, 1))
    minimum = values.min() ?? 0
    maximum = values.max() ?? 0
    let mean = values.reduce(0, +) / count
    self.mean = mean
    standardDeviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }
}
