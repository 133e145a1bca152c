import CEdgeKernels
import EdgeModel

/// Pooling and resizing.
extension Lowering {
  mutating func emitPool(_ op: Operator, _ a: PoolAttributes, isAverage: Bool) throws(LoweringFailure) -> Emission {
    let (x, c) = (try input(op, 0), op.outputs[0])
    let (tx, tc) = (graph.tensors[x], graph.tensors[c])
    try require(tx.shape.count == 4 && tx.shape.allSatisfy { $0 > 0 }, "input has shape \(tx.shape)")
    let rows = try Lowering.place(
      a.padding, size: tx.shape[1], window: a.filterHeight, stride: a.strideHeight, dilation: 1)
    let columns = try Lowering.place(
      a.padding, size: tx.shape[2], window: a.filterWidth, stride: a.strideWidth, dilation: 1)
    let expected = [tx.shape[0], rows.output, columns.output, tx.shape[3]]
    try require(tc.shape == expected, "result has shape \(tc.shape), its operands give \(expected)")
    let window = try PoolWindow(
      input: tx.shape, output: expected, attributes: a, padding: (top: rows.before, left: columns.before))
    let source = try operand(x)
    if tx.elementType == .float32, tc.elementType == .float32 {
      let parameters = edge_pool_f32(window, isAverage: isAverage, try floatBounds(a.activation))
      append(parameters.step(input: source, output: makeOutput(c)))
      return Emission()
    }
    if tx.elementType == .int16 {
      return try emitInt16Pool(x, c, window, activation: a.activation, isAverage: isAverage)
    }
    guard tx.elementType == .int8 || tx.elementType == .uint8 else { throw .unsupported("input is \(tx.elementType)") }
    try requireSameScale(tx, tc)
    guard
      let range = OutputRange(
        a.activation, type: tc.elementType, quantization: try quantization(tc))
    else { throw .unsupported("fused activation \(a.activation.rawValue)") }
    let isSigned = tx.elementType == .int8
    let output = makeOutput(c)
    append(
      isAverage
        ? edge_average_pool_8(window, isSigned: isSigned, range).step(input: source, output: output)
        : edge_max_pool_8(window, isSigned: isSigned, range).step(input: source, output: output))
    return Emission()
  }

  mutating func emitResizeNearest(
    _ op: Operator, alignCorners: Bool, halfPixelCenters: Bool
  ) throws(LoweringFailure) -> Emission {
    let (x, c) = (try input(op, 0), op.outputs[0])
    let (tx, tc) = (graph.tensors[x], graph.tensors[c])
    try requireResizable(tx, tc)
    try requireSameScale(tx, tc)
    func sources(_ from: Int, _ to: Int) -> [Int32] {
      let corners = alignCorners && to > 1
      let scale = corners ? Float(from - 1) / Float(to - 1) : Float(from) / Float(to)
      return (0..<to).map { i in
        let position = (Float(i) + (halfPixelCenters ? 0.5 : 0)) * scale
        let index = corners ? FixedPoint.roundAway(position) : position.rounded(.down)
        return Int32(min(max(index, 0), Float(from - 1)))
      }
    }
    let rows = constant(
      .integers(sources(tx.shape[1], tc.shape[1])), role: .indices, name: "\(tc.name)/rows")
    let columns = constant(
      .integers(sources(tx.shape[2], tc.shape[2])), role: .indices, name: "\(tc.name)/columns")
    let source = try operand(x)
    let (from, to) = (try tx.shape.int32s(), try tc.shape.int32s())
    let parameters = edge_resize_nearest(
      batches: from[0], input_height: from[1], input_width: from[2], output_height: to[1], output_width: to[2],
      pixel_size: try Lowering.int32(tx.shape[3] * tx.elementType.bitWidth / 8))
    append(parameters.step(input: source, rows: rows, columns: columns, output: makeOutput(c)))
    return Emission()
  }

  func requireResizable(_ tx: GraphTensor, _ tc: GraphTensor) throws(LoweringFailure) {
    try require(
      tx.shape.count == 4 && tc.shape.count == 4 && tx.shape[0] == tc.shape[0] && tx.shape[3] == tc.shape[3]
        && (tx.shape + tc.shape).allSatisfy { $0 > 0 }, "shapes \(tx.shape) and \(tc.shape)")
    guard (tx.shape + tc.shape).allSatisfy({ $0 < 1 << 24 }) else { throw .unsupported("picture is too large") }
  }

  mutating func emitResizeBilinear(
    _ op: Operator, alignCorners: Bool, halfPixelCenters: Bool
  ) throws(LoweringFailure) -> Emission {
    let (x, c) = (try input(op, 0), op.outputs[0])
    let (tx, tc) = (graph.tensors[x], graph.tensors[c])
    try requireResizable(tx, tc)
    let type = QuantizedType(of: tx, tc)
    let size = try input(op, 1)
    let isFloatOfBytes = type == .uint8 && arithmetic(needing: size) == .reference
    if isFloatOfBytes {
      // LiteRT's optimized kernel, which takes sizes that are computed, adds the four products in another order.
      guard options.arithmetic == .reference else { throw .unsupported("the size of a uint8 result is computed") }
      try requireSameScale(tx, tc)
    } else if type != nil {
      return try emitQuantizedResizeBilinear(
        op, ResizeRule(alignCorners: alignCorners, halfPixelCenters: halfPixelCenters))
    }
    guard isFloatOfBytes || tx.elementType == .float32 && tc.elementType == .float32 else {
      throw .unsupported("input is \(tx.elementType), result \(tc.elementType)")
    }
    func scale(_ from: Int, _ to: Int) -> Float {
      alignCorners && to > 1 ? Float(from - 1) / Float(to - 1) : Float(from) / Float(to)
    }
    let source = try operand(x)
    let (from, to) = (try tx.shape.int32s(), try tc.shape.int32s())
    let parameters = edge_resize_bilinear_f32(
      batches: from[0], input_height: from[1], input_width: from[2], channels: from[3], output_height: to[1],
      output_width: to[2], height_scale: scale(tx.shape[1], tc.shape[1]), width_scale: scale(tx.shape[2], tc.shape[2]),
      half_pixel_centers: halfPixelCenters.parameter)
    append(parameters.step(input: source, output: makeOutput(c)).on(isFloatOfBytes ? .uint8 : .int8))
    return Emission()
  }

  /// MEAN of 8-bit tensors.
  mutating func emitQuantizedMean(
    _ op: Operator, source: PlanOperand, outer: Int32, axis: Int32, inner: Int32
  ) throws(LoweringFailure) -> Emission {
    let (tx, tc) = (graph.tensors[try input(op, 0)], graph.tensors[op.outputs[0]])
    guard let type = QuantizedType(of: tx, tc) else {
      throw .unsupported("input is \(tx.elementType), result \(tc.elementType)")
    }
    let (qx, qc) = (try quantization(tx), try quantization(tc))
    let (rule, data) = Requantization.mean(
      of: Int(axis), input: qx, output: qc, arithmetic: options.arithmetic)
    let requant = constant(data, role: .requantization, name: "\(tc.name)/requantization")
    let parameters = edge_mean_s8(
      outer: outer, axis: axis, inner: inner, input_zero_point: rule == .affine ? 0 : Int32(qx.zeroPoint),
      output_zero_point: Int32(qc.zeroPoint), output_min: Int32(type.lowest), output_max: Int32(type.lowest + 255),
      requantization: rule.parameter)
    append(parameters.step(input: source, requantization: requant, output: makeOutput(op.outputs[0])).on(type))
    return Emission()
  }

  /// RESIZE_BILINEAR of 8-bit tensors: source positions and weights are tables, since the two arithmetics agree on
  /// neither.
  private mutating func emitQuantizedResizeBilinear(
    _ op: Operator, _ rule: ResizeRule
  ) throws(LoweringFailure) -> Emission {
    let (x, c) = (try input(op, 0), op.outputs[0])
    let (tx, tc) = (graph.tensors[x], graph.tensors[c])
    guard let type = QuantizedType(of: tx, tc) else {
      throw .unsupported("input is \(tx.elementType), result \(tc.elementType)")
    }
    try requireSameScale(tx, tc)
    let isReference = arithmetic(needing: try input(op, 1)) == .reference
    func table(_ from: Int, _ to: Int) -> PlanData {
      .integers((0..<to).flatMap { isReference ? rule.integerTaps($0, from, to) : rule.floatTaps($0, from, to) })
    }
    let rows = constant(table(tx.shape[1], tc.shape[1]), role: .indices, name: "\(tc.name)/rows")
    let columns = constant(table(tx.shape[2], tc.shape[2]), role: .indices, name: "\(tc.name)/columns")
    let source = try operand(x)
    let (from, to) = (try tx.shape.int32s(), try tc.shape.int32s())
    let parameters = edge_resize_bilinear_s8(
      batches: from[0], input_height: from[1], input_width: from[2], channels: from[3], output_height: to[1],
      output_width: to[2], fraction_bits: isReference ? 10 : 11, ties_away: isReference.parameter)
    append(parameters.step(input: source, rows: rows, columns: columns, output: makeOutput(c)).on(type))
    return Emission()
  }
}

/// Where output positions of a bilinear resize fall in the input: lower and upper index, weight of the upper.
struct ResizeRule {
  var alignCorners: Bool
  var halfPixelCenters: Bool

  /// XNNPACK: float positions, weights of 11 bits.
  func floatTaps(_ i: Int, _ from: Int, _ to: Int) -> [Int32] {
    let scale = alignCorners && to > 1 ? Float(from - 1) / Float(to - 1) : Float(from) / Float(to)
    var position = Float(i) * scale
    if halfPixelCenters { position = position + (0.5 * scale - 0.5) }
    position = min(max(position, 0), Float(from - 1))
    let lower = Int(position)
    let weight = FixedPoint.roundEven((position - Float(lower)) * 2048)
    return [Int32(lower), Int32(min(lower + 1, from - 1)), Int32(weight)]
  }

  /// The reference kernel: integer positions with 10 fractional bits; weights may be negative at the border.
  func integerTaps(_ i: Int, _ from: Int, _ to: Int) -> [Int32] {
    let scale =
      alignCorners && to > 1 ? (1024 * (from - 1) + (to - 1) / 2) / (to - 1) : (1024 * from + to / 2) / to
    let position = scale * i + (halfPixelCenters ? scale / 2 - 512 : 0)
    let lower = max(position / 1024, 0)
    let upper = min((position + 1023) / 1024, from - 1)
    return [Int32(lower), Int32(max(upper, 0)), Int32(position - 1024 * lower)]
  }
}
