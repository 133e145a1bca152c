import EdgeModel
package import EdgeSystem

/// Makes copies of TFLite files whose last operator reads the tensors that shall be looked at.
///
/// A runtime that settles the size of a result only when it runs has no memory of the caller's to put it in; an operator
/// of the caller's own sees it nevertheless. Each tensor passes an EXPAND_DIMS, which moves what lies anywhere into the
/// runtime's aligned memory.
package enum TFLiteTapWriter {
  private static let expandDims = 70
  private static let uint8Type: Int8 = 3
  private static let int32Type: Int8 = 2

  /// The file `bytes` in which the last operator of subgraph 0, the custom operator `name`, reads `tensors`, with a
  /// further dimension of one in front of each. The graph's only output is the operator's: one unsigned byte.
  ///
  /// Signatures are dropped, because they name the old outputs. What is new comes first and the old file behind it, so
  /// that every offset points forward.
  /// - Throws: `TFLiteError` when a tensor number is out of range, or the file too large.
  package static func tapping(
    _ tensors: [Int], by name: String, in bytes: ByteRegion, limits: TFLiteLimits = .standard
  ) throws(TFLiteError) -> [UInt8] {
    let model = try TFLiteReader.modelTable(of: TFLiteReader.open(bytes, limits: limits))
    let graph = try TFLiteReader.mainGraph(of: model)
    typealias Model = TFLiteSchema.ModelField
    var codes = try references(model, Model.operatorCodes)
    var buffers = try references(model, Model.buffers)
    if buffers.isEmpty { buffers.append(.new([:])) }
    let subgraph = try tapped(
      graph, tensors, expandDims: codes.count, tap: codes.count + 1, axisBuffer: buffers.count)
    codes.append(.new(code(expandDims)))
    codes.append(.new(code(TFLiteSchema.customCode, name: name)))
    buffers.append(
      .new([TFLiteSchema.BufferField.data: .vector([0, 0, 0, 0], elementSize: 1, alignment: 16)]))

    var root: FlatBufferTableFields = [:]
    for field in 0..<Model.fieldCount where field != Model.version && field != Model.signatureDefs {
      if let target = try model.target(field) { root[field] = .existing(target) }
    }
    root[Model.version] = .uint32(TFLiteSchema.version)
    root[Model.operatorCodes] = .references(codes)
    root[Model.buffers] = .references(buffers)
    root[Model.subgraphs] = .references([.new(subgraph)] + (try references(model, Model.subgraphs).dropFirst()))
    let prefix = try FlatBufferWriter.prefix(root: root, identifier: TFLiteSchema.identifier, alignment: 64)
    var rest = bytes.array()
    for position in try absolutePositions(of: model) {
      guard let value = bytes.load(UInt64.self, at: position), value > 1 else { continue }
      let (moved, overflow) = value.addingReportingOverflow(UInt64(prefix.count))
      guard !overflow else { throw model.file.malformed(position, "data lie outside the file") }
      rest.replace(at: position, with: moved)
    }
    return prefix + rest
  }

  private static func tapped(
    _ graph: FlatBufferTable, _ tapped: [Int], expandDims: Int, tap: Int, axisBuffer: Int
  ) throws(TFLiteError) -> FlatBufferTableFields {
    typealias Graph = TFLiteSchema.SubGraphField
    typealias Tensor = TFLiteSchema.TensorField
    typealias Operation = TFLiteSchema.OperatorField
    let old = try graph.vector(Graph.tensors, elementSize: 4)
    let count = old?.count ?? 0
    var tensors = try references(graph, Graph.tensors)
    var operators = try references(graph, Graph.operators)
    let axis = tensors.count
    tensors.append(
      .new([
        Tensor.shape: .vector([] as [Int32]), Tensor.type: .int8(int32Type), Tensor.buffer: .uint32(UInt32(axisBuffer)),
        Tensor.name: .string("edgerunner/axis"), Tensor.hasRank: .bool(true),
      ]))
    var expanded: [Int] = []
    for number in tapped {
      guard let old, (0..<count).contains(number) else {
        throw TFLiteError(.malformed, "tensor \(number) to look at is not one of \(count)")
      }
      let source = try old.table(number)
      let shape = try source.vector(Tensor.shape, elementSize: 4)?.integers(Int32.self) ?? []
      var fields: FlatBufferTableFields = [
        Tensor.shape: .vector([1] + shape), Tensor.type: .int8(try source.scalar(Tensor.type)),
        Tensor.buffer: .uint32(0), Tensor.name: .string("edgerunner/tap_\(number)"), Tensor.hasRank: .bool(true),
      ]
      if let quantization = try source.target(Tensor.quantization) {
        fields[Tensor.quantization] = .existing(quantization)
      }
      expanded.append(tensors.count)
      operators.append(
        .new([
          Operation.opcodeIndex: .uint32(UInt32(expandDims)), Operation.inputs: .vector(try int32s([number, axis])),
          Operation.outputs: .vector(try int32s([tensors.count])),
        ]))
      tensors.append(.new(fields))
    }
    let output = tensors.count
    tensors.append(
      .new([
        Tensor.shape: .vector([1] as [Int32]), Tensor.type: .int8(uint8Type), Tensor.buffer: .uint32(0),
        Tensor.name: .string("edgerunner/tap"), Tensor.hasRank: .bool(true),
      ]))
    operators.append(
      .new([
        Operation.opcodeIndex: .uint32(UInt32(tap)), Operation.inputs: .vector(try int32s(expanded)),
        Operation.outputs: .vector(try int32s([output])),
      ]))
    var fields: FlatBufferTableFields = [
      Graph.tensors: .references(tensors), Graph.operators: .references(operators),
      Graph.outputs: .vector(try int32s([output])),
    ]
    for field in [Graph.inputs, Graph.name] {
      if let target = try graph.target(field) { fields[field] = .existing(target) }
    }
    return fields
  }

  private static func int32s(_ values: [Int]) throws(TFLiteError) -> [Int32] {
    try TFLiteWriter.int32s(values, at: .file)
  }

  private static func code(_ number: Int, name: String? = nil) -> FlatBufferTableFields {
    typealias Field = TFLiteSchema.OperatorCodeField
    var fields: FlatBufferTableFields = [
      Field.deprecatedBuiltinCode: .int8(Int8(min(number, 127))), Field.version: .int32(1),
      Field.builtinCode: .int32(Int32(number)),
    ]
    if let name { fields[Field.customCode] = .string(name) }
    return fields
  }

  /// The tables of a vector as they are.
  private static func references(_ table: FlatBufferTable, _ field: Int) throws(TFLiteError) -> [FlatBufferReference] {
    guard let vector = try table.vector(field, elementSize: 4) else { return [] }
    var references: [FlatBufferReference] = []
    references.reserveCapacity(vector.count)
    for index in 0..<vector.count { references.append(.existing(try vector.target(index))) }
    return references
  }

  /// Where the file counts from its own beginning: data of buffers and options of operators outside the FlatBuffers part.
  private static func absolutePositions(of model: FlatBufferTable) throws(TFLiteError) -> [Int] {
    var positions: [Int] = []
    func add(_ tables: FlatBufferVector?, _ field: Int) throws(TFLiteError) {
      guard let tables else { return }
      for index in 0..<tables.count {
        if let position = try tables.table(index).position(field, byteCount: 8) { positions.append(position) }
      }
    }
    try add(try model.vector(TFLiteSchema.ModelField.buffers, elementSize: 4), TFLiteSchema.BufferField.offset)
    if let subgraphs = try model.vector(TFLiteSchema.ModelField.subgraphs, elementSize: 4) {
      for index in 0..<subgraphs.count {
        try add(
          try subgraphs.table(index).vector(TFLiteSchema.SubGraphField.operators, elementSize: 4),
          TFLiteSchema.OperatorField.largeCustomOptionsOffset)
      }
    }
    // Tables may be referred to more than once, and each place is moved once.
    return Set(positions).sorted()
  }
}
