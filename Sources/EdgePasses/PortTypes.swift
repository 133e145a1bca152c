package import EdgeModel

/// Element types that inputs and outputs can be given.
public enum PortType: String, Sendable, Hashable, CaseIterable {
  case float32, int8, uint8

  var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .int8: .int8
    case .uint8: .uint8
    }
  }
}

/// Gives a graph's inputs and outputs other element types by conversions at its ends; the arithmetic between stays.
///
/// Codes of int8 and uint8 differ by 128 and convert without loss. Where a conversion at an end does just that, or undoes
/// what is asked for, it is left out instead of joined by another.
package struct PortTypes: GraphPass {
  /// Type that all inputs get; nil leaves them as they are.
  package var inputs: PortType?
  /// Type that all outputs get; nil leaves them as they are.
  package var outputs: PortType?

  /// Types of the inputs and outputs; nil keeps the file's own.
  package init(inputs: PortType? = nil, outputs: PortType? = nil) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The pass's name in errors.
  package var name: String { "port types" }

  /// - Throws: `PassError.Code.invalidArgument` where a tensor cannot be converted.
  package func run(_ graph: Graph) throws(PassError) -> Graph {
    var rewriting = PortRewriting(graph: graph, pass: name)
    if let inputs {
      for position in graph.inputs.indices { try rewriting.convertInput(position, to: inputs.elementType) }
    }
    if let outputs {
      for position in graph.outputs.indices { try rewriting.convertOutput(position, to: outputs.elementType) }
    }
    return rewriting.result
  }
}

/// A graph whose ports are being converted.
private struct PortRewriting {
  private var graph: Graph
  /// Operators that come before and after those of the file.
  private var leading: [Operator] = []
  private var trailing: [Operator] = []
  private let pass: String

  init(graph: Graph, pass: String) {
    self.graph = graph
    self.pass = pass
  }

  /// The graph with the conversions at its ends.
  var result: Graph {
    var result = graph
    result.operators = leading + graph.operators + trailing
    return result
  }

  mutating func convertInput(_ position: Int, to wanted: ElementType) throws(PassError) {
    let tensor = graph.inputs[position]
    let own = graph.tensors[tensor]
    if own.elementType == wanted { return }
    let readers = graph.operators.filter { $0.inputs.contains(tensor) }
    let soleReader = readers.count == 1 && !graph.outputs.contains(tensor) ? readers[0] : nil
    // What a conversion in the file makes of the input; it may be given directly.
    if let reader = soleReader, case .quantize = reader.kind, let inner = reader.outputs.first,
      graph.tensors[inner].elementType == wanted,
      own.elementType == .float32 || isShifted(own, graph.tensors[inner])
    {
      graph.tensors[inner].name = own.name
      graph.inputs[position] = inner
      graph.operators.removeAll { $0.outputs.contains(inner) }
      return
    }
    if own.elementType == .float32, let reader = soleReader, case .quantize = reader.kind,
      let inner = reader.outputs.first, let quantization = shifted(graph.tensors[inner], to: wanted)
    {
      let port = append(own.name, own.shape, wanted, quantization)
      graph.inputs[position] = port
      graph.operators.removeAll { $0.outputs.contains(inner) }
      leading.append(conversion(.quantize, from: port, to: inner))
      return
    }
    guard own.elementType.isQuantizedByte, own.quantization?.isPerChannel == false else {
      throw refusal(of: tensor, "input", wanted)
    }
    let port = append(own.name, own.shape, wanted, wanted == .float32 ? nil : shifted(own, to: wanted))
    graph.tensors[tensor].name += "/\(own.elementType.rawValue)"
    graph.inputs[position] = port
    leading.append(conversion(.quantize, from: port, to: tensor))
  }

  mutating func convertOutput(_ position: Int, to wanted: ElementType) throws(PassError) {
    let tensor = graph.outputs[position]
    let own = graph.tensors[tensor]
    if own.elementType == wanted { return }
    let maker = graph.operators.first { $0.outputs.contains(tensor) }
    var source = tensor
    if let maker, let inner = maker.inputs.first ?? nil, graph.tensors[inner].constant == nil {
      let converts: Bool
      switch maker.kind {
      case .dequantize: converts = graph.tensors[inner].elementType.isQuantizedByte
      case .quantize: converts = isShifted(graph.tensors[inner], own)
      default: converts = false
      }
      if converts { source = inner }
    }
    let stored = graph.tensors[source]
    if stored.elementType == wanted {
      graph.outputs[position] = source
      return
    }
    guard stored.elementType.isQuantizedByte, stored.quantization?.isPerChannel == false else {
      throw refusal(of: tensor, "output", wanted)
    }
    let port = append(own.name, own.shape, wanted, wanted == .float32 ? nil : shifted(stored, to: wanted))
    graph.outputs[position] = port
    trailing.append(conversion(wanted == .float32 ? .dequantize : .quantize, from: source, to: port))
  }

  // MARK: Building blocks

  private func refusal(of tensor: Int, _ port: String, _ wanted: ElementType) -> PassError {
    let own = graph.tensors[tensor]
    return PassError(
      .invalidArgument, pass: pass, tensor: tensor, in: graph,
      "\(port) \(own.name) is \(own.elementType) without a scale of its own and cannot become \(wanted)")
  }

  /// True when both hold the same real values in codes of int8 and uint8.
  private func isShifted(_ a: GraphTensor, _ b: GraphTensor) -> Bool {
    guard let quantization = shifted(a, to: b.elementType), let other = b.quantization else { return false }
    return quantization.scales == other.scales && quantization.zeroPoints == other.zeroPoints
  }

  /// The quantization with which `type` holds the same real values; nil when there is none.
  private func shifted(_ tensor: GraphTensor, to type: ElementType) -> Quantization? {
    guard let quantization = tensor.quantization, !quantization.isPerChannel, tensor.elementType.isQuantizedByte,
      type.isQuantizedByte
    else { return nil }
    let shift = tensor.elementType == type ? 0 : type == .int8 ? -128 : 128
    return Quantization(scale: quantization.scale, zeroPoint: quantization.zeroPoint + shift)
  }

  private mutating func append(_ name: String, _ shape: [Int], _ type: ElementType, _ quantization: Quantization?)
    -> Int
  {
    graph.tensors.append(GraphTensor(name: name, shape: shape, elementType: type, quantization: quantization))
    return graph.tensors.count - 1
  }

  /// Numbered after the file's own, so that results can still be matched across runtimes.
  private func conversion(_ kind: OperatorKind, from source: Int, to result: Int) -> Operator {
    let next = (graph.operators + leading + trailing).map(\.sourceIndex).max().map { $0 + 1 } ?? 0
    return Operator(kind: kind, inputs: [source], outputs: [result], sourceIndex: next)
  }
}

extension ElementType {
  /// True for the types that a byte of quantized data has.
  fileprivate var isQuantizedByte: Bool { self == .int8 || self == .uint8 }
}
