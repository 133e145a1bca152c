import EdgeModel
import Foundation

/// int8 functions that LiteRT looks up in tables of its own, or computes value by value.
extension UnaryTables {
  /// The table of `kind`, or nil when it is none of these.
  static func function(
    _ kind: OperatorKind, from: Quantization, to: Quantization, range: OutputRange, arithmetic: Arithmetic
  ) -> UnaryTable? {
    func stored(_ f: (Int) -> Int) -> UnaryTable { UnaryTable(inputType: .int8, function: f) }
    /// LiteRT rounds ties away from zero here, whichever kernels it takes.
    func real(_ f: (Float) -> Float) -> UnaryTable {
      stored { quantized(f(from.scale * Float($0 - from.zeroPoint)), to: to, range: range, arithmetic: .reference) }
    }
    switch kind {
    case .abs:
      let m = FixedPoint.quantizeMultiplier(Double(from.scale / to.scale))
      return stored { range.clamp(Int(FixedPoint.multiply(Int32(abs($0 - from.zeroPoint)), by: m)) + to.zeroPoint) }
    case .negate:
      // The stored value is negated, whatever the zero points.
      return stored { -$0 }
    case .elu:
      guard arithmetic == .litert else { return real { $0 < 0 ? expm1f($0) : $0 } }
      // XNNPACK adds the zero point in float before rounding.
      return stored { q in
        let x = from.scale * Float(q - from.zeroPoint)
        let y = (x < 0 ? expm1f(x) : x) * (1 / to.scale)
        return range.clamp(FixedPoint.integer(FixedPoint.roundEven(y + Float(to.zeroPoint))))
      }
    case .log:
      // What has no logarithm gets the least value.
      let least = Float(range.low - to.zeroPoint) * to.scale
      return real { $0 > 0 ? logf($0) : least }
    case .gelu(let isApproximate):
      return real { x in
        isApproximate
          ? 0.5 * x * (1 + tanhf(0.7978845608 * (x + 0.044715 * x * x * x))) : 0.5 * x * (1 + erff(x * 0.70710678118))
      }
    case .rsqrt: return from.zeroPoint == -128 ? inverseRoot(from: from, to: to, range: range) : nil
    default: return nil
    }
  }

  /// RSQRT: the root of the stored value in fixed point, its scale's in the multiplier.
  private static func inverseRoot(from: Quantization, to: Quantization, range: OutputRange) -> UnaryTable {
    let m = FixedPoint.quantizeMultiplier(1 / Double(from.scale.squareRoot() * to.scale))
    return UnaryTable(inputType: .int8) { q in
      let x = Int32(q - from.zeroPoint)
      // Stands for infinity.
      guard x > 0 else { return range.high }
      let root = FixedPoint.inverseSquareRoot(x)
      let scaled = FixedPoint.multiply(1, by: (root.mantissa, root.exponent + 20))
      return range.clamp(Int(FixedPoint.multiply(scaled, by: (m.mantissa, m.exponent - 20))) + to.zeroPoint)
    }
  }
}

extension FixedPoint {
  /// `1 / sqrt(x)` for `x` above 0, by five Newton-Raphson steps with 3 integer bits, as TFLite's kernels compute it.
  static func inverseSquareRoot(_ x: Int32) -> Multiplier {
    guard x > 1 else { return (.max, 0) }
    func shiftedLeft(_ x: Int32, _ count: Int) -> Int32 { Int32(clamping: Int64(x) << count) }
    var (value, shift) = (x, 11)
    while value >= 1 << 29 {
      value /= 4
      shift += 1
    }
    let pairs = (value.leadingZeroBitCount - 1) / 2 - 1
    shift -= pairs
    value <<= Int32(2 * pairs)
    let half = divideByPowerOfTwo(value >> 1, 1)
    let threeHalves: Int32 = 3 << 27
    var y: Int32 = 1 << 28
    for _ in 0..<5 {
      let cube = shiftedLeft(srdhm(srdhm(y, y), y), 6)
      y = shiftedLeft(srdhm(threeHalves, y) &- srdhm(half, cube), 3)
    }
    // The root of one half, for the odd power of two.
    y = srdhm(y, 1_518_500_250)
    return shift < 0 ? (y << Int32(-shift), 0) : (y, Int32(-shift))
  }
}
