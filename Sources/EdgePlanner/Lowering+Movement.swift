import CEdgeKernels
import EdgeModel

/// Operators that move data without changing it.
extension Lowering {
  /// Appends a copy of `dims` elements; steps and offsets in elements.
  mutating func appendCopy(
    elementType: ElementType, dims: [Int], from: PlanOperand, inputSteps: [Int], inputOffset: Int = 0, to: PlanOperand,
    outputSteps: [Int], outputOffset: Int = 0
  ) throws(LoweringFailure) {
    guard elementType.bitWidth >= 8 else { throw .unsupported("\(elementType) data are packed below a byte") }
    if dims.contains(0) { return }
    let walk = try Movement.merged(dims: dims, steps: [inputSteps, outputSteps])
    let parameters = edge_copy_nd(
      element_size: Int32(elementType.bitWidth / 8), dims: try walk.dims.kernelDimensions(),
      input_steps: try walk.steps[0].kernelDimensions(), output_steps: try walk.steps[1].kernelDimensions(),
      input_offset: try Lowering.int32(inputOffset), output_offset: try Lowering.int32(outputOffset))
    append(parameters.step(input: from, output: to))
  }

  /// Data movement may not change the scale; converters insert QUANTIZE where it would.
  func requireSameScale(_ a: GraphTensor, _ c: GraphTensor) throws(LoweringFailure) {
    guard a.elementType == c.elementType else {
      throw .contradiction("input is \(a.elementType), result \(c.elementType)")
    }
    guard a.quantization?.scales == c.quantization?.scales, a.quantization?.zeroPoints == c.quantization?.zeroPoints
    else { throw .unsupported("\(a.name) and \(c.name) have different scales") }
  }

  mutating func emitReshape(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    try require(
      graph.tensors[a].elementCount == graph.tensors[c].elementCount
        && graph.tensors[a].elementType == graph.tensors[c].elementType,
      "shapes \(graph.tensors[a].shape) and \(graph.tensors[c].shape) hold different amounts")
    try alias(c, to: a)
    return Emission()
  }

  mutating func emitTranspose(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let listed = try integers(op, 1)
    let rank = ta.shape.count
    let permutation = listed.map { $0 < 0 ? $0 + rank : $0 }
    try require(permutation.sorted() == Array(0..<rank), "\(listed) is no permutation of \(rank) dimensions")
    try require(permutation.map { ta.shape[$0] } == tc.shape, "result has shape \(tc.shape)")
    try requireSameScale(ta, tc)
    let steps = Movement.rowMajorSteps(ta.shape)
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: tc.shape, from: source, inputSteps: permutation.map { steps[$0] },
      to: makeOutput(c), outputSteps: Movement.rowMajorSteps(tc.shape))
    return Emission()
  }

  /// REVERSE_V2: a copy that walks the axes backwards.
  mutating func emitReverse(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    var axes: Set<Int> = []
    for listed in try integers(op, 1) { axes.insert(try axis(listed, rank: ta.shape.count)) }
    try require(ta.shape == tc.shape, "shapes \(ta.shape) and \(tc.shape) differ")
    try requireSameScale(ta, tc)
    let steps = Movement.rowMajorSteps(ta.shape)
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: ta.shape, from: source,
      inputSteps: steps.indices.map { axes.contains($0) ? -steps[$0] : steps[$0] },
      inputOffset: axes.map { (ta.shape[$0] - 1) * steps[$0] }.reduce(0, +), to: makeOutput(c), outputSteps: steps)
    return Emission()
  }

  mutating func emitPad(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    guard let amounts = graph.paddingAmounts(of: op) else { throw .unsupported("the padding is not constant") }
    guard amounts.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else { throw .unsupported("negative padding") }
    let expected = zip(ta.shape, amounts).map { $0 + $1.before + $1.after }
    try require(tc.shape == expected, "result has shape \(tc.shape), its operands give \(expected)")
    try requireSameScale(ta, tc)
    let source = try operand(a)
    let output = makeOutput(c)
    try appendFill(tc, value: try padValue(op, tc), to: output)
    let steps = Movement.rowMajorSteps(tc.shape)
    try appendCopy(
      elementType: ta.elementType, dims: ta.shape, from: source, inputSteps: Movement.rowMajorSteps(ta.shape),
      to: output, outputSteps: steps, outputOffset: zip(steps, amounts).map { $0 * $1.before }.reduce(0, +))
    return Emission()
  }

  mutating func appendFill(_ t: GraphTensor, value: Int32, to output: PlanOperand) throws(LoweringFailure) {
    let parameters = edge_fill(
      element_size: Int32(t.elementType.bitWidth / 8), count: try Lowering.int32(t.elementCount), value: value)
    append(parameters.step(output: output))
  }

  /// The bits a PAD or PADV2 fills with: "zero" in the tensor's scale unless PADV2 names a value.
  private func padValue(_ op: Operator, _ t: GraphTensor) throws(LoweringFailure) -> Int32 {
    guard t.elementType.bitWidth <= 32 else { throw .unsupported("\(t.elementType) data") }
    if case .padV2 = op.kind, op.inputs.count > 2, let index = op.inputs[2] {
      let value = graph.tensors[index]
      guard let constant = value.constant, value.elementCount == 1, value.elementType == t.elementType else {
        throw .unsupported("the fill value is not a constant of the data's type")
      }
      try requireSameScale(value, t)
      switch t.elementType.bitWidth {
      case 8: return Int32(constant.bytes[0])
      case 32: return constant.bytes.loadUnaligned(as: Int32.self)
      default: throw .unsupported("\(t.elementType) data")
      }
    }
    return Int32(t.quantization?.zeroPoint ?? 0)
  }

  /// Where one input of a concatenation or one result of a split lies along the axis.
  private mutating func copySlab(
    _ part: GraphTensor, at offset: Int, of whole: GraphTensor, axis: Int, from: PlanOperand, to: PlanOperand,
    intoWhole: Bool
  ) throws(LoweringFailure) {
    let wholeSteps = Movement.rowMajorSteps(whole.shape)
    let partSteps = Movement.rowMajorSteps(part.shape)
    try appendCopy(
      elementType: part.elementType, dims: part.shape, from: from, inputSteps: intoWhole ? partSteps : wholeSteps,
      inputOffset: intoWhole ? 0 : offset * wholeSteps[axis], to: to, outputSteps: intoWhole ? wholeSteps : partSteps,
      outputOffset: intoWhole ? offset * wholeSteps[axis] : 0)
  }

  func axis(_ axis: Int, rank: Int) throws(LoweringFailure) -> Int {
    let positive = axis < 0 ? axis + rank : axis
    try require((0..<rank).contains(positive), "axis \(axis) for rank \(rank)")
    return positive
  }

  mutating func emitConcatenation(
    _ op: Operator, axis: Int, _ activation: Activation
  ) throws(LoweringFailure) -> Emission {
    let c = op.outputs[0]
    let tc = graph.tensors[c]
    guard activation == .none else { throw .unsupported("fused activation \(activation.rawValue)") }
    let along = try self.axis(axis, rank: tc.shape.count)
    var sources: [(Int, PlanOperand)] = []
    for position in op.inputs.indices {
      let index = try input(op, position)
      sources.append((index, try operand(index)))
    }
    let output = makeOutput(c)
    var offset = 0
    for (index, place) in sources {
      let part = graph.tensors[index]
      try require(
        part.shape.count == tc.shape.count
          && part.shape.indices.allSatisfy { $0 == along || part.shape[$0] == tc.shape[$0] },
        "\(part.name) has shape \(part.shape), the result \(tc.shape)")
      try require(offset + part.shape[along] <= tc.shape[along], "the inputs are larger than the result")
      let rescaled = try rescaledPart(index, place, of: tc)
      try copySlab(part, at: offset, of: tc, axis: along, from: rescaled, to: output, intoWhole: true)
      offset += part.shape[along]
    }
    try require(offset == tc.shape[along], "the inputs do not fill the result")
    return Emission()
  }

  /// Inputs of a concatenation of uint8 values may have scales of their own; those of other types may not.
  private mutating func rescaledPart(
    _ index: Int, _ place: PlanOperand, of whole: GraphTensor
  ) throws(LoweringFailure) -> PlanOperand {
    let part = graph.tensors[index]
    let (from, to) = (part.quantization, whole.quantization)
    guard QuantizedType(of: part, whole) == .uint8, from?.scales != to?.scales || from?.zeroPoints != to?.zeroPoints
    else {
      try requireSameScale(part, whole)
      return place
    }
    let table = UnaryTables.concatenated(from: try quantization(part), to: try quantization(whole))
    let rescaled = newBuffer(for: index)
    append(
      edge_lookup_8(count: try Lowering.int32(part.elementCount)).step(
        input: place, table: constant(.bytes(table.bytes), role: .table, name: "\(part.name)/rescaled"),
        output: rescaled))
    return rescaled
  }

  mutating func emitPack(_ op: Operator, axis: Int) throws(LoweringFailure) -> Emission {
    let c = op.outputs[0]
    let tc = graph.tensors[c]
    let along = try self.axis(axis, rank: tc.shape.count)
    try require(tc.shape[along] == op.inputs.count, "\(op.inputs.count) inputs for result shape \(tc.shape)")
    var sources: [(Int, PlanOperand)] = []
    for position in op.inputs.indices {
      let index = try input(op, position)
      sources.append((index, try operand(index)))
    }
    let output = makeOutput(c)
    var expected = tc.shape
    expected.remove(at: along)
    for (position, (index, place)) in sources.enumerated() {
      var part = graph.tensors[index]
      try require(part.shape == expected, "\(part.name) has shape \(part.shape), the result \(tc.shape)")
      try requireSameScale(part, tc)
      part.shape.insert(1, at: along)
      try copySlab(part, at: position, of: tc, axis: along, from: place, to: output, intoWhole: true)
    }
    return Emission()
  }

  /// SPLIT and SPLIT_V; `data` and `axis` are operand positions.
  mutating func emitSplit(_ op: Operator, data: Int, axis axisOperand: Int) throws(LoweringFailure) -> Emission {
    let a = try input(op, data)
    let ta = graph.tensors[a]
    let listed = try integers(op, axisOperand)
    try require(listed.count == 1, "the axis is \(listed)")
    let along = try axis(listed[0], rank: ta.shape.count)
    let source = try operand(a)
    var offset = 0
    for c in op.outputs {
      let part = graph.tensors[c]
      try require(
        part.shape.count == ta.shape.count
          && part.shape.indices.allSatisfy { $0 == along || part.shape[$0] == ta.shape[$0] },
        "\(part.name) has shape \(part.shape), the input \(ta.shape)")
      try requireSameScale(ta, part)
      try require(offset + part.shape[along] <= ta.shape[along], "the results are larger than the input")
      try copySlab(part, at: offset, of: ta, axis: along, from: source, to: makeOutput(c), intoWhole: false)
      offset += part.shape[along]
    }
    try require(offset == ta.shape[along], "the results do not use up the input")
    return Emission()
  }

  mutating func emitUnpack(_ op: Operator, axis: Int) throws(LoweringFailure) -> Emission {
    let a = try input(op, 0)
    let ta = graph.tensors[a]
    let along = try self.axis(axis, rank: ta.shape.count)
    try require(ta.shape[along] == op.outputs.count, "\(op.outputs.count) results for input shape \(ta.shape)")
    let source = try operand(a)
    var expected = ta.shape
    expected.remove(at: along)
    for (position, c) in op.outputs.enumerated() {
      var part = graph.tensors[c]
      try require(part.shape == expected, "\(part.name) has shape \(part.shape), the input \(ta.shape)")
      try requireSameScale(ta, part)
      part.shape.insert(1, at: along)
      try copySlab(part, at: position, of: ta, axis: along, from: source, to: makeOutput(c), intoWhole: false)
    }
    return Emission()
  }

  mutating func emitSlice(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let begin = try integers(op, 1)
    try require(
      begin.count == ta.shape.count && tc.shape.count == ta.shape.count
        && ta.shape.indices.allSatisfy { begin[$0] >= 0 && begin[$0] <= ta.shape[$0] - tc.shape[$0] },
      "start \(begin) and size \(tc.shape) for input shape \(ta.shape)")
    try requireSameScale(ta, tc)
    let steps = Movement.rowMajorSteps(ta.shape)
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: tc.shape, from: source, inputSteps: steps,
      inputOffset: zip(begin, steps).map { $0 * $1 }.reduce(0, +), to: makeOutput(c),
      outputSteps: Movement.rowMajorSteps(tc.shape))
    return Emission()
  }

  mutating func emitStridedSlice(_ op: Operator, _ attributes: StridedSliceAttributes) throws(LoweringFailure)
    -> Emission
  {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let (begin, end, strides) = (try integers(op, 1), try integers(op, 2), try integers(op, 3))
    let slice: StridedSlice
    do throws(OperandContradiction) {
      slice = try StridedSlice(shape: ta.shape, begin: begin, end: end, strides: strides, attributes: attributes)
    } catch { throw .contradiction(error.reason) }
    try require(
      slice.dims.reduce(1, *) == tc.elementCount, "result has shape \(tc.shape), its operands give \(slice.dims)")
    try requireSameScale(ta, tc)
    let steps = Movement.rowMajorSteps(ta.shape)
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: slice.dims, from: source,
      inputSteps: zip(steps, slice.strides).map { $0 * $1 },
      inputOffset: zip(steps, slice.starts).map { $0 * $1 }.reduce(0, +), to: makeOutput(c),
      outputSteps: Movement.rowMajorSteps(slice.dims))
    return Emission()
  }

  /// DEPTH_TO_SPACE and SPACE_TO_DEPTH: a transposition of six dimensions.
  mutating func emitBlockMove(_ op: Operator, block: Int, toSpace: Bool) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    try require(ta.shape.count == 4 && tc.shape.count == 4 && block > 0 && block < 1 << 15, "rank is not 4")
    // The small side has the block in its channels.
    let (small, large) = toSpace ? (ta.shape, tc.shape) : (tc.shape, ta.shape)
    let channels = large[3]
    try require(
      small[3] == channels * block * block && large[1] == small[1] * block && large[2] == small[2] * block
        && small[0] == large[0], "shapes \(ta.shape) and \(tc.shape) with blocks of \(block)")
    try requireSameScale(ta, tc)
    let s = Movement.rowMajorSteps(small)
    let l = Movement.rowMajorSteps(large)
    let dims = [small[0], small[1], block, small[2], block, channels]
    let smallSteps = [s[0], s[1], block * channels, s[2], channels, 1]
    let largeSteps = [l[0], l[1] * block, l[1], l[2] * block, l[2], 1]
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: dims, from: source, inputSteps: toSpace ? smallSteps : largeSteps,
      to: makeOutput(c), outputSteps: toSpace ? largeSteps : smallSteps)
    return Emission()
  }

  mutating func emitTile(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    let counts = try integers(op, 1)
    try require(
      counts.count == ta.shape.count && counts.allSatisfy { (0..<1 << 31).contains($0) }
        && zip(ta.shape, counts).map { $0 * $1 } == tc.shape,
      "result has shape \(tc.shape)")
    try requireSameScale(ta, tc)
    let (i, o) = (Movement.rowMajorSteps(ta.shape), Movement.rowMajorSteps(tc.shape))
    var (dims, inputSteps, outputSteps): ([Int], [Int], [Int]) = ([], [], [])
    for d in ta.shape.indices {
      dims += [counts[d], ta.shape[d]]
      inputSteps += [0, i[d]]
      outputSteps += [o[d] * ta.shape[d], o[d]]
    }
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: dims, from: source, inputSteps: inputSteps, to: makeOutput(c),
      outputSteps: outputSteps)
    return Emission()
  }

  mutating func emitBroadcastTo(_ op: Operator) throws(LoweringFailure) -> Emission {
    let (a, c) = (try input(op, 0), op.outputs[0])
    let (ta, tc) = (graph.tensors[a], graph.tensors[c])
    try require(ta.shape.count <= tc.shape.count, "shape \(ta.shape) does not broadcast to \(tc.shape)")
    try requireSameScale(ta, tc)
    let padded = Array(repeating: 1, count: tc.shape.count - ta.shape.count) + ta.shape
    try require(
      zip(padded, tc.shape).allSatisfy { $0 == $1 || $0 == 1 }, "shape \(ta.shape) does not broadcast to \(tc.shape)")
    let steps = zip(padded, Movement.rowMajorSteps(padded)).map { $0 == 1 ? 0 : $1 }
    let source = try operand(a)
    try appendCopy(
      elementType: ta.elementType, dims: tc.shape, from: source, inputSteps: steps, to: makeOutput(c),
      outputSteps: Movement.rowMajorSteps(tc.shape))
    return Emission()
  }
}
