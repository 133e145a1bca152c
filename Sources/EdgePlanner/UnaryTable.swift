import EdgeModel
import Foundation

/// A function of one 8-bit value as 256 bytes, indexed by the raw byte of the input and holding raw output bytes.
///
/// Elementwise operators of one 8-bit operand are such functions, and so is any chain of them, including `x * f(x)`:
/// both operands of the product are the same byte at the same position.
struct UnaryTable: Hashable {
  var bytes: [UInt8]

  /// Stored value of a raw byte.
  static func value(_ byte: UInt8, signed: Bool) -> Int { signed ? Int(Int8(bitPattern: byte)) : Int(byte) }

  /// The table of `function`, which maps stored input values to stored output values.
  init(inputType: ElementType, function: (Int) -> Int) {
    let signed = inputType == .int8
    self.init { function(UnaryTable.value($0, signed: signed)) }
  }

  /// The table of `function`, which maps raw input bytes to stored output values.
  init(_ function: (UInt8) -> Int) {
    bytes = Array(unsafeUninitializedCapacity: 256) { bytes, initializedCount in
      for index in 0..<256 {
        bytes.initializeElement(at: index, to: UInt8(truncatingIfNeeded: function(UInt8(index))))
      }
      initializedCount = 256
    }
  }

  /// First this table, then `next`.
  func followed(by next: UnaryTable) -> UnaryTable {
    UnaryTable { Int(next.bytes[Int(bytes[Int($0)])]) }
  }

  /// The function that gives the stored value `value` everywhere.
  static func constant(_ value: Int) -> UnaryTable { UnaryTable { _ in value } }

  /// The function that changes nothing.
  static let identity = UnaryTable(inputType: .uint8) { $0 }
}

/// Tables of the one-operand operators: what XNNPACK, or TFLite's reference kernels, compute for each of the 256 values.
enum UnaryTables {
  /// The table of `kind` from `input` to `output`, or nil when the operator is no function of one 8-bit value alone.
  static func table(
    _ kind: OperatorKind, input: GraphTensor, output: GraphTensor, elementCount: Int, arithmetic: Arithmetic
  ) -> UnaryTable? {
    guard let from = input.quantization, let to = output.quantization, !from.isPerChannel, !to.isPerChannel,
      let range = OutputRange(.none, type: output.elementType, quantization: to)
    else { return nil }
    let signed = input.elementType == .int8
    func real(_ q: Int) -> Float { Float(q - from.zeroPoint) * from.scale }
    func make(_ f: (Int) -> Int) -> UnaryTable { UnaryTable(inputType: input.elementType, function: f) }
    switch kind {
    case .logistic:
      return make { logistic(real($0), to: to, range: range, arithmetic: arithmetic) }
    case .tanh:
      return make { quantized(Float(doubleTangent(Double(real($0)))), to: to, range: range, arithmetic: arithmetic) }
    case .quantize:
      return requantize(
        from: from, to: to, range: range, signed: signed,
        sameType: input.elementType == output.elementType, elementCount: elementCount, arithmetic: arithmetic)
    case .relu, .relu6, .reluN1To1:
      let activation: Activation = kind == .relu ? .relu : kind == .relu6 ? .relu6 : .reluN1To1
      guard
        let bounds = OutputRange(activation, type: output.elementType, quantization: to)
      else { return nil }
      let m = FixedPoint.quantizeMultiplier(Double(from.scale / to.scale))
      return make { q in
        bounds.clamp(Int(FixedPoint.multiply(Int32(q - from.zeroPoint), by: m)) + to.zeroPoint)
      }
    case .leakyRelu(let alpha):
      return leakyRelu(alpha: alpha, from: from, to: to, range: range, inputType: input.elementType, arithmetic)
    case .hardSwish:
      return hardSwish(from: from, to: to, range: range, inputType: input.elementType)
    case .exp:
      return make {
        quantized(Float(doubleExponential(Double(real($0)))), to: to, range: range, arithmetic: arithmetic)
      }
    default:
      guard input.elementType == .int8, output.elementType == .int8 else { return nil }
      return function(kind, from: from, to: to, range: range, arithmetic: arithmetic)
    }
  }

  /// LOGISTIC of a real value, quantized to scale 1/256, zero point -128.
  private static func logistic(_ x: Float, to: Quantization, range: OutputRange, arithmetic: Arithmetic) -> Int {
    let inverse = 1 / to.scale
    switch arithmetic {
    case .litert:
      let y: Float
      if x > 100 {
        y = 1
      } else if x < -100 {
        y = 0
      } else {
        let e = doubleExponential(Double(x))
        y = Float(e / (1 + e))
      }
      // The zero point is added in float before rounding: for small y that addition itself rounds.
      return range.clamp(FixedPoint.integer(FixedPoint.roundEven(y * inverse + Float(to.zeroPoint))))
    case .reference:
      let y = 1 / (1 + singleExponential(-x))
      return range.clamp(FixedPoint.integer(FixedPoint.roundAway(y * inverse)) + to.zeroPoint)
    }
  }

  static func quantized(_ y: Float, to: Quantization, range: OutputRange, arithmetic: Arithmetic) -> Int {
    let scaled = max(-1e6, min(1e6, y * (1 / to.scale)))
    let rounded = arithmetic == .litert ? FixedPoint.roundEven(scaled) : FixedPoint.roundAway(scaled)
    return range.clamp(FixedPoint.integer(rounded) + to.zeroPoint)
  }

  /// QUANTIZE between 8-bit types; nil where LiteRT rounds the last elements of a tensor differently from the rest, so
  /// that position matters.
  private static func requantize(
    from: Quantization, to: Quantization, range: OutputRange, signed: Bool, sameType: Bool, elementCount: Int,
    arithmetic: Arithmetic
  ) -> UnaryTable? {
    let type: ElementType = signed ? .int8 : .uint8
    let ratio = from.scale / to.scale
    if arithmetic == .litert, sameType, ratio >= 0x1p-8, ratio <= 0x1p7 {
      // XNNPACK keeps 8 fractional bits of the ratio.
      let m = FixedPoint.integer(FixedPoint.roundEven(256 * ratio))
      return UnaryTable(inputType: type) { range.clamp(((($0 - from.zeroPoint) * m + 128) >> 8) + to.zeroPoint) }
    }
    let m = FixedPoint.quantizeMultiplier(Double(from.scale) / Double(to.scale))
    func make(up: Bool) -> UnaryTable {
      UnaryTable(inputType: type) { q in
        range.clamp(Int(FixedPoint.multiply(Int32(q - from.zeroPoint), by: m, up: up)) + to.zeroPoint)
      }
    }
    let away = make(up: false)
    guard arithmetic == .litert else { return away }
    let up = make(up: true)
    if away == up || elementCount < 16 { return away }
    return elementCount % 16 == 0 ? up : nil
  }

  /// What CONCATENATION makes of a uint8 input with another scale: the zero point is taken off in float.
  static func concatenated(from: Quantization, to: Quantization) -> UnaryTable {
    let scale = from.scale * (1 / to.scale)
    let bias = -Float(from.zeroPoint) * scale
    return UnaryTable(inputType: .uint8) { q in
      let value = FixedPoint.integer(FixedPoint.roundAway(Float(q) * scale + bias)) + to.zeroPoint
      return min(max(value, 0), 255)
    }
  }

  private static func leakyRelu(
    alpha: Float, from: Quantization, to: Quantization, range: OutputRange, inputType: ElementType,
    _ arithmetic: Arithmetic
  ) -> UnaryTable {
    let ratio = from.scale / to.scale
    if arithmetic == .litert, ratio >= 0x1p-8, ratio <= 0x1p7, abs(ratio * alpha) >= 0x1p-8, abs(ratio * alpha) <= 0x1p7
    {
      // XNNPACK keeps 8 fractional bits of either slope.
      let positive = FixedPoint.integer(FixedPoint.roundEven(256 * ratio))
      let negative = FixedPoint.integer(FixedPoint.roundEven(256 * (ratio * alpha)))
      return UnaryTable(inputType: inputType) { q in
        let x = q - from.zeroPoint
        return range.clamp(((x * (x >= 0 ? positive : negative) + 128) >> 8) + to.zeroPoint)
      }
    }
    let positive = FixedPoint.quantizeMultiplier(Double(ratio))
    let negative = FixedPoint.quantizeMultiplier(Double((from.scale * alpha) / to.scale))
    return UnaryTable(inputType: inputType) { q in
      let x = Int32(q - from.zeroPoint)
      let y = FixedPoint.multiply(x, by: x >= 0 ? positive : negative)
      return range.clamp(Int(y) + to.zeroPoint)
    }
  }

  /// TFLite's integer hard-swish: a 16-bit fixed-point product of the rescaled input and a saturating ramp.
  private static func hardSwish(
    from: Quantization, to: Quantization, range: OutputRange, inputType: ElementType
  ) -> UnaryTable {
    let highResolution: Float = 1 / 128 * from.scale
    let reluScale: Float = 3 / 32768
    let outputMultiplier = int16Multiplier(Double(highResolution) / Double(to.scale))
    let reluMultiplier = int16Multiplier(Double(highResolution) / Double(reluScale))
    return UnaryTable(inputType: inputType) { q in
      let x = Int16(truncatingIfNeeded: (q - from.zeroPoint) << 7)
      let scaled = saturatingRoundingDoublingHighMul(x, outputMultiplier.mantissa)
      var ramp = x
      if reluMultiplier.exponent > 0 {
        ramp = saturatingShiftLeft(ramp, reluMultiplier.exponent - 1)
      }
      ramp = saturatingRoundingDoublingHighMul(ramp, reluMultiplier.mantissa)
      if reluMultiplier.exponent > 0 {
        ramp = saturatingShiftLeft(ramp, 1)
      }
      if reluMultiplier.exponent < 0 {
        ramp = Int16(
          truncatingIfNeeded: FixedPoint.divideByPowerOfTwo(Int32(ramp), -reluMultiplier.exponent))
      }
      ramp = Int16(truncatingIfNeeded: (Int32(ramp) + (1 << 15)) >> 1)
      // This product is cut off towards zero, not rounded.
      let product = Int16(clamping: Int32(scaled) * Int32(ramp) / (1 << 15))
      let y =
        outputMultiplier.exponent > 0
        ? Int32(saturatingShiftLeft(product, outputMultiplier.exponent))
        : FixedPoint.divideByPowerOfTwo(Int32(product), -outputMultiplier.exponent)
      return range.clamp(Int(y) + to.zeroPoint)
    }
  }

  private static func int16Multiplier(_ value: Double) -> (mantissa: Int16, exponent: Int) {
    let m = FixedPoint.quantizeMultiplier(value)
    let wide = (Int64(m.mantissa) + (1 << 15)) >> 16
    return (wide > 32767 ? 32767 : Int16(wide), Int(m.exponent))
  }

  private static func saturatingShiftLeft(_ x: Int16, _ n: Int) -> Int16 {
    Int16(clamping: Int64(x) << min(n, 31))
  }

  private static func saturatingRoundingDoublingHighMul(_ a: Int16, _ b: Int16) -> Int16 {
    if a == .min, b == .min { return .max }
    let product = Int32(a) * Int32(b)
    let nudge: Int32 = product >= 0 ? 1 << 14 : 1 - (1 << 14)
    return Int16(truncatingIfNeeded: (product + nudge) / (1 << 15))
  }
}

// The C library's functions under names that cannot be confused with operators of the same name.
private func doubleExponential(_ x: Double) -> Double { exp(x) }
func singleExponential(_ x: Float) -> Float { expf(x) }
private func doubleTangent(_ x: Double) -> Double { tanh(x) }
