import EdgeModel

/// What an operator costs, counted as ST's reports count it (MACC).
///
/// Convolutions: outputs x window x input channels / groups, and one per bias; dense layers: inputs x outputs, and one
/// per bias; pooling: outputs x window; rectifiers, fused or not, and other elementwise arithmetic: one per element;
/// softmax, means and sums: one per input element; data movement: none.
public struct LayerCost: Sendable, Hashable {
  public var macc: Int

  public init(_ op: Operator, in graph: Graph) {
    func tensor(_ position: Int) -> GraphTensor? {
      guard position < op.inputs.count, let index = op.inputs[position] else { return nil }
      return graph.tensors[index]
    }
    func size(_ tensor: GraphTensor?) -> Int { tensor?.elementCount ?? 0 }
    let output = op.outputs.first.map { graph.tensors[$0] }
    let results = size(output)
    func rectified(_ activation: Activation) -> Int { activation == .none ? 0 : results }
    switch op.kind {
    case .conv2D(let attributes):
      let window = (tensor(1)?.shape ?? []).dropFirst().reduce(1, *)
      macc = results * window + size(tensor(2)) + rectified(attributes.activation)
    case .depthwiseConv2D(let attributes, _):
      let window = (tensor(1)?.shape ?? []).dropFirst().prefix(2).reduce(1, *)
      macc = results * window + size(tensor(2)) + rectified(attributes.activation)
    case .transposeConv(let attributes):
      let window = (tensor(1)?.shape ?? []).dropLast().reduce(1, *)
      macc = size(tensor(2)) * window + size(tensor(3)) + rectified(attributes.activation)
    case .fullyConnected(let activation, _):
      macc = results * (tensor(1)?.shape.last ?? 0) + size(tensor(2)) + rectified(activation)
    case .batchMatMul(let adjointX, _):
      let shape = tensor(0)?.shape ?? []
      macc = results * (shape.count < 2 ? 0 : adjointX ? shape[shape.count - 2] : shape[shape.count - 1])
    case .maxPool2D(let attributes), .averagePool2D(let attributes):
      macc = results * attributes.filterHeight * attributes.filterWidth + rectified(attributes.activation)
    case .add(let activation), .subtract(let activation), .multiply(let activation), .divide(let activation):
      macc = results + rectified(activation)
    case .maximum, .minimum, .logistic, .tanh, .relu, .relu6, .reluN1To1, .leakyRelu, .prelu, .hardSwish, .elu, .exp,
      .log, .sqrt, .rsqrt, .square, .abs, .negate, .floor, .quantize, .dequantize, .cast, .resizeBilinear:
      macc = results
    case .softmax, .mean, .sum, .reduceMax:
      macc = size(tensor(0))
    case .pad, .padV2, .concatenation, .split, .splitV, .pack, .unpack, .stridedSlice, .slice, .reshape, .squeeze,
      .expandDims, .transpose, .gather, .depthToSpace, .spaceToDepth, .tile, .broadcastTo, .resizeNearestNeighbor,
      .shape, .range, .fill, .floorDivide, .floorModulo, .reduceProduct:
      macc = 0
    }
  }
}
