import EdgeModel

/// Transposed convolutions of int8 values as ordinary ones.
extension Lowering {
  /// More phases, each a kernel call, only files made to do harm ask for.
  private static let mostPhases = 4096

  /// One phase along both sides of the picture.
  private struct Phase {
    var rows: TransposedPhase
    var columns: TransposedPhase
    var hasTaps: Bool { !rows.taps.isEmpty && !columns.taps.isEmpty }
  }

  /// Where a call reads and writes, as byte offsets in its operands, and the parameters that depend on it.
  private struct Call {
    var batches: Int
    var input: [Int]
    var output: [Int]
    var kernel: [Int]
    var border = [0, 0]
    var steps: [Int]
    var inputOffset = 0
    var outputOffset = 0
    var weights: PlanOperand
  }

  /// Appends the calls that compute a transposed convolution phase by phase.
  /// - Parameter cut: rows and columns left out of the whole result at the top and left.
  mutating func appendPhases(
    _ o: ProductOperands, _ a: ConvolutionAttributes, cut: (rows: Int, columns: Int), data: PlanOperand,
    bias: PlanOperand, _ result: ProductResult
  ) throws(LoweringFailure) {
    let (w, input, output) = (o.weights.shape, o.inputTensor.shape, o.outputTensor.shape)
    let rows = TransposedPhase.all(kernel: w[1], stride: a.strideHeight, cut: cut.rows, size: output[1])
    let columns = TransposedPhase.all(kernel: w[2], stride: a.strideWidth, cut: cut.columns, size: output[2])
    // Rows of one image after those of another, a stride apart, unless images end in the middle of one.
    let images = output[1] % a.strideHeight == 0 ? 1 : output[0]
    let phases = rows.flatMap { row in columns.map { Phase(rows: row, columns: $0) } }.filter(\.hasTaps)
    guard phases.count * images <= Self.mostPhases else {
      throw .unsupported("more than \(Self.mostPhases) phases of its stride")
    }
    var calls: [Call] = []
    if (rows + columns).contains(where: \.taps.isEmpty) {
      // Results that no tap reaches are the bias: all are made so first, of one element of the input times zero.
      let zeros = constant(
        .bytes(Array(repeating: 0, count: w[0])), role: .weights, name: "zero_weights", elementType: .int8,
        shape: [w[0], 1, 1, 1])
      calls.append(
        Call(
          batches: 1, input: [1, 1, 1], output: [output[0] * output[1], output[2]], kernel: [1, 1],
          steps: [output[2] * w[0], w[0]], weights: zeros))
    }
    for phase in rows.flatMap({ row in columns.map { Phase(rows: row, columns: $0) } }) where phase.hasTaps {
      let weights = phaseWeights(o, phase)
      for image in 0..<images {
        let read = (image * input[1] + phase.rows.skipped) * input[2] + phase.columns.skipped
        let written = (image * output[1] + phase.rows.first) * output[2] + phase.columns.first
        calls.append(
          Call(
            batches: input[0] / images, input: Array(input[1...]),
            output: [phase.rows.count, phase.columns.count], kernel: [phase.rows.taps.count, phase.columns.taps.count],
            border: [phase.rows.border, phase.columns.border],
            steps: [
              Swift.min(a.strideHeight, output[1]) * output[2] * w[0], Swift.min(a.strideWidth, output[2]) * w[0],
            ],
            inputOffset: read * input[3], outputOffset: written * w[0], weights: weights))
      }
    }
    for call in calls { try append(call, channels: w[0], data: data, bias: bias, result) }
  }

  private mutating func append(
    _ call: Call, channels: Int, data: PlanOperand, bias: PlanOperand, _ result: ProductResult
  ) throws(LoweringFailure) {
    let parameters = try [
      ("batches", call.batches), ("input_height", call.input[0]), ("input_width", call.input[1]),
      ("input_channels", call.input[2]), ("output_height", call.output[0]), ("output_width", call.output[1]),
      ("output_channels", channels), ("output_row_step", call.steps[0]), ("output_pixel_step", call.steps[1]),
      ("groups", 1), ("kernel_height", call.kernel[0]), ("kernel_width", call.kernel[1]), ("stride_height", 1),
      ("stride_width", 1), ("dilation_height", 1), ("dilation_width", 1), ("pad_top", call.border[0]),
      ("pad_left", call.border[1]),
    ].integerParameters()
    var operands = [operand(data, from: call.inputOffset), call.weights, bias] + result.operands
    operands[operands.count - 1] = operand(result.output, from: call.outputOffset)
    appendStep("conv2d_s8", parameters + result.parameters, operands)
  }

  /// The weights of one phase: `[C_out][kh][kw][C_in]` as an ordinary convolution has them.
  private mutating func phaseWeights(_ o: ProductOperands, _ phase: Phase) -> PlanOperand {
    let w = o.weights.shape
    if phase.rows.taps == Array(0..<w[1]), phase.columns.taps == Array(0..<w[2]) {
      return constantOperand(o.weightsIndex, role: .weights)
    }
    let taps = phase.rows.taps.flatMap { row in phase.columns.taps.map { row * w[2] + $0 } }
    var values: [UInt8] = []
    values.reserveCapacity(w[0] * taps.count * w[3])
    if let bytes = o.weights.constant?.bytes {
      for channel in 0..<w[0] {
        for tap in taps {
          let first = (channel * w[1] * w[2] + tap) * w[3]
          values.append(contentsOf: bytes[first..<first + w[3]])
        }
      }
    }
    return constant(
      .bytes(values), role: .weights, name: "\(o.weights.name)/phase \(phase.rows.first),\(phase.columns.first)",
      elementType: .int8, shape: [w[0], phase.rows.taps.count, phase.columns.taps.count, w[3]],
      partOf: o.weightsIndex)
  }

  /// The operand that begins `offset` bytes later.
  private mutating func operand(_ operand: PlanOperand, from offset: Int) -> PlanOperand {
    switch operand {
    case .buffer(let buffer, let byteOffset): return .buffer(buffer, byteOffset: byteOffset + offset)
    case .constant(let index) where offset > 0:
      let whole = plan.constants[index]
      let rest = PlanData.bytes(Array(whole.storage.bytes.dropFirst(offset)))
      return constant(rest, role: whole.role, name: "\(whole.name)/from \(offset)", elementType: whole.elementType)
    case .constant, .unused: return operand
    }
  }
}
