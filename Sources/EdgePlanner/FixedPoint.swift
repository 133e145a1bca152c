import Foundation

/// The integer and rounding primitives of TFLite's arithmetics (`tensorflow/lite/kernels/internal/common.h`), for tables
/// and multipliers made when lowering. The kernels have their own copies in C.
enum FixedPoint {
  /// Nearest integer, ties to even.
  static func roundEven(_ x: Float) -> Float { x.rounded(.toNearestOrEven) }
  /// Nearest integer, ties away from zero.
  static func roundAway(_ x: Float) -> Float { x.rounded(.toNearestOrAwayFromZero) }

  /// The integer that a rounded float holds; values far outside 8 bits, and NaN, become some value outside 8 bits.
  static func integer(_ rounded: Float) -> Int {
    guard rounded < 1e6 else { return 1_000_000 }
    return rounded > -1e6 ? Int(rounded) : -1_000_000
  }

  /// `mantissa * 2^(exponent - 31)`.
  typealias Multiplier = (mantissa: Int32, exponent: Int32)

  /// A multiplier as `mantissa * 2^(exponent - 31)` with a 31-bit mantissa; values below 2^-32 flush to zero.
  static func quantizeMultiplier(_ multiplier: Double) -> (mantissa: Int32, exponent: Int32) {
    guard multiplier > 0, multiplier.isFinite else { return (0, 0) }
    // significand is in [1, 2), the convention needs [0.5, 1).
    var exponent = Int(multiplier.exponent) + 1
    var mantissa = Int64((multiplier.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 {
      mantissa = 1 << 30
      exponent += 1
    }
    if exponent < -31 { return (0, 0) }
    // Beyond this every non-zero value saturates, and kernels could not shift so far.
    if exponent > 30 { return (.max, 30) }
    return (Int32(mantissa), Int32(exponent))
  }

  /// `(a * m + 2^30) >> 31`, saturated.
  static func srdhm(_ a: Int32, _ m: Int32) -> Int32 {
    if a == .min, m == .min { return .max }
    return Int32(truncatingIfNeeded: (Int64(a) * Int64(m) + (1 << 30)) >> 31)
  }

  /// `x / 2^n`, nearest, ties away from zero.
  static func divideByPowerOfTwo(_ x: Int32, _ n: Int) -> Int32 {
    let mask = Int32(truncatingIfNeeded: (Int64(1) << n) - 1)
    let threshold = (mask >> 1) + (x < 0 ? 1 : 0)
    return (x >> n) + (x & mask > threshold ? 1 : 0)
  }

  /// `x / 2^n`, nearest, ties towards +infinity.
  static func shiftRightUp(_ x: Int32, _ n: Int) -> Int32 {
    n == 0 ? x : Int32(truncatingIfNeeded: (Int64(x) + (Int64(1) << (n - 1))) >> n)
  }

  /// Multiply by a quantized multiplier with two roundings; `up` rounds ties of the second one towards +infinity.
  static func multiply(_ x: Int32, by m: (mantissa: Int32, exponent: Int32), up: Bool = false) -> Int32 {
    let left = max(Int(m.exponent), 0)
    let right = max(-Int(m.exponent), 0)
    let product = srdhm(x << Int32(left), m.mantissa)
    return up ? shiftRightUp(product, right) : divideByPowerOfTwo(product, right)
  }
}
