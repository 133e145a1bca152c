/// Protocol buffer messages of small ONNX models, written field by field (numbers from onnx.proto).
struct ONNXBytes: Sendable {
  var bytes: [UInt8] = []

  enum Dimension: Sendable {
    case fixed(Int)
    case open(String)
  }

  static func model(
    nodes: [ONNXBytes], initializers: [ONNXBytes], inputs: [ONNXBytes], outputs: [ONNXBytes], operatorSet: Int
  ) -> ONNXBytes {
    var graph = ONNXBytes()
    for node in nodes { graph.append(1, node) }
    graph.append(2, text: "graph")
    for initializer in initializers { graph.append(5, initializer) }
    for input in inputs { graph.append(11, input) }
    for output in outputs { graph.append(12, output) }
    var operators = ONNXBytes()
    operators.append(1, text: "")
    operators.append(2, number: operatorSet)
    var model = ONNXBytes()
    model.append(1, number: 10)
    model.append(7, graph)
    model.append(8, operators)
    return model
  }

  static func node(_ kind: String, inputs: [String], outputs: [String]) -> ONNXBytes {
    var node = ONNXBytes()
    for input in inputs { node.append(1, text: input) }
    for output in outputs { node.append(2, text: output) }
    node.append(4, text: kind)
    return node
  }

  static func initializer(_ name: String, type: Int, shape: [Int], data: [UInt8]) -> ONNXBytes {
    var tensor = ONNXBytes()
    for dimension in shape { tensor.append(1, number: dimension) }
    tensor.append(2, number: type)
    tensor.append(8, text: name)
    tensor.append(9, ONNXBytes(bytes: data))
    return tensor
  }

  /// A constant whose data fill the file `file` beside the model.
  static func externalInitializer(_ name: String, type: Int, shape: [Int], file: String) -> ONNXBytes {
    var location = ONNXBytes()
    location.append(1, text: "location")
    location.append(2, text: file)
    var tensor = ONNXBytes()
    for dimension in shape { tensor.append(1, number: dimension) }
    tensor.append(2, number: type)
    tensor.append(8, text: name)
    tensor.append(13, location)
    tensor.append(14, number: 1)
    return tensor
  }

  static func value(_ name: String, type: Int, shape: [Dimension]) -> ONNXBytes {
    var dimensions = ONNXBytes()
    for dimension in shape {
      var message = ONNXBytes()
      switch dimension {
      case .fixed(let value): message.append(1, number: value)
      case .open(let name): message.append(2, text: name)
      }
      dimensions.append(1, message)
    }
    var tensor = ONNXBytes()
    tensor.append(1, number: type)
    tensor.append(2, dimensions)
    var kind = ONNXBytes()
    kind.append(1, tensor)
    var value = ONNXBytes()
    value.append(1, text: name)
    value.append(2, kind)
    return value
  }

  /// Little-endian bytes of `values`.
  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  private mutating func append(_ field: Int, _ message: ONNXBytes) {
    append(varint: field << 3 | 2)
    append(varint: message.bytes.count)
    bytes += message.bytes
  }

  private mutating func append(_ field: Int, text: String) { append(field, ONNXBytes(bytes: Array(text.utf8))) }

  private mutating func append(_ field: Int, number: Int) {
    append(varint: field << 3)
    append(varint: number)
  }

  private mutating func append(varint value: Int) {
    var rest = UInt64(value)
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
