import EdgeModel

/// FULLY_CONNECTED and BATCH_MATMUL.
extension Lowering {
  mutating func emitFullyConnected(_ op: Operator, _ activation: Activation) throws(LoweringFailure) -> Emission {
    let dataIndex = try input(op, 0)
    let weightsIndex = try input(op, 1)
    let biasIndex = op.inputs.count > 2 ? op.inputs[2] : nil
    let (data, weights, output) = (graph.tensors[dataIndex], graph.tensors[weightsIndex], graph.tensors[op.outputs[0]])
    try require(weights.shape.count == 2 && weights.shape.allSatisfy { $0 > 0 }, "weights have shape \(weights.shape)")
    let (columns, depth) = (weights.shape[0], weights.shape[1])
    try require(data.elementCount > 0 && data.elementCount % depth == 0, "input has shape \(data.shape)")
    let rows = data.elementCount / depth
    try require(output.elementCount == rows * columns, "result has shape \(output.shape)")
    let macs = rows * columns * depth
    if data.elementType == .int8, weights.constant != nil {
      return try emitConstantFullyConnected(op, activation, rows: rows, columns: columns, depth: depth)
    }
    var sizes = try [
      ("batches", 1), ("rows", rows), ("columns", columns), ("depth", depth), ("a_batch_step", 0),
      ("a_row_step", depth), ("a_depth_step", 1), ("b_batch_step", 0), ("b_column_step", depth), ("b_depth_step", 1),
      ("has_bias", biasIndex == nil ? 0 : 1),
    ].integerParameters()
    if data.elementType == .float32 {
      guard weights.elementType == .float32 else {
        throw .unsupported("float input with \(weights.elementType) weights (dynamic-range quantization)")
      }
      sizes += try floatBounds(activation)
      let bias = biasIndex == nil ? PlanOperand.unused : try floatBiasOperand(biasIndex, channels: columns)
      let operands = [try operand(dataIndex), try operand(weightsIndex), bias]
      appendStep("matmul_f32", sizes, operands + [makeOutput(op.outputs[0])])
      return Emission(macs: macs)
    }
    // Computed weights: the double rule in the reference kernel, two roundings with ties up in LiteRT's own.
    let (qa, qb, qo) = (try quantization(data), try quantization(weights), try quantization(output))
    let rule: (Requantization.Rule, PlanData)
    switch options.arithmetic {
    case .litert:
      let m = FixedPoint.quantizeMultiplier(Double(qa.scale * qb.scale) / Double(qo.scale))
      rule = (.mbqmUp, .integers([m.mantissa, m.exponent]))
    case .reference:
      rule = (.doubleAway, .doubles([Double(qa.scale) * Double(qb.scale) / Double(qo.scale)]))
    }
    try emitComputedProduct(
      op, sizes: sizes, a: dataIndex, b: weightsIndex, bias: biasIndex, columns: columns, rule: rule,
      activation: activation)
    return Emission(macs: macs)
  }

  /// Constant weights: the convolution kernel on a single column of pixels.
  private mutating func emitConstantFullyConnected(
    _ op: Operator, _ activation: Activation, rows: Int, columns: Int, depth: Int
  ) throws(LoweringFailure) -> Emission {
    let dataIndex = try input(op, 0)
    let weightsIndex = try input(op, 1)
    let o = ProductOperands(
      input: dataIndex, output: op.outputs[0], inputTensor: graph.tensors[dataIndex],
      weights: graph.tensors[weightsIndex], outputTensor: graph.tensors[op.outputs[0]], weightsIndex: weightsIndex,
      biasIndex: op.inputs.count > 2 ? op.inputs[2] : nil)
    let scales = try weightScales(o.weights, channels: columns, axis: 0)
    let bias = try biasOperand(o.biasIndex, channels: columns)
    let data = try operand(dataIndex)
    var result = try productResult(o, scales: scales, channels: columns, activation: activation)
    if options.arithmetic == .reference, scales.count == 1 {
      // The per-tensor reference kernel multiplies in double; the per-channel one is the convolution's.
      let (qi, qo) = (try quantization(o.inputTensor), try quantization(o.outputTensor))
      let scale = Double(qi.scale) * Double(scales[0]) / Double(qo.scale)
      result.operands[0] = constant(
        .doubles(Array(repeating: scale, count: columns)), role: .requantization,
        name: "\(o.outputTensor.name)/requantization")
      result.parameters.removeAll { $0.name == "requantization" }
      result.parameters.append(
        .init(name: "requantization", value: .integer(Requantization.Rule.doubleAway.rawValue)))
    }
    let parameters = try [
      ("batches", 1), ("input_height", 1), ("input_width", rows), ("input_channels", depth), ("output_height", 1),
      ("output_width", rows), ("output_channels", columns), ("groups", 1), ("kernel_height", 1), ("kernel_width", 1),
      ("stride_height", 1), ("stride_width", 1), ("dilation_height", 1), ("dilation_width", 1), ("pad_top", 0),
      ("pad_left", 0),
    ].integerParameters()
    appendStep(
      "conv2d_s8", parameters + result.parameters,
      [data, constantOperand(weightsIndex, role: .weights), bias] + result.operands)
    return Emission(
      macs: rows * columns * depth, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  private mutating func emitComputedProduct(
    _ op: Operator, sizes: [PlanParameter], a: Int, b: Int, bias: Int?, columns: Int,
    rule: (Requantization.Rule, PlanData), activation: Activation
  ) throws(LoweringFailure) {
    let (ta, tb, to) = (graph.tensors[a], graph.tensors[b], graph.tensors[op.outputs[0]])
    guard ta.elementType == .int8, tb.elementType == .int8, to.elementType == .int8 else {
      throw .unsupported(
        "operands are \(ta.elementType) and \(tb.elementType), result \(to.elementType); int8 is needed")
    }
    let (qa, qb, qo) = (try quantization(ta), try quantization(tb), try quantization(to))
    guard let range = OutputRange(activation, type: .int8, quantization: qo) else {
      throw .unsupported("fused activation \(activation.rawValue)")
    }
    let parameters =
      sizes
      + [
        .init(name: "a_zero_point", value: .integer(Int32(qa.zeroPoint))),
        .init(name: "b_zero_point", value: .integer(Int32(qb.zeroPoint))),
        .init(name: "output_zero_point", value: .integer(Int32(qo.zeroPoint))),
        .init(name: "output_min", value: .integer(Int32(range.low))),
        .init(name: "output_max", value: .integer(Int32(range.high))),
        .init(name: "requantization", value: .integer(rule.0.rawValue)),
      ]
    let biasOperand = bias == nil ? PlanOperand.unused : try biasOperand(bias, channels: columns)
    let requant = constant(rule.1, role: .requantization, name: "\(to.name)/requantization")
    let operands = [try operand(a), try operand(b), biasOperand, requant]
    appendStep("matmul_s8", parameters, operands + [makeOutput(op.outputs[0])])
  }

  mutating func emitBatchMatMul(_ op: Operator, adjointX: Bool, adjointY: Bool) throws(LoweringFailure) -> Emission {
    let (a, b, c) = (try input(op, 0), try input(op, 1), op.outputs[0])
    let (ta, tb, tc) = (graph.tensors[a], graph.tensors[b], graph.tensors[c])
    let (ra, rb, rc) = (ta.shape.count, tb.shape.count, tc.shape.count)
    try require(ra >= 2 && rb >= 2 && rc >= 2, "operands have shapes \(ta.shape) and \(tb.shape)")
    let rows = ta.shape[ra - (adjointX ? 1 : 2)]
    let depth = ta.shape[ra - (adjointX ? 2 : 1)]
    let columns = tb.shape[rb - (adjointY ? 2 : 1)]
    try require(tb.shape[rb - (adjointY ? 1 : 2)] == depth, "operands have shapes \(ta.shape) and \(tb.shape)")
    let batchesA = ta.shape.dropLast(2).reduce(1, *)
    let batchesB = tb.shape.dropLast(2).reduce(1, *)
    let batches = max(batchesA, batchesB)
    guard ta.shape.dropLast(2) == tb.shape.dropLast(2) || batchesA == 1 || batchesB == 1 else {
      throw .unsupported("batch dimensions \(ta.shape) and \(tb.shape) broadcast in more than one way")
    }
    try require(tc.elementCount == batches * rows * columns, "result has shape \(tc.shape)")
    let sizes = try [
      ("batches", batches), ("rows", rows), ("columns", columns), ("depth", depth),
      ("a_batch_step", batchesA == 1 ? 0 : rows * depth), ("a_row_step", adjointX ? 1 : depth),
      ("a_depth_step", adjointX ? rows : 1), ("b_batch_step", batchesB == 1 ? 0 : columns * depth),
      ("b_column_step", adjointY ? depth : 1), ("b_depth_step", adjointY ? 1 : columns), ("has_bias", 0),
    ].integerParameters()
    let macs = batches * rows * columns * depth
    if ta.elementType == .float32 {
      guard tb.elementType == .float32, tc.elementType == .float32 else {
        throw .unsupported("operands are \(ta.elementType) and \(tb.elementType)")
      }
      let operands = [try operand(a), try operand(b), PlanOperand.unused]
      appendStep("matmul_f32", sizes + (try floatBounds(.none)), operands + [makeOutput(c)])
      return Emission(macs: macs)
    }
    let (qa, qb, qo) = (try quantization(ta), try quantization(tb), try quantization(tc))
    let rule: (Requantization.Rule, PlanData)
    if options.arithmetic == .litert, qb.zeroPoint == 0 {
      rule = (.float, .floats([(qa.scale * qb.scale) / qo.scale]))
    } else {
      let m = FixedPoint.quantizeMultiplier(Double(qa.scale * qb.scale) / Double(qo.scale))
      rule = (.mbqm, .integers([m.mantissa, m.exponent]))
    }
    try emitComputedProduct(op, sizes: sizes, a: a, b: b, bias: nil, columns: columns, rule: rule, activation: .none)
    return Emission(macs: macs)
  }
}
