import CEdgeKernels
import EdgeModel

/// Convolutions and matrix products.
extension Lowering {
  /// Input, weights, bias and result of a convolution-like operator, checked against each other.
  struct ProductOperands {
    var input: Int
    var output: Int
    var inputTensor: GraphTensor
    var weights: GraphTensor
    var outputTensor: GraphTensor
    var weightsIndex: Int
    var biasIndex: Int?
    /// PAD folded into the window, rows and columns before; zero when there is none.
    var padTop = 0
    var padLeft = 0
    var padBottom = 0
    var padRight = 0
    var foldedPad: Int?

    var weightsZeroPoint: Int { weights.quantization?.zeroPoint ?? 0 }
  }

  /// Checks operands of CONV_2D and DEPTHWISE_CONV_2D and looks through a folded PAD.
  func productOperands(_ op: Operator, data: Int, bias: Int) throws(LoweringFailure) -> ProductOperands {
    var inputIndex = try input(op, data)
    let weightsIndex = try input(op, 1)
    let biasIndex = bias < op.inputs.count ? op.inputs[bias] : nil
    var folded: Int?
    var amounts: [(before: Int, after: Int)] = []
    if let position = analysis.foldedPads[inputIndex] {
      let pad = graph.operators[position]
      amounts = graph.paddingAmounts(of: pad) ?? []
      inputIndex = try input(pad, 0)
      folded = pad.sourceIndex
    }
    var operands = ProductOperands(
      input: inputIndex, output: op.outputs[0], inputTensor: graph.tensors[inputIndex],
      weights: graph.tensors[weightsIndex], outputTensor: graph.tensors[op.outputs[0]], weightsIndex: weightsIndex,
      biasIndex: biasIndex, foldedPad: folded)
    if amounts.count == 4 {
      (operands.padTop, operands.padBottom) = amounts[1]
      (operands.padLeft, operands.padRight) = amounts[2]
    }
    try require(operands.inputTensor.shape.count == 4, "input is not of rank 4")
    try require(operands.outputTensor.shape.count == 4, "result is not of rank 4")
    try require(operands.inputTensor.shape.allSatisfy { $0 > 0 }, "input is empty")
    return operands
  }

  /// Padding before, and result size, of a window along one dimension: TFLite's two rules.
  static func place(
    _ padding: Padding, size: Int, window: Int, stride: Int, dilation: Int
  ) throws(LoweringFailure) -> (before: Int, output: Int) {
    guard stride > 0, dilation > 0, window > 0 else {
      throw .contradiction("stride, dilation or window is not positive")
    }
    let (reach, overflow) = (window - 1).multipliedReportingOverflow(by: dilation)
    guard !overflow, reach < 1 << 12, stride < 1 << 20 else { throw .unsupported("window or stride is too large") }
    let output = padding.resultSize(of: size, window: window, stride: stride, dilation: dilation)
    return (padding == .same ? max(0, (output - 1) * stride + reach + 1 - size) / 2 : 0, output)
  }

  /// Bias as an int32 operand; zeros when the file has none.
  mutating func biasOperand(_ index: Int?, channels: Int) throws(LoweringFailure) -> PlanOperand {
    guard let index else {
      return constant(.integers(Array(repeating: 0, count: channels)), role: .bias, name: "zero_bias")
    }
    let t = graph.tensors[index]
    guard t.constant != nil else { throw .unsupported("bias is not constant") }
    guard t.elementType == .int32 else { throw .unsupported("bias is \(t.elementType), not int32") }
    try require(t.elementCount == channels, "bias has \(t.elementCount) values for \(channels) channels")
    return constantOperand(index, role: .bias)
  }

  /// Bias as a float operand; zeros when the file has none.
  mutating func floatBiasOperand(_ index: Int?, channels: Int) throws(LoweringFailure) -> PlanOperand {
    guard let index else {
      return constant(.floats(Array(repeating: 0, count: channels)), role: .bias, name: "zero_bias")
    }
    let t = graph.tensors[index]
    guard t.elementType == .float32 else { throw .unsupported("bias is \(t.elementType), not float32") }
    try require(t.elementCount == channels, "bias has \(t.elementCount) values for \(channels) channels")
    return try operand(index)
  }

  /// Scales of constant weights for the type of `data`: uint8 weights, which have a single scale and zero point, for uint8,
  /// else int8 weights, whose zero points must be 0, or such of four bits where the operator takes them.
  func weightScales(
    _ weights: GraphTensor, of data: GraphTensor, channels: Int, axis: Int, takesInt4: Bool = false
  ) throws(LoweringFailure) -> [Float] {
    let type: ElementType = data.elementType == .uint8 ? .uint8 : .int8
    guard weights.elementType == type || weights.elementType == .int4 && takesInt4 && type == .int8 else {
      throw .unsupported("input is \(data.elementType), weights are \(weights.elementType)")
    }
    guard weights.constant != nil else { throw .unsupported("weights are not constant") }
    guard let q = weights.quantization else { throw .unsupported("weights have no scale") }
    if type == .uint8 {
      guard !q.isPerChannel else { throw .unsupported("weights are uint8 with a scale per channel") }
      try require(q.fits(.uint8), "weights have zero point \(q.zeroPoint), no uint8 value")
      return q.scales
    }
    guard q.zeroPoints.allSatisfy({ $0 == 0 }) else { throw .unsupported("weights have a zero point other than 0") }
    try require(q.scales.count == 1 || q.scales.count == channels, "weights have \(q.scales.count) scales")
    try require(q.scales.count == 1 || q.axis == axis, "weights are quantized along dimension \(q.axis)")
    return q.scales
  }

  /// What an 8-bit product's result needs: zero point, range, rule, and the table of a fused function.
  struct ProductResult {
    var requantization: PlanOperand
    var table: PlanOperand
    var output: PlanOperand
    var scaling: QuantizedResult
    var type: QuantizedType
    /// The tensor that a table makes of the product's own result, which is stored in its place.
    var fused: Int?
  }

  /// Requantization, table and memory of an 8-bit product.
  mutating func productResult(
    _ o: ProductOperands, scales: [Float], channels: Int, activation: Activation, arithmetic: Arithmetic? = nil,
    isTakenByXNNPACK: Bool = true
  ) throws(LoweringFailure) -> ProductResult {
    guard let type = QuantizedType(of: o.inputTensor, o.outputTensor) else {
      throw .unsupported(
        "input is \(o.inputTensor.elementType) and result \(o.outputTensor.elementType); int8 or uint8 is needed")
    }
    let inputQuantization = try quantization(o.inputTensor)
    let outputQuantization = try quantization(o.outputTensor)
    guard
      let range = OutputRange(
        activation, type: type.elementType, quantization: outputQuantization)
    else { throw .unsupported("fused activation \(activation.rawValue)") }
    let (rule, data) = Requantization.convolution(
      input: inputQuantization.scale, weights: scales, output: outputQuantization.scale, channels: channels, type: type,
      arithmetic: arithmetic ?? options.arithmetic, isTakenByXNNPACK: isTakenByXNNPACK)
    let requant = constant(data, role: .requantization, name: "\(o.outputTensor.name)/requantization")
    let fused = fusableTable(for: o.output)
    let table =
      fused.map { constant(.bytes($0.table.bytes), role: .table, name: "\(graph.tensors[$0.output].name)/table") }
      ?? .unused
    let output = makeOutput(fused?.output ?? o.output)
    return ProductResult(
      requantization: requant, table: table, output: output,
      scaling: QuantizedResult(
        inputZeroPoint: Int32(inputQuantization.zeroPoint), outputZeroPoint: Int32(outputQuantization.zeroPoint),
        range: range, rule: rule, hasTable: fused != nil), type: type, fused: fused?.output)
  }

  /// Source operators that a product covers: a folded PAD and the operators of a fused table.
  func coveredSources(_ o: ProductOperands, fused: Int?) -> [Int] {
    (o.foldedPad.map { [$0] } ?? []) + (fused.map { operatorsBetween(o.output, $0) } ?? [])
  }

  mutating func emitConvolution(
    _ op: Operator, _ attributes: ConvolutionAttributes
  ) throws(LoweringFailure) -> Emission {
    let o = try productOperands(op, data: 0, bias: 2)
    let w = o.weights.shape
    try require(w.count == 4 && w.allSatisfy { $0 > 0 }, "weights have shape \(w)")
    let (inShape, outShape) = (o.inputTensor.shape, o.outputTensor.shape)
    try require(inShape[3] % w[3] == 0, "\(inShape[3]) input channels do not divide into groups of \(w[3])")
    let groups = inShape[3] / w[3]
    try require(w[0] % groups == 0, "\(w[0]) output channels do not divide into \(groups) groups")
    let window = try window(o, attributes, kernel: (w[1], w[2]), channels: w[0])
    let macs = outShape.reduce(1, *) * w[1] * w[2] * w[3]
    if o.inputTensor.elementType == .float32 {
      let bounds = try floatBounds(attributes.activation)
      if isDynamic(o.inputTensor, o.weights) {
        try emitDynamicConvolution(o, window, groups: groups, bounds)
        return Emission(macs: macs, sources: coveredSources(o, fused: nil))
      }
      try emitFloatConvolution(o, edge_conv2d_f32(window, groups: Int32(groups), bounds), channels: w[0])
      return Emission(macs: macs, sources: coveredSources(o, fused: nil))
    }
    if o.inputTensor.elementType == .int16 {
      guard groups == 1 else { throw .unsupported("int16 input in \(groups) groups") }
      try emitInt16Product(o, .reduced, channels: w[0], axis: 0, activation: attributes.activation) {
        result, bias, requantization, lowering throws(LoweringFailure) in
        try lowering.int16Step(o, edge_conv2d_s8(window, groups: 1, result), bias, requantization).of(.conv2d_s16)
      }
      return Emission(macs: macs, sources: coveredSources(o, fused: nil))
    }
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: w[0], axis: 0, takesInt4: groups == 1)
    let bias = try biasOperand(o.biasIndex, channels: w[0])
    let data = try operand(o.input)
    let result = try productResult(
      o, scales: scales, channels: w[0], activation: attributes.activation,
      isTakenByXNNPACK: o.weights.elementType != .int4)
    append(o, edge_conv2d_s8(window, groups: Int32(groups), result.scaling), data: data, bias: bias, result)
    return Emission(macs: macs, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  mutating func emitDepthwiseConvolution(
    _ op: Operator, _ attributes: ConvolutionAttributes
  ) throws(LoweringFailure) -> Emission {
    let o = try productOperands(op, data: 0, bias: 2)
    let w = o.weights.shape
    try require(w.count == 4 && w[0] == 1 && w.allSatisfy { $0 > 0 }, "weights have shape \(w)")
    let (inShape, outShape) = (o.inputTensor.shape, o.outputTensor.shape)
    try require(w[3] % inShape[3] == 0, "\(w[3]) filters for \(inShape[3]) input channels")
    let window = try window(o, attributes, kernel: (w[1], w[2]), channels: w[3])
    let multiplier = Int32(w[3] / inShape[3])
    let macs = outShape.reduce(1, *) * w[1] * w[2]
    if o.inputTensor.elementType == .float32 {
      let bounds = try floatBounds(attributes.activation)
      if isDynamic(o.inputTensor, o.weights) {
        try emitDynamicDepthwiseConvolution(o, window, depthMultiplier: multiplier, bounds)
        return Emission(macs: macs, sources: coveredSources(o, fused: nil))
      }
      try emitFloatConvolution(
        o, edge_depthwise_conv2d_f32(window, depthMultiplier: multiplier, bounds), channels: w[3])
      return Emission(macs: macs, sources: coveredSources(o, fused: nil))
    }
    if o.inputTensor.elementType == .int16 {
      try emitInt16Product(o, .reduced, channels: w[3], axis: 3, activation: attributes.activation) {
        result, bias, requantization, lowering throws(LoweringFailure) in
        try lowering.int16Step(
          o, edge_depthwise_conv2d_s8(window, depthMultiplier: multiplier, result), bias, requantization
        ).of(.depthwise_conv2d_s16)
      }
      return Emission(macs: macs, sources: coveredSources(o, fused: nil))
    }
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: w[3], axis: 3)
    let bias = try biasOperand(o.biasIndex, channels: w[3])
    let data = try operand(o.input)
    let result = try productResult(o, scales: scales, channels: w[3], activation: attributes.activation)
    if inShape[3] == 1 {
      // All filters read the same channel: an ordinary convolution, whose kernels do many filters at once.
      append(
        edge_conv2d_s8(window, groups: 1, result.scaling).step(
          input: data, weights: channelsFirst(o), bias: bias, requantization: result.requantization,
          table: result.table, output: result.output
        ).on(result.type, weightsZeroPoint: o.weightsZeroPoint))
    } else {
      append(
        o, edge_depthwise_conv2d_s8(window, depthMultiplier: multiplier, result.scaling), data: data, bias: bias,
        result)
    }
    return Emission(macs: macs, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  /// Depthwise weights in the order of an ordinary convolution's, each filter's taps together.
  private mutating func channelsFirst(_ o: ProductOperands) -> PlanOperand {
    let w = o.weights.shape
    let (taps, channels) = (w[1] * w[2], w[3])
    guard taps > 1, channels > 1, let values = o.weights.constant?.bytes else {
      return constantOperand(o.weightsIndex, role: .weights)
    }
    let bytes = (0..<channels).flatMap { channel in (0..<taps).map { values[$0 * channels + channel] } }
    return constant(
      .bytes(bytes), role: .weights, name: o.weights.name, elementType: o.weights.elementType,
      shape: [channels, w[1], w[2], 1], partOf: o.weightsIndex)
  }

  /// The call of an 8-bit product's kernel.
  mutating func append(
    _ o: ProductOperands, _ parameters: some QuantizedProductParameters, data: PlanOperand, bias: PlanOperand,
    _ result: ProductResult
  ) {
    append(
      parameters.step(
        input: data, weights: constantOperand(o.weightsIndex, role: .weights), bias: bias,
        requantization: result.requantization, table: result.table, output: result.output
      ).on(result.type, weightsZeroPoint: o.weightsZeroPoint))
  }

  /// The call of a kernel that takes int16 values as the int8 one takes its own.
  mutating func int16Step(
    _ o: ProductOperands, _ parameters: some QuantizedProductParameters, _ bias: PlanOperand,
    _ requantization: PlanOperand
  ) throws(LoweringFailure) -> PlanStep {
    parameters.step(
      input: try operand(o.input), weights: constantOperand(o.weightsIndex, role: .weights), bias: bias,
      requantization: requantization, table: .unused, output: makeOutput(o.output))
  }

  mutating func emitFloatConvolution(
    _ o: ProductOperands, _ parameters: some FloatProductParameters, channels: Int
  ) throws(LoweringFailure) {
    guard o.outputTensor.elementType == .float32 else { throw .unsupported("result is \(o.outputTensor.elementType)") }
    guard o.weights.elementType == .float32 else {
      throw .unsupported("input is float32, weights are \(o.weights.elementType)")
    }
    let bias = try floatBiasOperand(o.biasIndex, channels: channels)
    let data = try operand(o.input)
    let weights = try floatWeights(o.weightsIndex)
    append(parameters.step(input: data, weights: weights, bias: bias, output: makeOutput(o.output)))
  }

  /// Float weights must be constant, because engines rearrange them beforehand.
  private mutating func floatWeights(_ index: Int) throws(LoweringFailure) -> PlanOperand {
    let place = try operand(index)
    guard case .constant = place else { throw .unsupported("weights are not constant") }
    return place
  }

  func floatBounds(_ activation: Activation) throws(LoweringFailure) -> FloatBounds {
    guard let bounds = OutputRange.float(activation, options.arithmetic) else {
      throw .unsupported("fused activation \(activation.rawValue)")
    }
    return bounds
  }

  /// Sizes, strides and padding of a convolution's window, checked against the result's shape.
  private func window(
    _ o: ProductOperands, _ a: ConvolutionAttributes, kernel: (Int, Int), channels: Int
  ) throws(LoweringFailure) -> ConvolutionWindow {
    let (input, output) = (o.inputTensor.shape, o.outputTensor.shape)
    let rows = try Lowering.place(
      a.padding, size: input[1] + o.padTop + o.padBottom, window: kernel.0, stride: a.strideHeight,
      dilation: a.dilationHeight)
    let columns = try Lowering.place(
      a.padding, size: input[2] + o.padLeft + o.padRight, window: kernel.1, stride: a.strideWidth,
      dilation: a.dilationWidth)
    let expected = [input[0], rows.output, columns.output, channels]
    try require(output == expected, "result has shape \(output), its operands give \(expected)")
    try require(output.allSatisfy { $0 > 0 }, "result is empty")
    var window = try ConvolutionWindow(input: input, output: output, kernel: kernel)
    window.strideHeight = try Lowering.int32(a.strideHeight)
    window.strideWidth = try Lowering.int32(a.strideWidth)
    window.dilationHeight = try Lowering.int32(a.dilationHeight)
    window.dilationWidth = try Lowering.int32(a.dilationWidth)
    window.padTop = try Lowering.int32(rows.before + o.padTop)
    window.padLeft = try Lowering.int32(columns.before + o.padLeft)
    return window
  }
}
