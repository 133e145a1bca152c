import EdgeModel
public import EdgeSystem

/// Reads what ONNX files say about themselves, and makes copies with more outputs.
///
/// Field numbers are those of the public ONNX format (onnx.proto3). Work and memory are in proportion to the file:
/// weights are not touched, and unknown fields are skipped.
public enum ONNXInspector {
  /// Reads the file that `bytes` hold.
  public static func read(_ bytes: ByteRegion) throws(ONNXError) -> ONNXModel {
    var model = try description(of: bytes)
    model.fileByteCount = bytes.count
    return model
  }

  /// True when `bytes` begin as exporters write ONNX files, or have what every ONNX file has in another order.
  static func recognizes(_ bytes: ByteRegion) -> Bool {
    // The format version, one byte of which is enough so far, under field number 1.
    if bytes.load(UInt8.self, at: 0) == 1 << 3, let version = bytes.load(UInt8.self, at: 1) {
      return (1..<0x80).contains(version)
    }
    var (hasVersion, hasGraph) = (false, false)
    try? ProtobufMessage(bytes).forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .number): hasVersion = true
      case (7, .bytes): hasGraph = true
      default: break
      }
    }
    return hasVersion && hasGraph
  }

  /// All but the size of the file.
  private static func description(of bytes: ByteRegion) throws(ONNXError) -> ONNXModel {
    var model = ONNXModel()
    var properties: [(key: String, value: String)] = []
    var hasGraph = false
    try ProtobufMessage(bytes).forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .number): model.irVersion = value.int ?? 0
      case (2, .bytes): model.producerName = value.text
      case (3, .bytes): model.producerVersion = value.text
      case (7, .bytes(let graph)):
        // Several pieces of a graph make one, as protocol buffers merge them.
        hasGraph = true
        try read(graph, into: &model)
      case (8, .bytes(let set)): model.operatorSets.append(try operatorSet(set))
      case (14, .bytes(let property)): properties.append(try self.property(property))
      default: break
      }
    }
    guard model.irVersion > 0, hasGraph else {
      throw ONNXError(.unreadable, ModelFormat.onnx.absence(in: bytes))
    }
    let constants = Set(model.initializers.map(\.name))
    model.inputs.removeAll { constants.contains($0.name) }
    if !properties.isEmpty {
      let reading = ModelMetadata.reading(ofTexts: properties)
      model.metadata = reading.metadata
      model.warnings = reading.warnings
    }
    return model
  }

  /// The file `bytes` with the tensors `names` as further outputs, in this order, after those it has.
  ///
  /// The additions are appended: protocol buffers join repeated pieces of a message. Names that are outputs already
  /// are skipped; names that no node produces are refused.
  public static func exposingOutputs(_ names: [String], in bytes: ByteRegion) throws(ONNXError) -> [UInt8] {
    let model = try description(of: bytes)
    let produced = Set(model.nodes.flatMap(\.outputs))
    let descriptions = try valueDescriptions(in: bytes)
    var known = Set(model.outputs.map(\.name))
    var graph = ProtobufWriter()
    for name in names {
      guard !name.isEmpty, produced.contains(name) else {
        throw ONNXError(.unknownTensor, "no node produces a tensor called \(name)")
      }
      guard known.insert(name).inserted else { continue }
      if let description = descriptions[name] {
        graph.append(12, description.array())
      } else {
        var value = ProtobufWriter()
        value.append(1, name.utf8)
        graph.append(12, value.bytes)
      }
    }
    var addition = ProtobufWriter()
    if !graph.bytes.isEmpty { addition.append(7, graph.bytes) }
    return bytes.array() + addition.bytes
  }

  private static func read(_ graph: ProtobufMessage, into model: inout ONNXModel) throws(ONNXError) {
    try graph.forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .bytes(let message)): model.nodes.append(try node(message))
      case (2, .bytes): model.graphName = value.text
      case (5, .bytes(let message)): model.initializers.append(try initializer(message))
      case (11, .bytes(let message)): model.inputs.append(try self.value(message))
      case (12, .bytes(let message)): model.outputs.append(try self.value(message))
      default: break
      }
    }
  }

  /// Types and shapes that the file states of intermediate tensors, as stored, by name.
  private static func valueDescriptions(in bytes: ByteRegion) throws(ONNXError) -> [String: ByteRegion] {
    var descriptions: [String: ByteRegion] = [:]
    try ProtobufMessage(bytes).forEachField { number, field throws(ONNXError) in
      guard number == 7, let graph = field.message else { return }
      try graph.forEachField { number, field throws(ONNXError) in
        guard number == 13, let message = field.message else { return }
        descriptions[try value(message).name] = message.bytes
      }
    }
    return descriptions
  }

  private static func node(_ message: ProtobufMessage) throws(ONNXError) -> ONNXModel.Node {
    var node = ONNXModel.Node(name: "", operatorType: "", domain: "", inputs: [], outputs: [])
    try message.forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .bytes): node.inputs.append(value.text)
      case (2, .bytes): node.outputs.append(value.text)
      case (3, .bytes): node.name = value.text
      case (4, .bytes): node.operatorType = value.text
      case (7, .bytes): node.domain = value.text
      default: break
      }
    }
    return node
  }

  private static func initializer(_ message: ProtobufMessage) throws(ONNXError) -> ONNXModel.Initializer {
    var initializer = ONNXModel.Initializer(
      name: "", elementType: ONNXElementType(number: 0), dimensions: [], byteCount: 0, isExternal: false)
    try message.forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .number): initializer.dimensions.append(value.int ?? 0)
      case (1, .bytes(let packed)):
        try packed.forEachPacked { initializer.dimensions.append(Int(truncatingIfNeeded: $0)) }
      case (2, .number): initializer.elementType.number = value.int ?? 0
      case (8, .bytes): initializer.name = value.text
      case (14, .number): initializer.isExternal = value.int == 1
      default: break
      }
    }
    if let type = initializer.elementType.elementType {
      guard let byteCount = Tensor.byteCount(shape: initializer.dimensions, elementType: type) else {
        throw ONNXError(
          .malformed, byteOffset: message.range.lowerBound,
          "initializer \(initializer.name) has the impossible shape \(initializer.dimensions)")
      }
      initializer.byteCount = byteCount
    }
    return initializer
  }

  private static func value(_ message: ProtobufMessage) throws(ONNXError) -> ONNXModel.Value {
    var result = ONNXModel.Value(name: "", elementType: ONNXElementType(number: 0), dimensions: nil)
    try message.forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .bytes): result.name = value.text
      case (2, .bytes(let type)):
        try type.forEachField { number, value throws(ONNXError) in
          guard number == 1, let tensor = value.message else { return }
          try tensor.forEachField { number, value throws(ONNXError) in
            switch (number, value) {
            case (1, .number): result.elementType.number = value.int ?? 0
            case (2, .bytes(let shape)): result.dimensions = try dimensions(shape)
            default: break
            }
          }
        }
      default: break
      }
    }
    return result
  }

  private static func dimensions(_ shape: ProtobufMessage) throws(ONNXError) -> [ONNXModel.Dimension] {
    var dimensions: [ONNXModel.Dimension] = []
    try shape.forEachField { number, value throws(ONNXError) in
      guard number == 1, let message = value.message else { return }
      var dimension = ONNXModel.Dimension.symbolic("")
      try message.forEachField { number, value throws(ONNXError) in
        switch (number, value) {
        case (1, .number): dimension = .fixed(value.int ?? 0)
        case (2, .bytes): dimension = .symbolic(value.text)
        default: break
        }
      }
      dimensions.append(dimension)
    }
    return dimensions
  }

  private static func operatorSet(_ message: ProtobufMessage) throws(ONNXError) -> ONNXModel.OperatorSet {
    var set = ONNXModel.OperatorSet(domain: "", version: 0)
    try message.forEachField { number, value throws(ONNXError) in
      switch (number, value) {
      case (1, .bytes): set.domain = value.text
      case (2, .number): set.version = value.int ?? 0
      default: break
      }
    }
    return set
  }

  private static func property(_ message: ProtobufMessage) throws(ONNXError) -> (key: String, value: String) {
    var property = (key: "", value: "")
    try message.forEachField { number, value throws(ONNXError) in
      switch number {
      case 1: property.key = value.text
      case 2: property.value = value.text
      default: break
      }
    }
    return property
  }
}
