import CEdgeKernels
import EdgeModel

/// FULLY_CONNECTED and BATCH_MATMUL.
extension Lowering {
  mutating func emitFullyConnected(
    _ op: Operator, _ activation: Activation, asymmetricInputs: Bool
  ) throws(LoweringFailure) -> Emission {
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
    if QuantizedType(data.elementType) != nil, weights.constant != nil {
      return try emitConstantFullyConnected(op, activation, rows: rows, columns: columns, depth: depth)
    }
    if isDynamic(data, weights) {
      try emitDynamicFullyConnected(
        fullyConnectedOperands(op), rows: rows, columns: columns, depth: depth, asymmetric: asymmetricInputs,
        try floatBounds(activation))
      return Emission(macs: macs)
    }
    if data.elementType == .int16, weights.constant != nil {
      let window = try ConvolutionWindow(
        input: [1, 1, rows, depth], output: [1, 1, rows, columns], kernel: (height: 1, width: 1))
      let o = try fullyConnectedOperands(op)
      try emitInt16Product(o, .doubleAway, channels: columns, axis: 0, activation: activation) {
        result, bias, requantization, lowering throws(LoweringFailure) in
        try lowering.int16Step(o, edge_conv2d_s8(window, groups: 1, result), bias, requantization).of(.conv2d_s16)
      }
      return Emission(macs: macs)
    }
    let sizes = try MatrixSizes(
      batches: 1, rows: rows, columns: columns, depth: depth, a: (batch: 0, row: depth, depth: 1),
      b: (batch: 0, column: depth, depth: 1))
    if data.elementType == .float32 {
      guard weights.elementType == .float32 else {
        throw .unsupported("input is float32, weights are \(weights.elementType)")
      }
      let parameters = edge_matmul_f32(sizes, hasBias: biasIndex != nil, try floatBounds(activation))
      let bias = biasIndex == nil ? PlanOperand.unused : try floatBiasOperand(biasIndex, channels: columns)
      append(
        parameters.step(
          a: try operand(dataIndex), b: try operand(weightsIndex), bias: bias, output: makeOutput(op.outputs[0])))
      return Emission(macs: macs)
    }
    // Computed weights: the double rule in the reference kernel, two roundings with ties up in LiteRT's own.
    let (qa, qb, qo) = (try quantization(data), try quantization(weights), try quantization(output))
    let rule: (RequantizationRule, PlanData)
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
    let o = try fullyConnectedOperands(op)
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: columns, axis: 0, takesInt4: true)
    let bias = try biasOperand(o.biasIndex, channels: columns)
    let data = try operand(o.input)
    // XNNPACK takes rows of four bits that end with a byte.
    var result = try productResult(
      o, scales: scales, channels: columns, activation: activation,
      isTakenByXNNPACK: o.weights.elementType != .int4 || depth % 2 == 0)
    if options.arithmetic == .reference, scales.count == 1 || o.weights.elementType == .int4 {
      // The per-tensor reference kernel and the one of four bits multiply in double; the per-channel one of int8 weights
      // is the convolution's.
      let (qi, qo) = (try quantization(o.inputTensor), try quantization(o.outputTensor))
      let perChannel = scales.count == 1 ? Array(repeating: scales[0], count: columns) : scales
      result.requantization = constant(
        .doubles(perChannel.map { Double(qi.scale) * Double($0) / Double(qo.scale) }), role: .requantization,
        name: "\(o.outputTensor.name)/requantization")
      result.scaling.rule = .doubleAway
    }
    let window = try ConvolutionWindow(
      input: [1, 1, rows, depth], output: [1, 1, rows, columns], kernel: (height: 1, width: 1))
    append(o, edge_conv2d_s8(window, groups: 1, result.scaling), data: data, bias: bias, result)
    return Emission(
      macs: rows * columns * depth, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  private func fullyConnectedOperands(_ op: Operator) throws(LoweringFailure) -> ProductOperands {
    let (data, weights) = (try input(op, 0), try input(op, 1))
    return ProductOperands(
      input: data, output: op.outputs[0], inputTensor: graph.tensors[data], weights: graph.tensors[weights],
      outputTensor: graph.tensors[op.outputs[0]], weightsIndex: weights,
      biasIndex: op.inputs.count > 2 ? op.inputs[2] : nil)
  }

  private mutating func emitComputedProduct(
    _ op: Operator, sizes: MatrixSizes, a: Int, b: Int, bias: Int?, columns: Int,
    rule: (RequantizationRule, PlanData), activation: Activation
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
    let parameters = edge_matmul_s8(
      batches: sizes.batches, rows: sizes.rows, columns: sizes.columns, depth: sizes.depth,
      a_batch_step: sizes.aBatchStep, a_row_step: sizes.aRowStep, a_depth_step: sizes.aDepthStep,
      b_batch_step: sizes.bBatchStep, b_column_step: sizes.bColumnStep, b_depth_step: sizes.bDepthStep,
      a_zero_point: Int32(qa.zeroPoint), b_zero_point: Int32(qb.zeroPoint), output_zero_point: Int32(qo.zeroPoint),
      output_min: Int32(range.low), output_max: Int32(range.high), requantization: rule.0.parameter,
      has_bias: (bias != nil).parameter)
    let biasOperand = bias == nil ? PlanOperand.unused : try biasOperand(bias, channels: columns)
    let requant = constant(rule.1, role: .requantization, name: "\(to.name)/requantization")
    append(
      parameters.step(
        a: try operand(a), b: try operand(b), bias: biasOperand, requantization: requant,
        output: makeOutput(op.outputs[0])))
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
    let sizes = try MatrixSizes(
      batches: batches, rows: rows, columns: columns, depth: depth,
      a: (batch: batchesA == 1 ? 0 : rows * depth, row: adjointX ? 1 : depth, depth: adjointX ? rows : 1),
      b: (
        batch: batchesB == 1 ? 0 : columns * depth, column: adjointY ? depth : 1, depth: adjointY ? 1 : columns
      ))
    let macs = batches * rows * columns * depth
    if ta.elementType == .float32 {
      guard tb.elementType == .float32, tc.elementType == .float32 else {
        throw .unsupported("operands are \(ta.elementType) and \(tb.elementType)")
      }
      let parameters = edge_matmul_f32(sizes, hasBias: false, FloatBounds.all)
      append(parameters.step(a: try operand(a), b: try operand(b), bias: .unused, output: makeOutput(c)))
      return Emission(macs: macs)
    }
    let (qa, qb, qo) = (try quantization(ta), try quantization(tb), try quantization(tc))
    let rule: (RequantizationRule, PlanData)
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
