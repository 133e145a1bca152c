import EdgeFormats
import EdgeModel
import EdgeSystem

/// Graphs built for tests of reading and writing. Their shapes are legal for the format, not for the arithmetic.
enum SampleGraphs {
  /// A graph of one operator: its first operand is the graph's input, the others are constants.
  static func graph(of kind: OperatorKind, leavingOutOptional: Bool = false) -> Graph {
    let rule = kind.entry.operands
    var tensors: [GraphTensor] = []
    var operands: [Int?] = []
    for position in 0..<min(rule.inputs.upperBound, 4) {
      if leavingOutOptional && rule.operand(at: position).presence == .optional {
        operands.append(nil)
        continue
      }
      operands.append(tensors.count)
      tensors.append(position == 0 ? activation("input", [1, 4, 4, 8]) : constant(position))
    }
    let outputs = Array(tensors.count..<tensors.count + rule.outputs)
    for index in outputs { tensors.append(activation("output \(index)", [1, 2, 2, 8])) }
    return Graph(
      name: "main", tensors: tensors,
      operators: [Operator(kind: kind, inputs: operands, outputs: outputs, sourceIndex: 0)], inputs: [0],
      outputs: outputs)
  }

  /// A small network with every kind of tensor that quantized detectors hold.
  static var network: Graph {
    let tensors = [
      GraphTensor(
        name: "images", shape: [1, 4, 4, 3], elementType: .uint8,
        quantization: Quantization(scale: 1 / 255, zeroPoint: 0)),
      activation("quantized", [1, 4, 4, 3]),
      GraphTensor(
        name: "weights", shape: [2, 3, 3, 3], elementType: .int8,
        quantization: Quantization(scales: [0.5, 0.25], zeroPoints: [0, 0], axis: 0),
        constant: storage((0..<54).map { UInt8($0) })),
      GraphTensor(
        name: "bias", shape: [2], elementType: .int32,
        quantization: Quantization(scales: [0.125, 0.0625], zeroPoints: [0, 0], axis: 0),
        constant: storage([1, 0, 0, 0, 254, 255, 255, 255])),
      activation("convolved", [1, 4, 4, 2]), activation("sigmoid", [1, 4, 4, 2]), activation("silu", [1, 4, 4, 2]),
      GraphTensor(
        name: "shape", shape: [3], elementType: .int32, constant: storage([1, 0, 0, 0, 2, 0, 0, 0, 16, 0, 0, 0])),
      activation("reshaped", [1, 2, 16]), GraphTensor(name: "output0", shape: [1, 2, 16], elementType: .float32),
    ]
    let kinds: [(OperatorKind, [Int?], Int)] = [
      (.quantize, [0], 1), (.conv2D(ConvolutionAttributes(padding: .same)), [1, 2, 3], 4), (.logistic, [4], 5),
      (.multiply(.none), [4, 5], 6), (.reshape, [6, 7], 8), (.dequantize, [8], 9),
    ]
    return Graph(
      name: "main", tensors: tensors,
      operators: kinds.enumerated().map {
        Operator(kind: $1.0, inputs: $1.1, outputs: [$1.2], sourceIndex: $0)
      }, inputs: [0], outputs: [9])
  }

  static func storage(_ bytes: [UInt8]) -> TensorStorage { ByteRegion(copying: bytes).storage() }

  private static func activation(_ name: String, _ shape: [Int]) -> GraphTensor {
    GraphTensor(
      name: name, shape: shape, elementType: .int8, quantization: Quantization(scale: 0.0625, zeroPoint: -3))
  }

  private static func constant(_ position: Int) -> GraphTensor {
    GraphTensor(
      name: "constant \(position)", shape: [3], elementType: .int32,
      constant: storage([UInt8](repeating: UInt8(position), count: 12)))
  }
}

extension Graph {
  /// What differs from `other`, in words; empty when the two are equal but for source positions.
  func differences(from other: Graph) -> [String] {
    var differences: [String] = []
    if name != other.name { differences.append("name") }
    if inputs != other.inputs { differences.append("inputs") }
    if outputs != other.outputs { differences.append("outputs") }
    if tensors.count != other.tensors.count { differences.append("number of tensors") }
    if operators.count != other.operators.count { differences.append("number of operators") }
    for (index, (a, b)) in zip(tensors, other.tensors).enumerated() where !a.isEqual(to: b) {
      differences.append("tensor \(index)")
    }
    for (index, (a, b)) in zip(operators, other.operators).enumerated()
    where a.kind != b.kind || a.inputs != b.inputs || a.outputs != b.outputs {
      differences.append("operator \(index)")
    }
    return differences
  }
}

extension GraphTensor {
  fileprivate func isEqual(to other: GraphTensor) -> Bool {
    name == other.name && shape == other.shape && elementType == other.elementType
      && quantization == other.quantization
      && constant.map { Array($0.bytes.prefix(byteCount)) } == other.constant.map { Array($0.bytes.prefix(byteCount)) }
  }
}
