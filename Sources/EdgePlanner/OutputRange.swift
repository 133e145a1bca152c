import EdgeModel

/// The closed range of stored values an output may take: the type's, narrowed by a fused activation.
struct OutputRange: Hashable {
  var low: Int
  var high: Int

  /// Nil for types wider than 16 bits and for activations that are no clamp. Bounds are rounded to the grid with ties
  /// away from zero, in LiteRT's default path and the reference alike.
  init?(_ activation: Activation, type: ElementType, quantization: Quantization) {
    guard let range = type.integerRange, range.upperBound <= 32767 else { return nil }
    low = Int(range.lowerBound)
    high = Int(range.upperBound)
    func grid(_ value: Float) -> Int {
      FixedPoint.integer(FixedPoint.roundAway(value / quantization.scale)) + quantization.zeroPoint
    }
    switch activation {
    case .none: break
    case .relu: low = max(low, grid(0))
    case .relu6: (low, high) = (max(low, grid(0)), min(high, grid(6)))
    case .reluN1To1: (low, high) = (max(low, grid(-1)), min(high, grid(1)))
    case .tanh, .signBit: return nil
    }
    guard low <= high else { return nil }
  }

  /// Bounds of a float activation; nil for those that are no clamp. TFLite's own kernels clamp to finite numbers even
  /// where there is no activation, so that a division by zero gives the largest one; XNNPACK keeps infinities.
  static func float(_ activation: Activation, _ arithmetic: Arithmetic) -> FloatBounds? {
    let largest = arithmetic == .reference ? Float.greatestFiniteMagnitude : .infinity
    switch activation {
    case .none: return FloatBounds(low: -largest, high: largest)
    case .relu: return FloatBounds(low: 0, high: largest)
    case .relu6: return FloatBounds(low: 0, high: 6)
    case .reluN1To1: return FloatBounds(low: -1, high: 1)
    case .tanh, .signBit: return nil
    }
  }

  func clamp(_ value: Int) -> Int { min(max(value, low), high) }
}

/// The closed range that a float activation clamps to.
struct FloatBounds: Hashable {
  var low: Float
  var high: Float

  /// Every number.
  static let all = FloatBounds(low: -.infinity, high: .infinity)
}
