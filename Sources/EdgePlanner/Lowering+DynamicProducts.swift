import CEdgeKernels
import EdgeModel

/// Products of float values and int8 weights ("dynamic range"): values are quantized as they come, image by image or row
/// by row, and multiplied as integers.
extension Lowering {
  /// True where float data meet weights that are stored as integers.
  func isDynamic(_ data: GraphTensor, _ weights: GraphTensor) -> Bool {
    data.elementType == .float32 && (weights.elementType == .int8 || weights.elementType == .int4)
  }

  mutating func emitDynamicConvolution(
    _ o: ProductOperands, _ window: ConvolutionWindow, groups: Int, _ bounds: FloatBounds
  ) throws(LoweringFailure) {
    guard groups == 1 else { throw .unsupported("float input with int8 weights in \(groups) groups") }
    let channels = Int(window.outputChannels)
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: channels, axis: 0)
    if scales.count == 1 { try requireNegatable(o.weights) }
    let rule =
      switch options.arithmetic {
      case .litert: DynamicRule(quantization: .even, scaling: .fused)
      case .reference where scales.count > 1: DynamicRule(quantization: .asymmetric, scaling: .weightsFirst)
      case .reference: DynamicRule(quantization: .symmetric, scaling: .productFirst)
      }
    var window = window
    if options.arithmetic == .litert, window.isPointwise {
      // XNNPACK multiplies these as matrices, a pixel a row, and quantizes every row by its own range.
      let pixels = o.inputTensor.elementCount / o.inputTensor.shape[3]
      window = try ConvolutionWindow(
        input: [pixels, 1, 1, o.inputTensor.shape[3]], output: [pixels, 1, 1, channels], kernel: (height: 1, width: 1))
    }
    try emitDynamicProduct(o, edge_conv2d_f32_s8(window, groups: 1, rule, bounds), scales: scales, channels: channels)
  }

  mutating func emitDynamicDepthwiseConvolution(
    _ o: ProductOperands, _ window: ConvolutionWindow, depthMultiplier: Int32, _ bounds: FloatBounds
  ) throws(LoweringFailure) {
    let channels = Int(window.outputChannels)
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: channels, axis: 3)
    guard scales.count == channels else { throw .unsupported("float input with int8 weights of a single scale") }
    // XNNPACK leaves these to LiteRT's own kernels.
    let rule = DynamicRule(
      quantization: .asymmetric, scaling: options.arithmetic == .litert ? .weightsFirstByFour : .productFirst)
    try emitDynamicProduct(
      o, edge_depthwise_conv2d_f32_s8(window, depthMultiplier: depthMultiplier, rule, bounds), scales: scales,
      channels: channels)
  }

  /// FULLY_CONNECTED: every row is quantized by its own range.
  mutating func emitDynamicFullyConnected(
    _ o: ProductOperands, rows: Int, columns: Int, depth: Int, asymmetric: Bool, _ bounds: FloatBounds
  ) throws(LoweringFailure) {
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: columns, axis: 0, takesInt4: true)
    guard o.weights.elementType != .int4 || depth % 2 == 0 else {
      throw .unsupported("float input with int4 weights of an odd depth")
    }
    try requireNegatable(o.weights)
    let window = try ConvolutionWindow(
      input: [rows, 1, 1, depth], output: [rows, 1, 1, columns], kernel: (height: 1, width: 1))
    let rule =
      options.arithmetic == .litert
      ? DynamicRule(quantization: .even, scaling: .fused)
      : DynamicRule(quantization: asymmetric ? .asymmetric : .symmetric, scaling: .productFirst)
    try emitDynamicProduct(o, edge_conv2d_f32_s8(window, groups: 1, rule, bounds), scales: scales, channels: columns)
  }

  /// TFLite's vectorized kernels, which the reference resolver has too, negate weights as bytes.
  private func requireNegatable(_ weights: GraphTensor) throws(LoweringFailure) {
    guard options.arithmetic == .reference, weights.elementType == .int8,
      weights.constant?.bytes.contains(0x80) == true
    else { return }
    throw .unsupported("the reference arithmetic overflows at weights of -128")
  }

  private mutating func emitDynamicProduct(
    _ o: ProductOperands, _ parameters: some DynamicProductParameters, scales: [Float], channels: Int
  ) throws(LoweringFailure) {
    guard o.outputTensor.elementType == .float32 else { throw .unsupported("result is \(o.outputTensor.elementType)") }
    let bias = try floatBiasOperand(o.biasIndex, channels: channels)
    let perChannel = scales.count == 1 ? Array(repeating: scales[0], count: channels) : scales
    append(
      parameters.step(
        input: try operand(o.input), weights: constantOperand(o.weightsIndex, role: .weights), bias: bias,
        scales: constant(.floats(perChannel), role: .requantization, name: "\(o.weights.name)/scales"),
        output: makeOutput(o.output)))
  }
}
