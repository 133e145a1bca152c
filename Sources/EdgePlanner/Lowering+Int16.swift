import CEdgeKernels
import EdgeModel

/// Networks of int16 values with int8 weights ("16x8"). XNNPACK takes none of their operators; LiteRT's own kernels differ
/// from the reference in few.
extension Lowering {
  static let int16Range = (low: Int32(Int16.min), high: Int32(Int16.max))

  /// The scale of an int16 tensor, whose zero point must be 0.
  func int16Scale(_ t: GraphTensor) throws(LoweringFailure) -> Float {
    let q = try quantization(t)
    guard q.zeroPoint == 0 else { throw .unsupported("\(t.name) is int16 with a zero point other than 0") }
    return q.scale
  }

  private func int16Bounds(
    _ activation: Activation, _ t: GraphTensor
  ) throws(LoweringFailure) -> OutputRange {
    let q = try quantization(t)
    guard let range = OutputRange(activation, type: .int16, quantization: q) else {
      throw .unsupported("fused activation \(activation.rawValue)")
    }
    return range
  }

  /// Appends the kernel call that `makeStep` makes of what a product's accumulators become.
  /// - Parameter rule: `reduced`, or `doubleAway`, by which dense layers round.
  mutating func emitInt16Product(
    _ o: ProductOperands, _ rule: RequantizationRule, channels: Int, axis: Int, activation: Activation,
    _ makeStep: (QuantizedResult, _ bias: PlanOperand, _ requantization: PlanOperand, inout Lowering)
      throws(LoweringFailure) -> PlanStep
  ) throws(LoweringFailure) {
    guard o.outputTensor.elementType == .int16 else {
      throw .unsupported("input is int16, result \(o.outputTensor.elementType)")
    }
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: channels, axis: axis)
    let (input, output) = (try int16Scale(o.inputTensor), try int16Scale(o.outputTensor))
    // LiteRT takes an int32 bias for int64 unless the file says so in an option.
    if let bias = o.biasIndex, graph.tensors[bias].elementType == .int32 {
      throw .unsupported("bias is int32, not int64")
    }
    let real = (scales.count == 1 ? Array(repeating: scales[0], count: channels) : scales).map {
      Double(input) * Double($0) / Double(output)
    }
    guard real.allSatisfy({ $0 < 0x1p14 }) else { throw .unsupported("scales are too far apart") }
    let data: PlanData =
      rule == .doubleAway
      ? .doubles(real)
      : .integers(
        real.flatMap { scale -> [Int32] in
          let m = FixedPoint.quantizeMultiplier(scale)
          return [m.mantissa, m.exponent]
        })
    let requantization = constant(data, role: .requantization, name: "\(o.outputTensor.name)/requantization")
    let bias = try wideBiasOperand(o.biasIndex, channels: channels)
    let result = QuantizedResult(
      inputZeroPoint: 0, outputZeroPoint: 0, range: try int16Bounds(activation, o.outputTensor), rule: rule,
      hasTable: false)
    append(try makeStep(result, bias, requantization, &self))
  }

  /// Bias as an int64 operand; zeros when the file has none.
  private mutating func wideBiasOperand(_ index: Int?, channels: Int) throws(LoweringFailure) -> PlanOperand {
    var values = Array(repeating: Int64(0), count: channels)
    if let index {
      let t = graph.tensors[index]
      guard let stored = graph.integers(index) else { throw .unsupported("bias is no constant of int32 or int64") }
      try require(stored.count == channels, "bias has \(stored.count) values for \(channels) channels")
      // Sums must stay below 2^47; products alone stay below 2^46.
      guard stored.allSatisfy({ abs($0) < 1 << 46 }) else { throw .unsupported("\(t.name) has values beyond 2^46") }
      values = stored.map(Int64.init)
    }
    let name = index.map { graph.tensors[$0].name } ?? "zero_bias"
    return constant(.wideIntegers(values), role: .bias, name: name, partOf: index)
  }

  /// ADD, SUB and MUL.
  mutating func emitInt16Binary(
    _ op: Operator, _ walk: (dims: KernelDimensions, a: KernelDimensions, b: KernelDimensions), inPlace: Int?
  ) throws(LoweringFailure) -> Emission {
    let (a, b, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let scales = [try int16Scale(graph.tensors[a]), try int16Scale(graph.tensors[b]), try int16Scale(graph.tensors[c])]
    let (activation, sign): (Activation, Int32)
    switch op.kind {
    case .multiply(let fused): (activation, sign) = (fused, 0)
    case .add(let fused): (activation, sign) = (fused, 1)
    case .subtract(let fused): (activation, sign) = (fused, -1)
    default: throw .unsupported("operands are int16")
    }
    let range = try int16Bounds(activation, graph.tensors[c])
    let (low, high) = (Int32(range.low), Int32(range.high))
    let (left, right) = (try operand(a), try operand(b))
    if sign == 0 {
      let (rule, data) = Requantization.elementwiseProduct(
        scales[0], scales[1], output: scales[2], arithmetic: .reference)
      let requantization = constant(data, role: .requantization, name: "\(graph.tensors[c].name)/requantization")
      let parameters = edge_multiply_s8(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, a_zero_point: 0, b_zero_point: 0, output_zero_point: 0,
        output_min: low, output_max: high, requantization: rule.parameter)
      append(
        parameters.step(
          a: left, b: right, requantization: requantization, output: makeOutput(c), inPlace: inPlace
        ).of(.multiply_s16))
      return Emission()
    }
    // Files say which of two kernels sums of scales that are powers of two take; no other scales let them choose.
    guard !scales.allSatisfy({ $0.significand == 1 }) else {
      throw .unsupported("sums of int16 values whose scales are powers of two")
    }
    let twice = 2 * Double(max(scales[0], scales[1]))
    let ma = FixedPoint.quantizeMultiplier(Double(scales[0]) / twice)
    let mb = FixedPoint.quantizeMultiplier(Double(scales[1]) / twice)
    let mo = FixedPoint.quantizeMultiplier(twice / (0x1p15 * Double(scales[2])))
    let roundsOnce = sign == 1 && options.arithmetic == .litert
    let parameters = edge_add_s16(
      dims: walk.dims, a_steps: walk.a, b_steps: walk.b, a_zero_point: 0, b_zero_point: 0, output_zero_point: 0,
      left_shift: 15, a_multiplier: ma.mantissa, a_exponent: ma.exponent, b_multiplier: mb.mantissa,
      b_exponent: mb.exponent, b_sign: sign, output_multiplier: mo.mantissa, output_exponent: mo.exponent,
      output_min: low, output_max: high, round_once: roundsOnce.parameter)
    append(parameters.step(a: left, b: right, output: makeOutput(c), inPlace: inPlace))
    return Emission()
  }

  /// LOGISTIC, whose result has a scale of 2^-15.
  mutating func emitInt16Logistic(_ a: Int, _ c: Int) throws(LoweringFailure) -> Emission {
    let scale = try int16Scale(graph.tensors[a])
    guard try int16Scale(graph.tensors[c]) == 0x1p-15 else { throw .unsupported("the result's scale is not 2^-15") }
    var (multiplier, shift) = (Double(scale) * 12288, Int32(0))
    if scale == 0x1p-12 {
      guard options.arithmetic == .reference else { throw .unsupported("int16 input with a scale of 2^-12") }
    } else {
      guard multiplier < 32768 else { throw .unsupported("input scale \(scale) is too large") }
      while multiplier <= 32767.0 / 2, shift <= 30 {
        shift += 1
        multiplier *= 2
      }
    }
    guard shift < 31 else { throw .unsupported("input scale \(scale) is too small") }
    let table = constant(.integers(Int16Tables.logistic), role: .table, name: "logistic")
    let parameters = edge_logistic_s16(
      count: try Lowering.int32(graph.tensors[c].elementCount), multiplier: Int32(multiplier), shift: shift)
    append(parameters.step(input: try operand(a), table: table, output: makeOutput(c)))
    return Emission()
  }

  /// SOFTMAX, whose result has a scale of 2^-15.
  mutating func emitInt16Softmax(
    _ a: Int, _ c: Int, rows: Int32, depth: Int32, beta: Float
  ) throws(LoweringFailure) -> Emission {
    guard try int16Scale(graph.tensors[c]) == 0x1p-15 else { throw .unsupported("the result's scale is not 2^-15") }
    guard depth <= 1 << 15 else { throw .unsupported("rows of \(depth) values") }
    let m = FixedPoint.quantizeMultiplier(
      Double(try int16Scale(graph.tensors[a])) * Double(beta) / (10.0 / 65535.0))
    guard m.exponent < 15 else { throw .unsupported("input scale is too large") }
    let exponentials = constant(.integers(Int16Tables.exponentials), role: .table, name: "exponentials")
    let reciprocals = constant(.integers(Int16Tables.reciprocals), role: .table, name: "reciprocals")
    let parameters = edge_softmax_s16(rows: rows, depth: depth, multiplier: m.mantissa, exponent: m.exponent)
    append(
      parameters.step(
        input: try operand(a), exponentials: exponentials, reciprocals: reciprocals, output: makeOutput(c)))
    return Emission()
  }

  /// QUANTIZE to int16 from float or int16 values.
  mutating func emitInt16Quantize(_ a: Int, _ c: Int) throws(LoweringFailure) -> Emission {
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let count = try Lowering.int32(tc.elementCount)
    let scale = try int16Scale(tc)
    let source = try operand(a)
    switch ta.elementType {
    case .float32:
      let parameters = edge_quantize_f32_s16(
        count: count, scale: scale, zero_point: 0, output_min: Self.int16Range.low, output_max: Self.int16Range.high,
        reciprocal: (options.arithmetic == .litert).parameter)
      append(parameters.step(input: source, output: makeOutput(c)))
    case .int16:
      let m = FixedPoint.quantizeMultiplier(Double(try int16Scale(ta)) / Double(scale))
      guard m.exponent < 15 else { throw .unsupported("scales are too far apart") }
      let parameters = edge_rescale_s16(count: count, multiplier: m.mantissa, exponent: m.exponent)
      append(parameters.step(input: source, output: makeOutput(c)))
    default: throw .unsupported("input is \(ta.elementType), result int16")
    }
    return Emission()
  }

  mutating func emitInt16Dequantize(_ a: Int, _ c: Int) throws(LoweringFailure) -> Emission {
    let parameters = edge_dequantize_s16(
      count: try Lowering.int32(graph.tensors[c].elementCount), input_is_signed: 1, zero_point: 0,
      scale: try int16Scale(graph.tensors[a]))
    append(parameters.step(input: try operand(a), output: makeOutput(c)))
    return Emission()
  }

  /// MEAN over `axis` values between `outer` and `inner` ones.
  mutating func emitInt16Mean(
    _ op: Operator, source: PlanOperand, outer: Int32, axis: Int32, inner: Int32
  ) throws(LoweringFailure) {
    let (ta, tc) = (graph.tensors[try input(op, 0)], graph.tensors[op.outputs[0]])
    guard axis < 1 << 16 else { throw .unsupported("means of \(axis) values") }
    _ = (try int16Scale(ta), try int16Scale(tc))
    let (rule, data) = Requantization.mean(
      of: Int(axis), input: try quantization(ta), output: try quantization(tc), arithmetic: .reference)
    let requantization = constant(data, role: .requantization, name: "\(tc.name)/requantization")
    let parameters = edge_mean_s16(
      outer: outer, axis: axis, inner: inner, input_zero_point: 0, output_zero_point: 0,
      output_min: Self.int16Range.low, output_max: Self.int16Range.high, requantization: rule.parameter)
    append(parameters.step(input: source, requantization: requantization, output: makeOutput(op.outputs[0])))
  }

  mutating func emitInt16Pool(
    _ x: Int, _ c: Int, _ window: PoolWindow, activation: Activation, isAverage: Bool
  ) throws(LoweringFailure) -> Emission {
    try requireSameScale(graph.tensors[x], graph.tensors[c])
    _ = try int16Scale(graph.tensors[c])
    let range = try int16Bounds(activation, graph.tensors[c])
    let step = edge_max_pool_8(window, isSigned: true, range).step(input: try operand(x), output: makeOutput(c))
    append(step.of(isAverage ? .average_pool_s16 : .max_pool_s16))
    return Emission()
  }
}
