import CEdgeKernels
import EdgeModel

/// Transposed convolutions. Those of int8 values are ordinary ones, phase by phase.
extension Lowering {
  /// Phases that one operator may have, each a kernel call; only files made to do harm have more.
  private static let mostPhases = 4096

  /// An ordinary convolution that makes some of a transposed one's results.
  private struct Phase {
    var window: ConvolutionWindow
    var weights: PlanOperand
    /// Elements of input and output before the first that it reads and writes.
    var firstInput = 0
    var firstOutput = 0
  }

  mutating func emitTransposeConvolution(
    _ op: Operator, _ a: ConvolutionAttributes
  ) throws(LoweringFailure) -> Emission {
    // Operands: result shape, weights, data, bias.
    let o = try productOperands(op, data: 2, bias: 3)
    let w = o.weights.shape
    let (input, output) = (o.inputTensor.shape, o.outputTensor.shape)
    try require(w.count == 4 && w.allSatisfy { $0 > 0 }, "weights have shape \(w)")
    try require(w[3] == input[3], "weights take \(w[3]) channels, the input has \(input[3])")
    try require(output[3] == w[0] && output[0] == input[0], "result has shape \(output)")
    try require(output.allSatisfy { $0 > 0 }, "result is empty")
    try require(a.strideHeight > 0 && a.strideWidth > 0, "stride is not positive")
    guard a.strideHeight < 1 << 20, a.strideWidth < 1 << 20 else { throw .unsupported("stride is too large") }
    func cut(_ size: Int, _ window: Int, _ stride: Int, _ result: Int) -> Int {
      a.padding == .same ? max(0, (size - 1) * stride + window - result) / 2 : 0
    }
    let rowsCut = cut(input[1], w[1], a.strideHeight, output[1])
    let columnsCut = cut(input[2], w[2], a.strideWidth, output[2])
    let macs = input.reduce(1, *) * w[0] * w[1] * w[2]
    if o.inputTensor.elementType == .float32 {
      var window = try ConvolutionWindow(input: input, output: output, kernel: (w[1], w[2]))
      window.strideHeight = try Lowering.int32(a.strideHeight)
      window.strideWidth = try Lowering.int32(a.strideWidth)
      window.padTop = try Lowering.int32(rowsCut)
      window.padLeft = try Lowering.int32(columnsCut)
      let bounds = try floatBounds(a.activation)
      try emitFloatConvolution(o, edge_transpose_conv_f32(window, bounds), channels: w[0])
      return Emission(macs: macs)
    }
    let scales = try weightScales(o.weights, of: o.inputTensor, channels: w[0], axis: 0)
    let bias = try biasOperand(o.biasIndex, channels: w[0])
    let data = try operand(o.input)
    // XNNPACK takes neither a computed size, nor padding SAME with a window smaller than the stride, nor large scales.
    let isSmall = a.padding == .same && (w[1] < a.strideHeight || w[2] < a.strideWidth)
    let arithmetic = isSmall ? .reference : arithmetic(needing: op.inputs[0])
    let result = try productResult(
      o, scales: scales, channels: w[0], activation: a.activation, arithmetic: arithmetic)
    let rows = TransposedPhase.all(kernel: w[1], stride: a.strideHeight, cut: rowsCut, size: output[1])
    let columns = TransposedPhase.all(kernel: w[2], stride: a.strideWidth, cut: columnsCut, size: output[2])
    let blocks =
      o.outputTensor.elementType != .int8 || (arithmetic == options.arithmetic && result.scaling.rule != .mbqmUp)
      ? [ChannelBlock(channels: 0..<w[0], rule: nil)] : ChannelBlock.ofOwnKernel(channels: w[0])
    for block in blocks {
      var scaling = result.scaling
      scaling.rule = block.rule ?? scaling.rule
      let blockBias = part(of: bias, block.channels, of: w[0])
      let requantization = part(of: result.requantization, block.channels, of: w[0])
      for phase in try makePhases(of: o, channels: block.channels, rows: rows, columns: columns) {
        append(
          edge_conv2d_s8(phase.window, groups: 1, scaling).step(
            input: operand(data, from: phase.firstInput), weights: phase.weights, bias: blockBias,
            requantization: requantization, table: result.table,
            output: operand(result.output, from: phase.firstOutput)
          ).on(result.type, weightsZeroPoint: o.weightsZeroPoint))
      }
    }
    return Emission(macs: macs, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  /// The phases that make all results of a transposed convolution; later ones may overwrite what the first has made.
  private mutating func makePhases(
    of o: ProductOperands, channels: Range<Int>, rows: [TransposedPhase], columns: [TransposedPhase]
  ) throws(LoweringFailure) -> [Phase] {
    let (w, input, output) = (o.weights.shape, o.inputTensor.shape, o.outputTensor.shape)
    let (reachedRows, reachedColumns) = (rows.filter { !$0.taps.isEmpty }, columns.filter { !$0.taps.isEmpty })
    // The first rows of all images are equally far apart only where an image is a whole number of strides high.
    let images = output[1] % rows.count == 0 ? 1 : output[0]
    guard reachedRows.count * reachedColumns.count * images <= Self.mostPhases else {
      throw .unsupported("more than \(Self.mostPhases) phases")
    }
    var phases: [Phase] = []
    if reachedRows.count < rows.count || reachedColumns.count < columns.count {
      // Results that no tap reaches are the bias: first all are made so, of one element of the input times zero.
      let zeros = constant(
        .bytes(Array(repeating: 0, count: channels.count)), role: .weights, name: "zero_weights", elementType: .int8,
        shape: [channels.count, 1, 1, 1])
      var window = try ConvolutionWindow(
        input: [1, 1, 1, 1], output: [1, output[0] * output[1], output[2], channels.count], kernel: (1, 1))
      window.outputSteps = (row: try Lowering.int32(output[2] * w[0]), pixel: try Lowering.int32(w[0]))
      phases.append(Phase(window: window, weights: zeros, firstOutput: channels.lowerBound))
    }
    for row in reachedRows {
      for column in reachedColumns {
        var window = try ConvolutionWindow(
          input: [input[0] / images] + input[1...],
          output: [input[0] / images, row.count, column.count, channels.count],
          kernel: (row.taps.count, column.taps.count))
        window.padTop = try Lowering.int32(row.border)
        window.padLeft = try Lowering.int32(column.border)
        window.outputSteps = (
          row: try Lowering.int32(rows.count * output[2] * w[0]), pixel: try Lowering.int32(columns.count * w[0])
        )
        let weights = phaseWeights(of: o, channels: channels, rows: row, columns: column)
        for image in 0..<images {
          let read = (image * input[1] + row.skipped) * input[2] + column.skipped
          let written = (image * output[1] + row.first) * output[2] + column.first
          phases.append(
            Phase(
              window: window, weights: weights, firstInput: read * input[3],
              firstOutput: written * w[0] + channels.lowerBound))
        }
      }
    }
    return phases
  }

  /// The weights of one phase, in the order of an ordinary convolution's.
  private mutating func phaseWeights(
    of o: ProductOperands, channels: Range<Int>, rows: TransposedPhase, columns: TransposedPhase
  ) -> PlanOperand {
    let w = o.weights.shape
    guard w[1] * w[2] > 1 || channels.count < w[0], let values = o.weights.constant?.bytes else {
      return constantOperand(o.weightsIndex, role: .weights)
    }
    var part: [UInt8] = []
    part.reserveCapacity(channels.count * rows.taps.count * columns.taps.count * w[3])
    for channel in channels {
      for row in rows.taps {
        for column in columns.taps {
          let first = ((channel * w[1] + row) * w[2] + column) * w[3]
          part.append(contentsOf: values[first..<first + w[3]])
        }
      }
    }
    return constant(
      .bytes(part), role: .weights, name: "\(o.weights.name)/phase \(rows.first),\(columns.first)",
      elementType: o.weights.elementType, shape: [channels.count, rows.taps.count, columns.taps.count, w[3]],
      partOf: o.weightsIndex)
  }

  /// What of a constant list of int32 values, as many for each channel, belongs to some of the channels.
  private mutating func part(of operand: PlanOperand, _ channels: Range<Int>, of count: Int) -> PlanOperand {
    guard channels.count < count, case .constant(let index) = operand else { return operand }
    let whole = plan.constants[index]
    let values = whole.storage.bytes.prefix(whole.byteCount)
    let each = whole.byteCount / 4 / count
    let part = (channels.lowerBound * each..<channels.upperBound * each).map {
      UnsafeRawBufferPointer(rebasing: values).loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)
    }
    return constant(
      .integers(part), role: whole.role, name: "\(whole.name)/channels \(channels.lowerBound)",
      partOf: whole.tensorIndex)
  }

  /// The operand that begins `offset` bytes later.
  private mutating func operand(_ operand: PlanOperand, from offset: Int) -> PlanOperand {
    switch operand {
    case .buffer(let buffer, let byteOffset): return .buffer(buffer, byteOffset: byteOffset + offset)
    case .constant(let index) where offset > 0:
      let whole = plan.constants[index]
      return constant(
        .bytes(Array(whole.storage.bytes.dropFirst(offset))), role: whole.role, name: "\(whole.name)/from \(offset)",
        elementType: whole.elementType)
    case .constant, .unused: return operand
    }
  }
}

/// Channels of a product whose results are rounded alike.
private struct ChannelBlock {
  var channels: Range<Int>
  /// Nil for the rule of the product.
  var rule: RequantizationRule?

  /// Channels that LiteRT's own kernel for transposed convolutions rounds at a time, with ties up; what is left at the
  /// end it rounds one by one, with ties away from zero, as the reference rounds all.
  private static let size = 8

  static func ofOwnKernel(channels count: Int) -> [ChannelBlock] {
    let end = count / size * size
    let blocks = [
      ChannelBlock(channels: 0..<end, rule: .mbqmUp), ChannelBlock(channels: end..<count, rule: .mbqm),
    ]
    return blocks.filter { !$0.channels.isEmpty }
  }
}
