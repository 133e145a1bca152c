import CEdgeKernels
import EdgeModel

/// How int32 accumulators of a product become 8-bit values: the kernel's rule and its multipliers per channel.
enum Requantization {
  /// Rule and data for convolutions: `scale = inputScale * weightScale[c] / outputScale`.
  ///
  /// XNNPACK refuses scales of 256 and more, and weights of four bits; LiteRT's own optimised kernel then rounds with ties up. Multipliers of uint8
  /// products start from a float32 product of the scales.
  static func convolution(
    input: Float, weights: [Float], output: Float, channels: Int, type: QuantizedType, arithmetic: Arithmetic,
    isTakenByXNNPACK: Bool = true
  ) -> (RequantizationRule, PlanData) {
    let perChannel = weights.count == 1 ? Array(repeating: weights[0], count: channels) : weights
    if arithmetic == .litert {
      let floats = perChannel.map { (input * $0) / output }
      if isTakenByXNNPACK, floats.allSatisfy({ $0 < 256 }) { return (.float, .floats(floats)) }
    }
    let pairs = perChannel.flatMap { weight -> [Int32] in
      let product = type == .uint8 ? Double(input * weight) : Double(input) * Double(weight)
      let m = FixedPoint.quantizeMultiplier(product / Double(output))
      return [m.mantissa, m.exponent]
    }
    return (arithmetic == .litert ? .mbqmUp : .mbqm, .integers(pairs))
  }

  /// Rule and data for an elementwise product of two 8-bit values.
  static func elementwiseProduct(
    _ a: Float, _ b: Float, output: Float, arithmetic: Arithmetic
  ) -> (RequantizationRule, PlanData) {
    let scale = (a * b) / output
    // The range XNNPACK accepts; outside it LiteRT's own kernel computes as the reference does.
    if arithmetic == .litert, scale >= 0x1p-16, scale < 0x1p8 { return (.float, .floats([scale])) }
    let m = FixedPoint.quantizeMultiplier(Double(scale))
    return (.mbqm, .integers([m.mantissa, m.exponent]))
  }

  /// Rule and data for the mean of `count` values. XNNPACK's rule applies to the sum of the codes as they are stored, the
  /// other to the sum less the zero points. The order of the float operations matters, and each is rounded.
  static func mean(
    of count: Int, input: Quantization, output: Quantization, arithmetic: Arithmetic
  ) -> (RequantizationRule, PlanData) {
    switch arithmetic {
    case .litert:
      let scale = (input.scale / output.scale) * (1 / Float(count))
      let zeros = Float(count * input.zeroPoint) * scale
      return (.affine, .floats([scale, Float(output.zeroPoint) - zeros]))
    case .reference:
      let m = FixedPoint.quantizeMultiplier(Double(input.scale) / Double(output.scale))
      // The division is taken into the multiplier, after shifting it up as far as 32 bits allow.
      let shift = min(Int.bitWidth - 1 - count.leadingZeroBitCount, 32, 31 + Int(m.exponent))
      let mantissa = (Int64(m.mantissa) << Int64(shift)) / Int64(count)
      return (.mbqm, .integers([Int32(clamping: mantissa), m.exponent - Int32(shift)]))
    }
  }

  /// One value requantized by a float, for tables.
  static func apply(_ accumulator: Int32, scale: Float, zeroPoint: Int, range: OutputRange) -> Int {
    let low = Float(range.low - zeroPoint)
    let high = Float(range.high - zeroPoint)
    let value = min(max(Float(accumulator) * scale, low), high)
    return FixedPoint.integer(FixedPoint.roundEven(value)) + zeroPoint
  }

  /// One requantized value, for tables.
  static func apply(_ accumulator: Int32, _ rule: (RequantizationRule, PlanData), zeroPoint: Int, range: OutputRange)
    -> Int
  {
    switch rule {
    case (.float, .floats(let scales)):
      return apply(accumulator, scale: scales[0], zeroPoint: zeroPoint, range: range)
    case (let kind, .integers(let pair)):
      let value = FixedPoint.multiply(accumulator, by: (pair[0], pair[1]), up: kind == .mbqmUp)
      return range.clamp(Int(value) + zeroPoint)
    default: preconditionFailure("no such rule")
    }
  }
}

/// Numbers derived when lowering.
enum PlanData: Hashable {
  case floats([Float])
  case doubles([Double])
  case integers([Int32])
  case wideIntegers([Int64])
  case bytes([UInt8])

  var elementType: ElementType {
    switch self {
    case .floats: .float32
    case .doubles: .float64
    case .integers: .int32
    case .wideIntegers: .int64
    case .bytes: .uint8
    }
  }

  // An array hashes its elements one by one, which for tables of a whole network takes longer than making them.
  func hash(into hasher: inout Hasher) {
    switch self {
    case .floats(let values): values.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .doubles(let values): values.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .integers(let values): values.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .wideIntegers(let values): values.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .bytes(let values): values.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  var count: Int {
    switch self {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    case .integers(let values): values.count
    case .wideIntegers(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// The numbers as storage of their own.
  var storage: TensorStorage {
    func copy<T: BitwiseCopyable>(_ values: [T]) -> TensorStorage {
      let storage = TensorStorage(byteCount: values.count * MemoryLayout<T>.stride)
      values.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { storage.baseAddress.copyMemory(from: base, byteCount: bytes.count) }
      }
      return storage
    }
    switch self {
    case .floats(let values): return copy(values)
    case .doubles(let values): return copy(values)
    case .integers(let values): return copy(values)
    case .wideIntegers(let values): return copy(values)
    case .bytes(let values): return copy(values)
    }
  }
}
