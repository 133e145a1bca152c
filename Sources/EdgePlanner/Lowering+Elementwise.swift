import EdgeModel

/// Operators that work value by value or along the last axis.
extension Lowering {
  /// Two operands with broadcasting. `float` is the operation number of the float family.
  mutating func emitBinary(_ op: Operator, float: Int32, _ activation: Activation) throws(LoweringFailure) -> Emission {
    let (a, b, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tb, tc) = (graph.tensors[a], graph.tensors[b], graph.tensors[c])
    let walk = try broadcast(ta.shape, tb.shape, result: tc.shape)
    let inPlace = inPlaceOperand(ta, tb, tc)
    if ta.elementType == .float32, tb.elementType == .float32, tc.elementType == .float32 {
      let parameters = walk + [.init(name: "operation", value: .integer(float))] + (try floatBounds(activation))
      let operands = [try operand(a), try operand(b)]
      appendStep("binary_f32", parameters, operands + [makeOutput(c)], inPlace: inPlace)
      return Emission()
    }
    guard ta.elementType == .int8, tb.elementType == .int8, tc.elementType == .int8 else {
      throw .unsupported("operands are \(ta.elementType) and \(tb.elementType), result \(tc.elementType)")
    }
    let (qa, qb, qc) = (try quantization(ta), try quantization(tb), try quantization(tc))
    if op.kind == .maximum || op.kind == .minimum {
      guard qa == qc, qb == qc else { throw .unsupported("operands and result have different scales") }
      let parameters = walk + [.init(name: "is_minimum", value: .integer(op.kind == .minimum ? 1 : 0))]
      let operands = [try operand(a), try operand(b)]
      appendStep("select_s8", parameters, operands + [makeOutput(c)], inPlace: inPlace)
      return Emission()
    }
    guard
      let arithmetic = BinaryArithmetic(op.kind, a: qa, b: qb, output: qc, type: .int8, arithmetic: options.arithmetic)
    else { throw .unsupported("int8 operands (or fused activation \(activation.rawValue))") }
    let operands = [try operand(a), try operand(b)]
    let range: [PlanParameter] = [
      .init(name: "output_zero_point", value: .integer(Int32(qc.zeroPoint))),
      .init(name: "output_min", value: .integer(Int32(arithmetic.range.low))),
      .init(name: "output_max", value: .integer(Int32(arithmetic.range.high))),
    ]
    let zeroPoints: [PlanParameter] = [
      .init(name: "a_zero_point", value: .integer(Int32(qa.zeroPoint))),
      .init(name: "b_zero_point", value: .integer(Int32(qb.zeroPoint))),
    ]
    switch arithmetic.form {
    case .product(let rule, let data):
      let requant = constant(data, role: .requantization, name: "\(tc.name)/requantization")
      appendStep(
        "multiply_s8",
        walk + zeroPoints + range + [.init(name: "requantization", value: .integer(rule.rawValue))],
        operands + [requant, makeOutput(c)], inPlace: inPlace)
    case .shifted(let ma, let mb, let bias, let shift):
      appendStep(
        "add_s8",
        walk + range + [
          .init(name: "a_multiplier", value: .integer(ma)), .init(name: "b_multiplier", value: .integer(mb)),
          .init(name: "bias", value: .integer(bias)), .init(name: "shift", value: .integer(shift)),
        ], operands + [makeOutput(c)], inPlace: inPlace)
    case .mbqm(let ma, let mb, let sign, let mo, let leftShift):
      appendStep(
        "add_mbqm_s8",
        walk + zeroPoints + range + [
          .init(name: "left_shift", value: .integer(leftShift)),
          .init(name: "a_multiplier", value: .integer(ma.mantissa)),
          .init(name: "a_exponent", value: .integer(ma.exponent)),
          .init(name: "b_multiplier", value: .integer(mb.mantissa)),
          .init(name: "b_exponent", value: .integer(mb.exponent)), .init(name: "b_sign", value: .integer(sign)),
          .init(name: "output_multiplier", value: .integer(mo.mantissa)),
          .init(name: "output_exponent", value: .integer(mo.exponent)),
        ], operands + [makeOutput(c)], inPlace: inPlace)
    }
    return Emission()
  }

  /// The operand whose memory the result may take over: one of the result's own shape.
  private func inPlaceOperand(_ a: GraphTensor, _ b: GraphTensor, _ c: GraphTensor) -> Int? {
    if a.shape == c.shape, a.constant == nil { return 0 }
    if b.shape == c.shape, b.constant == nil { return 1 }
    return nil
  }

  /// Dimensions of the result and the steps of both operands, merged and padded to what kernels walk.
  private func broadcast(_ a: [Int], _ b: [Int], result: [Int]) throws(LoweringFailure) -> [PlanParameter] {
    let rank = result.count
    try require(a.count <= rank && b.count <= rank, "shapes \(a) and \(b) give \(result)")
    func steps(_ shape: [Int]) throws(LoweringFailure) -> [Int] {
      let padded = Array(repeating: 1, count: rank - shape.count) + shape
      var steps = Array(repeating: 0, count: rank)
      var step = 1
      for i in stride(from: rank - 1, through: 0, by: -1) {
        try require(padded[i] == result[i] || padded[i] == 1, "shapes \(a) and \(b) do not broadcast to \(result)")
        steps[i] = padded[i] == 1 ? 0 : step
        step *= padded[i]
      }
      return steps
    }
    let walk = try Movement.merged(dims: result, steps: [try steps(a), try steps(b)])
    return try [
      .init(name: "dims", value: .integers(walk.dims.int32s())),
      .init(name: "a_steps", value: .integers(walk.steps[0].int32s())),
      .init(name: "b_steps", value: .integers(walk.steps[1].int32s())),
    ]
  }

  /// One float operand. Its 8-bit forms are tables and never get here, unless the table cannot be made.
  mutating func emitUnary(
    _ op: Operator, operation: Int32, alpha: Float = 0, low: Float = 0, high: Float = 0
  ) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard ta.elementType == .float32, tc.elementType == .float32 else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    let source = try operand(a)
    appendStep(
      "unary_f32",
      [
        .init(name: "count", value: .integer(try Lowering.int32(tc.elementCount))),
        .init(name: "operation", value: .integer(operation)), .init(name: "alpha", value: .float(alpha)),
        .init(name: "low", value: .float(low)), .init(name: "high", value: .float(high)),
      ], [source, makeOutput(c)], inPlace: ta.constant == nil ? 0 : nil)
    return Emission()
  }

  mutating func emitQuantize(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard tc.elementType == .int8 || tc.elementType == .uint8 else { throw .unsupported("result is \(tc.elementType)") }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    let count = PlanParameter(name: "count", value: .integer(try Lowering.int32(tc.elementCount)))
    let qc = try quantization(tc)
    guard let range = OutputRange(.none, type: tc.elementType, quantization: qc) else {
      throw .unsupported("result is \(tc.elementType)")
    }
    let bounds: [PlanParameter] = [
      .init(name: "output_min", value: .integer(Int32(range.low))),
      .init(name: "output_max", value: .integer(Int32(range.high))),
    ]
    let source = try operand(a)
    if ta.elementType == .float32 {
      appendStep(
        "quantize_f32",
        [
          count, .init(name: "scale", value: .float(qc.scale)),
          .init(name: "zero_point", value: .integer(Int32(qc.zeroPoint))),
          .init(name: "reciprocal", value: .integer(options.arithmetic == .litert ? 1 : 0)),
        ] + bounds, [source, makeOutput(c)])
      return Emission()
    }
    guard ta.elementType == .int8 || ta.elementType == .uint8 else { throw .unsupported("input is \(ta.elementType)") }
    let qa = try quantization(ta)
    let m = FixedPoint.quantizeMultiplier(Double(qa.scale) / Double(qc.scale))
    appendStep(
      "rescale_8",
      [
        count, .init(name: "input_is_signed", value: .integer(ta.elementType == .int8 ? 1 : 0)),
        .init(name: "input_zero_point", value: .integer(Int32(qa.zeroPoint))),
        .init(name: "multiplier", value: .integer(m.mantissa)), .init(name: "exponent", value: .integer(m.exponent)),
        .init(name: "output_zero_point", value: .integer(Int32(qc.zeroPoint))),
        .init(name: "blocks_tie_up", value: .integer(options.arithmetic == .litert ? 1 : 0)),
      ] + bounds, [source, makeOutput(c)])
    return Emission()
  }

  mutating func emitDequantize(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard tc.elementType == .float32 else { throw .unsupported("result is \(tc.elementType)") }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    if let constant = ta.constantTensor {
      // float16 or int8 weights of a float network: their float32 values are data of the plan.
      guard ta.elementType == .float16 || ta.quantization != nil else { throw .unsupported("\(ta.name) has no scale") }
      setPlace(c, to: self.constant(.floats(constant.dequantized()), role: .weights, name: tc.name))
      return Emission()
    }
    guard ta.elementType == .int8 || ta.elementType == .uint8 else { throw .unsupported("input is \(ta.elementType)") }
    let qa = try quantization(ta)
    let source = try operand(a)
    appendStep(
      "dequantize_8",
      [
        .init(name: "count", value: .integer(try Lowering.int32(tc.elementCount))),
        .init(name: "input_is_signed", value: .integer(ta.elementType == .int8 ? 1 : 0)),
        .init(name: "zero_point", value: .integer(Int32(qa.zeroPoint))),
        .init(name: "scale", value: .float(qa.scale)),
      ], [source, makeOutput(c)])
    return Emission()
  }

  mutating func emitSoftmax(_ op: Operator, beta: Float) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard let depth = ta.shape.last, depth > 0 else { throw .contradiction("input has shape \(ta.shape)") }
    try require(ta.shape == tc.shape, "shapes \(ta.shape) and \(tc.shape) differ")
    let rows: [PlanParameter] = try [("rows", ta.elementCount / depth), ("depth", depth)].integerParameters()
    let source = try operand(a)
    if ta.elementType == .float32, tc.elementType == .float32 {
      appendStep("softmax_f32", rows + [.init(name: "beta", value: .float(beta))], [source, makeOutput(c)])
      return Emission()
    }
    guard ta.elementType == .int8, tc.elementType == .int8 else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    let (qa, qc) = (try quantization(ta), try quantization(tc))
    switch options.arithmetic {
    case .litert:
      let factor = -qa.scale * beta
      let table = constant(
        .floats(UnaryTables.exponentials(factor: factor)), role: .table, name: "\(tc.name)/exponentials")
      appendStep(
        "softmax_s8",
        rows + [
          .init(name: "output_scale", value: .float(qc.scale)),
          .init(name: "output_zero_point", value: .integer(Int32(qc.zeroPoint))),
        ], [source, table, makeOutput(c)])
    case .reference:
      guard qc.scale == 1.0 / 256, qc.zeroPoint == -128 else {
        throw .unsupported("the reference arithmetic needs a result scale of 1/256 and zero point of -128")
      }
      let real = min(Double(beta) * Double(qa.scale) * 0x1p26, Double(Int32.max))
      let m = FixedPoint.quantizeMultiplier(real)
      guard m.exponent >= 0 else { throw .unsupported("input scale \(qa.scale) is too small") }
      let least = -Int((31.0 * 0x1p26 / Double(sign: .plus, exponent: Int(m.exponent), significand: 1)).rounded(.down))
      appendStep(
        "softmax_fixed_s8",
        rows + [
          .init(name: "multiplier", value: .integer(m.mantissa)),
          .init(name: "left_shift", value: .integer(m.exponent)),
          .init(name: "difference_min", value: .integer(Int32(clamping: least))),
        ], [source, makeOutput(c)])
    }
    return Emission()
  }

  /// MEAN, SUM, REDUCE_MAX over consecutive axes of a float tensor.
  mutating func emitReduction(_ op: Operator, operation: Int32) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard let listed = graph.integers(try input(op, 1)) else { throw .unsupported("axes are not constant") }
    let rank = ta.shape.count
    let axes = Set(listed.map { $0 < 0 ? $0 + rank : $0 }).sorted()
    try require(axes.allSatisfy { (0..<rank).contains($0) }, "axes \(listed) for rank \(rank)")
    guard let first = axes.first, let last = axes.last else {
      try alias(c, to: a)
      return Emission()
    }
    guard last - first + 1 == axes.count else { throw .unsupported("axes \(listed) are not adjacent") }
    let outer = ta.shape[..<first].reduce(1, *)
    let axis = ta.shape[first...last].reduce(1, *)
    let inner = ta.shape[(last + 1)...].reduce(1, *)
    try require(tc.elementCount == outer * inner && axis > 0, "result has shape \(tc.shape)")
    let sizes = try [("outer", outer), ("axis", axis), ("inner", inner)].integerParameters()
    let source = try operand(a)
    guard ta.elementType == .float32, tc.elementType == .float32 else {
      return try emitQuantizedReduction(op, operation: operation, sizes: sizes, count: axis, source: source)
    }
    appendStep(
      "reduce_f32", sizes + [.init(name: "operation", value: .integer(operation))], [source, makeOutput(c)])
    return Emission()
  }
}

extension UnaryTables {
  /// `expf(factor * d)` for the distances 0...255 that int8 values of a row can have from its maximum.
  static func exponentials(factor: Float) -> [Float] {
    (0..<256).map { singleExponential(factor * Float($0)) }
  }
}
