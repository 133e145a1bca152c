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
    let result = try productResult(
      o, scales: scales, channels: w[0], activation: a.activation, arithmetic: arithmetic(needing: op.inputs[0]))
    let phases = try makePhases(
      of: o, rows: TransposedPhase.all(kernel: w[1], stride: a.strideHeight, cut: rowsCut, size: output[1]),
      columns: TransposedPhase.all(kernel: w[2], stride: a.strideWidth, cut: columnsCut, size: output[2]))
    for phase in phases {
      append(
        edge_conv2d_s8(phase.window, groups: 1, result.scaling).step(
          input: operand(data, from: phase.firstInput), weights: phase.weights, bias: bias,
          requantization: result.requantization, table: result.table,
          output: operand(result.output, from: phase.firstOutput)
        ).on(result.type, weightsZeroPoint: o.weightsZeroPoint))
    }
    return Emission(macs: macs, sources: coveredSources(o, fused: result.fused), fusedOutput: result.fused)
  }

  /// The phases that make all results of a transposed convolution; later ones may overwrite what the first has made.
  private mutating func makePhases(
    of o: ProductOperands, rows: [TransposedPhase], columns: [TransposedPhase]
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
        .bytes(Array(repeating: 0, count: w[0])), role: .weights, name: "zero_weights", elementType: .int8,
        shape: [w[0], 1, 1, 1])
      let window = try ConvolutionWindow(
        input: [1, 1, 1, 1], output: [1, output[0] * output[1], output[2], w[0]], kernel: (1, 1))
      phases.append(Phase(window: window, weights: zeros))
    }
    for row in reachedRows {
      for column in reachedColumns {
        var window = try ConvolutionWindow(
          input: [input[0] / images] + input[1...],
          output: [input[0] / images, row.count, column.count, w[0]],
          kernel: (row.taps.count, column.taps.count))
        window.padTop = try Lowering.int32(row.border)
        window.padLeft = try Lowering.int32(column.border)
        window.outputSteps = (
          row: try Lowering.int32(rows.count * output[2] * w[0]), pixel: try Lowering.int32(columns.count * w[0])
        )
        let weights = phaseWeights(of: o, rows: row, columns: column)
        for image in 0..<images {
          let read = (image * input[1] + row.skipped) * input[2] + column.skipped
          let written = (image * output[1] + row.first) * output[2] + column.first
          phases.append(
            Phase(window: window, weights: weights, firstInput: read * input[3], firstOutput: written * w[0]))
        }
      }
    }
    return phases
  }

  /// The weights of one phase, in the order of an ordinary convolution's.
  private mutating func phaseWeights(
    of o: ProductOperands, rows: TransposedPhase, columns: TransposedPhase
  ) -> PlanOperand {
    let w = o.weights.shape
    guard w[1] * w[2] > 1, let values = o.weights.constant?.bytes else {
      return constantOperand(o.weightsIndex, role: .weights)
    }
    var part: [UInt8] = []
    part.reserveCapacity(w[0] * rows.taps.count * columns.taps.count * w[3])
    for channel in 0..<w[0] {
      for row in rows.taps {
        for column in columns.taps {
          let first = ((channel * w[1] + row) * w[2] + column) * w[3]
          part.append(contentsOf: values[first..<first + w[3]])
        }
      }
    }
    return constant(
      .bytes(part), role: .weights, name: "\(o.weights.name)/phase \(rows.first),\(columns.first)",
      elementType: o.weights.elementType, shape: [w[0], rows.taps.count, columns.taps.count, w[3]],
      partOf: o.weightsIndex)
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
