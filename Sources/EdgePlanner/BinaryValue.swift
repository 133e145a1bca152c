import CEdgeKernels
import EdgeModel

/// ADD, SUB and MUL of two stored 8-bit values: multipliers for the kernels, and single values for tables.
struct BinaryArithmetic {
  enum Form {
    /// One rounding: `(bias + a*ma + b*mb) >> shift`.
    case shifted(a: Int32, b: Int32, bias: Int32, shift: Int32)
    /// The reference form: both operands rescaled at 20 extra bits, then the sum.
    case mbqm(
      a: (mantissa: Int32, exponent: Int32), b: (mantissa: Int32, exponent: Int32), sign: Int32,
      output: (mantissa: Int32, exponent: Int32), leftShift: Int32)
    case product(RequantizationRule, PlanData)
  }

  var form: Form
  var type: QuantizedType
  var a: Quantization
  var b: Quantization
  var output: Quantization
  var range: OutputRange

  /// Nil for kinds other than ADD, SUB, MUL and for activations that are no clamp.
  init?(
    _ kind: OperatorKind, a: Quantization, b: Quantization, output: Quantization, type: QuantizedType,
    arithmetic: Arithmetic
  ) {
    let activation: Activation
    let isSubtraction: Bool
    switch kind {
    case .multiply(let fused): (activation, isSubtraction) = (fused, false)
    case .add(let fused): (activation, isSubtraction) = (fused, false)
    case .subtract(let fused): (activation, isSubtraction) = (fused, true)
    default: return nil
    }
    guard let range = OutputRange(activation, type: type.elementType, quantization: output) else {
      return nil
    }
    (self.type, self.a, self.b, self.output, self.range) = (type, a, b, output, range)
    if case .multiply = kind {
      let (rule, data) = Requantization.elementwiseProduct(
        a.scale, b.scale, output: output.scale, arithmetic: arithmetic)
      form = .product(rule, data)
      return
    }
    let ratioA = a.scale / output.scale
    let ratioB = b.scale / output.scale
    let accepted: (Float) -> Bool = { $0 >= 0x1p-10 && $0 < 0x1p8 }
    if arithmetic == .litert, accepted(ratioA), accepted(ratioB) {
      let shift = 20 - Int(max(ratioA, ratioB).exponent)
      let power = Float(sign: .plus, exponent: shift, significand: 1)
      let ma = Int32(FixedPoint.roundEven(ratioA * power))
      let mb = Int32(FixedPoint.roundEven(ratioB * power)) * (isSubtraction ? -1 : 1)
      let bias = Int32(1) << Int32(shift - 1) - ma * Int32(a.zeroPoint) - mb * Int32(b.zeroPoint)
      form = .shifted(a: ma, b: mb, bias: bias, shift: Int32(shift))
    } else {
      let twice = Double(2 * max(a.scale, b.scale))
      form = .mbqm(
        a: FixedPoint.quantizeMultiplier(Double(a.scale) / twice),
        b: FixedPoint.quantizeMultiplier(Double(b.scale) / twice), sign: isSubtraction ? -1 : 1,
        output: FixedPoint.quantizeMultiplier(twice / Double(0x1p20 * output.scale)), leftShift: 20)
    }
  }

  /// The function of a byte whose operands are the two given functions of it.
  func table(_ x: UnaryTable, _ y: UnaryTable) -> UnaryTable {
    let type = type
    func make(_ function: (Int, Int) -> Int) -> UnaryTable {
      x.bytes.withUnsafeBufferPointer { x in
        y.bytes.withUnsafeBufferPointer { y in
          UnaryTable { function(type.value(x[Int($0)]), type.value(y[Int($0)])) }
        }
      }
    }
    // The common rule of products, with nothing to look up for each of its values.
    if case .product(.float, .floats(let scales)) = form {
      let (scale, za, zb, zero) = (scales[0], a.zeroPoint, b.zeroPoint, output.zeroPoint)
      return make { Requantization.apply(Int32(($0 - za) * ($1 - zb)), scale: scale, zeroPoint: zero, range: range) }
    }
    return make(value)
  }

  /// The stored result of two stored values.
  func value(_ x: Int, _ y: Int) -> Int {
    switch form {
    case .shifted(let ma, let mb, let bias, let shift):
      return range.clamp(Int((bias + Int32(x) * ma + Int32(y) * mb) >> shift) + output.zeroPoint)
    case .mbqm(let ma, let mb, let sign, let mo, let leftShift):
      let left = FixedPoint.multiply(Int32(x - a.zeroPoint) << leftShift, by: ma)
      let right = FixedPoint.multiply(Int32(y - b.zeroPoint) << leftShift, by: mb)
      return range.clamp(Int(FixedPoint.multiply(left + sign * right, by: mo)) + output.zeroPoint)
    case .product(let rule, let data):
      let accumulator = Int32((x - a.zeroPoint) * (y - b.zeroPoint))
      return Requantization.apply(accumulator, (rule, data), zeroPoint: output.zeroPoint, range: range)
    }
  }
}
