public import EdgeModel

/// Writes graphs as TFLite files.
///
/// The file holds one subgraph, no signatures and no metadata. Reading it back gives the same graph, apart from
/// `sourceIndex`, which becomes the position in the operator list.
public enum TFLiteWriter {
  /// The bytes of a file that holds `graph`. Throws where the format has no room for a value.
  public static func write(_ graph: Graph, description: String = "EdgeRunner") throws(TFLiteError) -> [UInt8] {
    var buffers: [FlatBufferTableFields] = [[:]]
    var tensors: [FlatBufferTableFields] = []
    for (index, tensor) in graph.tensors.enumerated() {
      let place = TFLiteError.Place.tensor(index, name: tensor.name)
      var bufferNumber = 0
      if let constant = tensor.constant {
        bufferNumber = buffers.count
        let data = Array(constant.bytes.prefix(tensor.byteCount))
        // The schema asks for data at multiples of 16.
        buffers.append([TFLiteSchema.BufferField.data: .vector(data, elementSize: 1, alignment: 16)])
      }
      tensors.append(try fields(of: tensor, bufferNumber: bufferNumber, place: place))
    }

    var codes = CodeTable()
    var operators: [FlatBufferTableFields] = []
    for (index, op) in graph.operators.enumerated() {
      operators.append(try fields(of: op, in: graph, codes: &codes, place: .operator(index, name: op.kind.name)))
    }

    typealias SubGraph = TFLiteSchema.SubGraphField
    let subgraph: FlatBufferTableFields = [
      SubGraph.tensors: .tables(tensors), SubGraph.inputs: .vector(try int32s(graph.inputs, at: .file)),
      SubGraph.outputs: .vector(try int32s(graph.outputs, at: .file)), SubGraph.operators: .tables(operators),
      SubGraph.name: .string(graph.name),
    ]
    typealias Model = TFLiteSchema.ModelField
    let model: FlatBufferTableFields = [
      Model.version: .uint32(TFLiteSchema.version), Model.operatorCodes: .tables(codes.tables),
      Model.subgraphs: .tables([subgraph]), Model.description: .string(description), Model.buffers: .tables(buffers),
    ]
    return FlatBufferWriter.file(root: model, identifier: TFLiteSchema.identifier)
  }

  private static func fields(
    of tensor: GraphTensor, bufferNumber: Int, place: TFLiteError.Place
  ) throws(TFLiteError) -> FlatBufferTableFields {
    typealias Field = TFLiteSchema.TensorField
    var fields: FlatBufferTableFields = [
      Field.shape: .vector(try int32s(tensor.shape, at: place)),
      Field.type: .int8(TFLiteSchema.number(of: tensor.elementType)), Field.buffer: .uint32(UInt32(bufferNumber)),
      Field.name: .string(tensor.name), Field.hasRank: .bool(true),
    ]
    if let quantization = tensor.quantization {
      fields[Field.quantization] = .table([
        TFLiteSchema.QuantizationField.scale: .vector(quantization.scales),
        TFLiteSchema.QuantizationField.zeroPoint: .vector(quantization.zeroPoints.map(Int64.init)),
        TFLiteSchema.QuantizationField.quantizedDimension: .int32(try int32(quantization.axis, at: place)),
      ])
    }
    return fields
  }

  private static func fields(
    of op: Operator, in graph: Graph, codes: inout CodeTable, place: TFLiteError.Place
  ) throws(TFLiteError) -> FlatBufferTableFields {
    typealias Field = TFLiteSchema.OperatorField
    var fields: FlatBufferTableFields = [
      Field.opcodeIndex: .uint32(UInt32(codes.index(of: op.kind.entry.code))),
      Field.inputs: .vector(try int32s(op.inputs.map { $0 ?? -1 }, at: place)),
      Field.outputs: .vector(try int32s(op.outputs, at: place)),
    ]
    if case .detectionPostProcess(let attributes) = op.kind {
      fields[Field.customOptions] = .vector(attributes.flexBuffer, elementSize: 1, alignment: 1)
    }
    if let options = try TFLiteOptions.written(for: op, in: graph, at: place) {
      fields[Field.optionsType] = .uint8(options.type.rawValue)
      fields[Field.options] = .table(options.fields)
    }
    return fields
  }

  /// The values as the format stores them.
  static func int32s(_ values: [Int], at place: TFLiteError.Place) throws(TFLiteError) -> [Int32] {
    var result: [Int32] = []
    for value in values { result.append(try int32(value, at: place)) }
    return result
  }

  static func int32(_ value: Int, at place: TFLiteError.Place) throws(TFLiteError) -> Int32 {
    guard let value = Int32(exactly: value) else {
      throw TFLiteError(.limitExceeded, at: place, "\(value) does not fit the 32 bits that the format has for it")
    }
    return value
  }

  /// The operator codes of a model, each once.
  private struct CodeTable {
    private var indices: [OperatorCode: Int] = [:]
    private(set) var tables: [FlatBufferTableFields] = []

    mutating func index(of code: OperatorCode) -> Int {
      if let index = indices[code] { return index }
      indices[code] = tables.count
      var table: FlatBufferTableFields = [
        // 127 in the older, 8-bit field sends readers to the newer one.
        TFLiteSchema.OperatorCodeField.deprecatedBuiltinCode: .int8(Int8(min(code.rawValue, 127))),
        // A version says which runtimes are too old for a feature. Runtimes know every version up to their own; only
        // BROADCAST_TO has no first one.
        TFLiteSchema.OperatorCodeField.version: .int32(code == .broadcastTo ? 2 : 1),
        TFLiteSchema.OperatorCodeField.builtinCode: .int32(Int32(code.rawValue)),
      ]
      if let name = code.customName { table[TFLiteSchema.OperatorCodeField.customCode] = .string(name) }
      tables.append(table)
      return tables.count - 1
    }
  }
}

extension TFLiteSchema {
  /// The TensorType number of an element type.
  static func number(of type: ElementType) -> Int8 { Int8(elementTypes.firstIndex(of: type) ?? 0) }
}
