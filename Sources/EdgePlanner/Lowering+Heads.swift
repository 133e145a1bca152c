import CEdgeKernels
import EdgeModel

/// Operators that exporters put behind a network's outputs.
extension Lowering {
  /// TFLite_Detection_PostProcess: one kernel, whose four results are then taken apart.
  mutating func emitDetection(
    _ op: Operator, _ attributes: DetectionPostProcessAttributes
  ) throws(LoweringFailure) -> Emission {
    let operands = [try input(op, 0), try input(op, 1), try input(op, 2)]
    let (boxes, scores, anchors) = (
      graph.tensors[operands[0]], graph.tensors[operands[1]], graph.tensors[operands[2]]
    )
    let types = (operands + op.outputs).map { graph.tensors[$0].elementType }
    guard types.allSatisfy({ $0 == .float32 }) else {
      throw .unsupported("operands are \(types[0]), \(types[1]) and \(types[2])")
    }
    guard boxes.shape.count == 3, scores.shape.count == 3, boxes.shape[0] == 1, scores.shape[0] == 1 else {
      throw .unsupported("encodings have shape \(boxes.shape), scores \(scores.shape), which is more than one picture")
    }
    let count = boxes.shape[1]
    let columns = scores.shape[2]
    try require(
      boxes.shape[2] >= 4 && scores.shape[1] == count && anchors.shape == [count, 4]
        && (0...1).contains(columns - attributes.classCount),
      "encodings \(boxes.shape), scores \(scores.shape), anchors \(anchors.shape) of \(attributes.classCount) classes")
    let shapes = attributes.resultShapes
    try require(
      zip(op.outputs, shapes).allSatisfy { graph.tensors[$0].elementCount == $1.reduce(1, *) },
      "results have shapes \(op.outputs.map { graph.tensors[$0].shape }), not \(shapes)")
    let sizes = shapes.map { $0.reduce(1, *) }
    guard sizes[0] < 1 << 24 else { throw .unsupported("\(sizes[1]) results are too many") }
    let parameters = edge_detect_f32(
      boxes: try Lowering.int32(count), box_step: try Lowering.int32(boxes.shape[2]),
      columns: try Lowering.int32(columns), classes: try Lowering.int32(attributes.classCount),
      limit: try Lowering.int32(attributes.maxDetections),
      classes_per_box: try Lowering.int32(attributes.maxClassesPerDetection),
      limit_per_class: try Lowering.int32(attributes.detectionsPerClass),
      per_class: attributes.usesRegularSuppression.parameter, score_threshold: attributes.scoreThreshold,
      overlap_threshold: attributes.overlapThreshold, y_scale: attributes.yScale, x_scale: attributes.xScale,
      height_scale: attributes.heightScale, width_scale: attributes.widthScale)
    let places = [try operand(operands[0]), try operand(operands[1]), try operand(operands[2])]
    let results = newBuffer(byteCount: sizes.reduce(0, +) * 4, for: op.outputs[0])
    append(parameters.step(encodings: places[0], scores: places[1], anchors: places[2], output: results))
    var offset = 0
    for (output, size) in zip(op.outputs, sizes) {
      try appendCopy(
        elementType: .float32, dims: [size], from: results, inputSteps: [1], inputOffset: offset,
        to: makeOutput(output), outputSteps: [1])
      offset += size
    }
    return Emission()
  }
}
