import CEdgeKernels
import EdgeModel

/// Operators that work value by value or along the last axis.
extension Lowering {
  /// Two operands with broadcasting.
  mutating func emitBinary(
    _ op: Operator, _ operation: BinaryOperation, _ activation: Activation
  ) throws(LoweringFailure) -> Emission {
    let (a, b, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tb, tc) = (graph.tensors[a], graph.tensors[b], graph.tensors[c])
    let walk = try broadcast(ta.shape, tb.shape, result: tc.shape)
    let inPlace = inPlaceOperand(ta, tb, tc)
    if ta.elementType == .float32, tb.elementType == .float32, tc.elementType == .float32 {
      let bounds = try floatBounds(activation)
      if operation == .power || operation == .floorModulo {
        let parameters = edge_binary_function_f32(
          dims: walk.dims, a_steps: walk.a, b_steps: walk.b, operation: operation.parameter, output_min: bounds.low,
          output_max: bounds.high)
        append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: inPlace))
        return Emission()
      }
      let parameters = edge_binary_f32(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, operation: operation.parameter, output_min: bounds.low,
        output_max: bounds.high)
      append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: inPlace))
      return Emission()
    }
    if ta.elementType == .int32 || ta.elementType == .int64, tb.elementType == ta.elementType,
      tc.elementType == ta.elementType
    {
      let parameters = try integerParameters(operation, activation, walk, ta.elementType)
      append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: inPlace))
      return Emission()
    }
    if [ta, tb, tc].allSatisfy({ $0.elementType == .int16 }) {
      return try emitInt16Binary(op, walk, inPlace: inPlace)
    }
    guard let type = QuantizedType(of: ta, tb, tc) else {
      throw .unsupported("operands are \(ta.elementType) and \(tb.elementType), result \(tc.elementType)")
    }
    let (qa, qb, qc) = (try quantization(ta), try quantization(tb), try quantization(tc))
    if op.kind == .maximum || op.kind == .minimum {
      guard qa == qc, qb == qc else { throw .unsupported("operands and result have different scales") }
      let parameters = edge_select_s8(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, is_minimum: (op.kind == .minimum).parameter)
      append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: inPlace).on(type))
      return Emission()
    }
    if operation == .prelu || operation == .squaredDifference || operation == .divide {
      guard ta.elementType == .int8 else { throw .unsupported("operands are \(ta.elementType)") }
      let parameters = try binaryParameters(operation, activation, walk, qa, qb, qc)
      append(parameters.step(a: try operand(a), b: try operand(b), output: makeOutput(c), inPlace: inPlace))
      return Emission()
    }
    guard
      let arithmetic = BinaryArithmetic(
        op.kind, a: qa, b: qb, output: qc, type: type, arithmetic: options.arithmetic)
    else { throw .unsupported("\(type) operands (or fused activation \(activation.rawValue))") }
    let left = try operand(a)
    let right = try operand(b)
    let (low, high) = (Int32(arithmetic.range.low), Int32(arithmetic.range.high))
    let (zeroA, zeroB, zeroC) = (Int32(qa.zeroPoint), Int32(qb.zeroPoint), Int32(qc.zeroPoint))
    switch arithmetic.form {
    case .product(let rule, let data):
      let requant = constant(data, role: .requantization, name: "\(tc.name)/requantization")
      let parameters = edge_multiply_s8(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, a_zero_point: zeroA, b_zero_point: zeroB,
        output_zero_point: zeroC, output_min: low, output_max: high, requantization: rule.parameter)
      append(
        parameters.step(a: left, b: right, requantization: requant, output: makeOutput(c), inPlace: inPlace).on(type))
    case .shifted(let ma, let mb, let bias, let shift):
      let parameters = edge_add_s8(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, a_multiplier: ma, b_multiplier: mb, bias: bias,
        shift: shift, output_zero_point: zeroC, output_min: low, output_max: high)
      append(parameters.step(a: left, b: right, output: makeOutput(c), inPlace: inPlace).on(type))
    case .mbqm(let ma, let mb, let sign, let mo, let leftShift):
      let parameters = edge_add_mbqm_s8(
        dims: walk.dims, a_steps: walk.a, b_steps: walk.b, a_zero_point: zeroA, b_zero_point: zeroB,
        output_zero_point: zeroC, left_shift: leftShift, a_multiplier: ma.mantissa, a_exponent: ma.exponent,
        b_multiplier: mb.mantissa, b_exponent: mb.exponent, b_sign: sign, output_multiplier: mo.mantissa,
        output_exponent: mo.exponent, output_min: low, output_max: high)
      append(parameters.step(a: left, b: right, output: makeOutput(c), inPlace: inPlace).on(type))
    }
    return Emission()
  }

  /// Plain integers.
  private func integerParameters(
    _ operation: BinaryOperation, _ activation: Activation, _ walk: BroadcastWalk, _ type: ElementType
  ) throws(LoweringFailure) -> edge_binary_integer {
    guard operation != .prelu, operation != .power, let element = ElementKind(type) else {
      throw .unsupported("operands are \(type)")
    }
    var bounds: (low: Int32, high: Int32)?
    switch activation {
    case .none: break
    case .relu: bounds = (0, .max)
    case .relu6: bounds = (0, 6)
    case .reluN1To1: bounds = (-1, 1)
    case .tanh, .signBit: throw .unsupported("fused activation \(activation.rawValue)")
    }
    guard bounds == nil || type == .int32 else { throw .unsupported("fused activation \(activation.rawValue)") }
    return edge_binary_integer(
      dims: walk.dims, a_steps: walk.a, b_steps: walk.b, operation: operation.parameter, element: element.parameter,
      is_clamped: (bounds != nil).parameter, output_min: bounds?.low ?? 0, output_max: bounds?.high ?? 0)
  }

  /// int8 operators that LiteRT computes the same whatever kernels it takes.
  private func binaryParameters(
    _ operation: BinaryOperation, _ activation: Activation, _ walk: BroadcastWalk, _ a: Quantization,
    _ b: Quantization, _ c: Quantization
  ) throws(LoweringFailure) -> edge_binary_s8 {
    guard let range = OutputRange(activation, type: .int8, quantization: c) else {
      throw .unsupported("fused activation \(activation.rawValue)")
    }
    var (left, right, output): (FixedPoint.Multiplier, FixedPoint.Multiplier, FixedPoint.Multiplier) = (
      (0, 0), (0, 0), (0, 0)
    )
    switch operation {
    case .prelu:
      left = FixedPoint.quantizeMultiplier(Double(a.scale / c.scale))
      right = FixedPoint.quantizeMultiplier(Double(a.scale * b.scale / c.scale))
    case .squaredDifference:
      let twice = 2 * Double(max(a.scale, b.scale))
      left = FixedPoint.quantizeMultiplier(Double(a.scale) / twice)
      right = FixedPoint.quantizeMultiplier(Double(b.scale) / twice)
      output = FixedPoint.quantizeMultiplier(twice * twice / (0x1p14 * Double(c.scale)))
    default:
      output = FixedPoint.quantizeMultiplier(Double(a.scale) / (Double(b.scale) * Double(c.scale)))
    }
    return edge_binary_s8(
      dims: walk.dims, a_steps: walk.a, b_steps: walk.b, operation: operation.parameter,
      a_zero_point: Int32(a.zeroPoint), b_zero_point: Int32(b.zeroPoint), output_zero_point: Int32(c.zeroPoint),
      a_multiplier: left.mantissa, a_exponent: left.exponent, b_multiplier: right.mantissa,
      b_exponent: right.exponent, output_multiplier: output.mantissa, output_exponent: output.exponent,
      output_min: Int32(range.low), output_max: Int32(range.high))
  }

  /// The operand whose memory the result may take over: one of the result's own shape.
  private func inPlaceOperand(_ a: GraphTensor, _ b: GraphTensor, _ c: GraphTensor) -> Int? {
    if a.shape == c.shape, a.constant == nil { return 0 }
    if b.shape == c.shape, b.constant == nil { return 1 }
    return nil
  }

  /// Dimensions of the result and the steps of both operands, merged and padded to what kernels walk.
  func broadcast(_ a: [Int], _ b: [Int], result: [Int]) throws(LoweringFailure) -> BroadcastWalk {
    let walk = try broadcast([a, b], result: result)
    return (dims: walk.dims, a: walk.steps[0], b: walk.steps[1])
  }

  typealias BroadcastWalk = (dims: KernelDimensions, a: KernelDimensions, b: KernelDimensions)

  /// As above, for any number of operands.
  func broadcast(
    _ shapes: [[Int]], result: [Int]
  ) throws(LoweringFailure) -> (dims: KernelDimensions, steps: [KernelDimensions]) {
    let rank = result.count
    let names = shapes.map { "\($0)" }.joined(separator: " and ")
    try require(shapes.allSatisfy { $0.count <= rank }, "shapes \(names) give \(result)")
    func steps(_ shape: [Int]) throws(LoweringFailure) -> [Int] {
      let padded = Array(repeating: 1, count: rank - shape.count) + shape
      var steps = Array(repeating: 0, count: rank)
      var step = 1
      for i in stride(from: rank - 1, through: 0, by: -1) {
        try require(padded[i] == result[i] || padded[i] == 1, "shapes \(names) do not broadcast to \(result)")
        steps[i] = padded[i] == 1 ? 0 : step
        step *= padded[i]
      }
      return steps
    }
    var listed: [[Int]] = []
    for shape in shapes { listed.append(try steps(shape)) }
    let walk = try Movement.merged(dims: result, steps: listed)
    var merged: [KernelDimensions] = []
    for steps in walk.steps { merged.append(try steps.kernelDimensions()) }
    return (dims: try walk.dims.kernelDimensions(), steps: merged)
  }

  /// One float operand. Its 8-bit forms are tables and never get here, unless the table cannot be made.
  mutating func emitUnary(
    _ op: Operator, _ operation: UnaryOperation, alpha: Float = 0, low: Float = 0, high: Float = 0
  ) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    if case .logistic = op.kind, ta.elementType == .int16, tc.elementType == .int16 {
      try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
      return try emitInt16Logistic(a, c)
    }
    if operation == .rsqrt, ta.elementType == .int8, let zero = ta.quantization?.zeroPoint, zero != -128 {
      throw .unsupported("zero point \(zero) allows values below zero, which have no root")
    }
    guard ta.elementType == .float32, tc.elementType == .float32 else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    let count = try Lowering.int32(tc.elementCount)
    let inPlace = ta.constant == nil ? 0 : nil
    switch operation {
    case .sin, .cos, .gelu, .geluTanh:
      let parameters = edge_unary_function_f32(
        count: count, operation: operation.parameter, alpha: alpha, low: low, high: high)
      append(parameters.step(input: try operand(a), output: makeOutput(c), inPlace: inPlace))
    default:
      let parameters = edge_unary_f32(
        count: count, operation: operation.parameter, alpha: alpha, low: low, high: high)
      append(parameters.step(input: try operand(a), output: makeOutput(c), inPlace: inPlace))
    }
    return Emission()
  }

  mutating func emitQuantize(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    try require(ta.elementCount == tc.elementCount, "shapes \(ta.shape) and \(tc.shape) differ")
    if tc.elementType == .int16 { return try emitInt16Quantize(a, c) }
    guard tc.elementType == .int8 || tc.elementType == .uint8 else { throw .unsupported("result is \(tc.elementType)") }
    let count = try Lowering.int32(tc.elementCount)
    let qc = try quantization(tc)
    guard let range = OutputRange(.none, type: tc.elementType, quantization: qc) else {
      throw .unsupported("result is \(tc.elementType)")
    }
    let (low, high) = (Int32(range.low), Int32(range.high))
    let source = try operand(a)
    if ta.elementType == .float32 {
      let parameters = edge_quantize_f32(
        count: count, scale: qc.scale, zero_point: Int32(qc.zeroPoint), output_min: low, output_max: high,
        reciprocal: (options.arithmetic == .litert).parameter)
      append(parameters.step(input: source, output: makeOutput(c)))
      return Emission()
    }
    guard ta.elementType == .int8 || ta.elementType == .uint8 else { throw .unsupported("input is \(ta.elementType)") }
    let qa = try quantization(ta)
    let m = FixedPoint.quantizeMultiplier(Double(qa.scale) / Double(qc.scale))
    let parameters = edge_rescale_8(
      count: count, input_is_signed: (ta.elementType == .int8).parameter, input_zero_point: Int32(qa.zeroPoint),
      multiplier: m.mantissa, exponent: m.exponent, output_zero_point: Int32(qc.zeroPoint), output_min: low,
      output_max: high, blocks_tie_up: (options.arithmetic == .litert).parameter)
    append(parameters.step(input: source, output: makeOutput(c)))
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
    if ta.elementType == .int16 { return try emitInt16Dequantize(a, c) }
    guard ta.elementType == .int8 || ta.elementType == .uint8 else { throw .unsupported("input is \(ta.elementType)") }
    let qa = try quantization(ta)
    let parameters = edge_dequantize_8(
      count: try Lowering.int32(tc.elementCount), input_is_signed: (ta.elementType == .int8).parameter,
      zero_point: Int32(qa.zeroPoint), scale: qa.scale)
    append(parameters.step(input: try operand(a), output: makeOutput(c)))
    return Emission()
  }

  mutating func emitSoftmax(_ op: Operator, beta: Float) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard let depth = ta.shape.last, depth > 0 else { throw .contradiction("input has shape \(ta.shape)") }
    try require(ta.shape == tc.shape, "shapes \(ta.shape) and \(tc.shape) differ")
    let (rows, columns) = (try Lowering.int32(ta.elementCount / depth), try Lowering.int32(depth))
    let source = try operand(a)
    if ta.elementType == .float32, tc.elementType == .float32 {
      let parameters = edge_softmax_f32(rows: rows, depth: columns, beta: beta)
      append(parameters.step(input: source, output: makeOutput(c)))
      return Emission()
    }
    if ta.elementType == .int16, tc.elementType == .int16 {
      return try emitInt16Softmax(a, c, rows: rows, depth: columns, beta: beta)
    }
    guard let type = QuantizedType(of: ta, tc) else {
      throw .unsupported("input is \(ta.elementType), result \(tc.elementType)")
    }
    let (qa, qc) = (try quantization(ta), try quantization(tc))
    let hasUsualScale = qc.scale == 1.0 / 256 && qc.zeroPoint == type.lowest
    switch options.arithmetic {
    case .litert:
      guard type == .int8 || hasUsualScale else {
        throw .unsupported("a result of uint8 needs a scale of 1/256 and a zero point of 0")
      }
      let factor = -qa.scale * beta
      let table = constant(
        .floats(UnaryTables.exponentials(factor: factor)), role: .table, name: "\(tc.name)/exponentials")
      let parameters = edge_softmax_s8(
        rows: rows, depth: columns, output_scale: qc.scale, output_zero_point: Int32(qc.zeroPoint))
      append(parameters.step(input: source, exponentials: table, output: makeOutput(c)).on(type))
    case .reference:
      guard hasUsualScale else {
        throw .unsupported("the reference arithmetic needs a result scale of 1/256 and zero point of \(type.lowest)")
      }
      let real = min(Double(beta) * Double(qa.scale) * 0x1p26, Double(Int32.max))
      let m = FixedPoint.quantizeMultiplier(real)
      guard m.exponent >= 0 else { throw .unsupported("input scale \(qa.scale) is too small") }
      let least = -Int((31.0 * 0x1p26 / Double(sign: .plus, exponent: Int(m.exponent), significand: 1)).rounded(.down))
      let parameters = edge_softmax_fixed_s8(
        rows: rows, depth: columns, multiplier: m.mantissa, left_shift: m.exponent,
        difference_min: Int32(clamping: least))
      append(parameters.step(input: source, output: makeOutput(c)).on(type))
    }
    return Emission()
  }
}

extension UnaryTables {
  /// `expf(factor * d)` for the distances 0...255 that int8 values of a row can have from its maximum.
  static func exponentials(factor: Float) -> [Float] {
    (0..<256).map { singleExponential(factor * Float($0)) }
  }
}
