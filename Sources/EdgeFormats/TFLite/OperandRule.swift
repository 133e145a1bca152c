import EdgeModel

/// How many operands and results an operator has, and which operands may be left out.
package struct OperandRule {
  package var inputs: ClosedRange<Int>
  package var outputs: ClosedRange<Int>
  /// Position of the one operand that may be nil.
  package var optionalInput: Int?

  package init(_ kind: OperatorKind) {
    outputs = 1...1
    switch kind {
    case .conv2D, .depthwiseConv2D, .fullyConnected:
      inputs = 2...3
      optionalInput = 2
    case .transposeConv:
      inputs = 3...4
      optionalInput = 3
    case .batchMatMul, .add, .subtract, .multiply, .divide, .maximum, .minimum, .prelu, .mean, .sum, .reduceMax, .reduceProduct,
      .resizeNearestNeighbor, .resizeBilinear, .pad, .expandDims, .transpose, .gather, .tile, .broadcastTo, .fill, .floorDivide,
      .floorModulo:
      inputs = 2...2
    case .logistic, .tanh, .relu, .relu6, .reluN1To1, .leakyRelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt,
      .square, .abs, .negate, .floor, .quantize, .dequantize, .cast, .softmax, .maxPool2D, .averagePool2D, .squeeze,
      .depthToSpace, .spaceToDepth, .shape:
      inputs = 1...1
    case .reshape: inputs = 1...2
    case .padV2, .slice, .range: inputs = 3...3
    case .stridedSlice: inputs = 4...4
    case .concatenation: inputs = 1...Int.max
    case .pack(_, let count): inputs = count...count
    case .unpack(_, let count):
      inputs = 1...1
      outputs = count...count
    case .split(let count):
      inputs = 2...2
      outputs = count...count
    case .splitV(let count):
      inputs = 3...3
      outputs = count...count
    }
  }

  /// What is wrong with these operand lists; nil when nothing is.
  func problem(inputs: [Int?], outputs: [Int?]) -> String? {
    guard self.inputs.contains(inputs.count) else {
      return "has \(inputs.count) operands, not \(Self.text(self.inputs))"
    }
    guard self.outputs.contains(outputs.count) else {
      return "has \(outputs.count) results, not \(Self.text(self.outputs))"
    }
    for (position, input) in inputs.enumerated() where input == nil && position != optionalInput {
      return "operand \(position) must not be left out"
    }
    return outputs.contains(nil) ? "a result must not be left out" : nil
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    switch range.upperBound {
    case range.lowerBound: "\(range.lowerBound)"
    case Int.max: "at least \(range.lowerBound)"
    default: "\(range.lowerBound) to \(range.upperBound)"
    }
  }
}
