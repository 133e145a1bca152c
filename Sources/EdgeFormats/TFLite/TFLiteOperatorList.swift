import EdgeModel
import EdgeSystem

/// The operators of a subgraph, with the operator codes they refer to.
struct TFLiteOperatorList {
  private typealias Field = TFLiteSchema.OperatorField

  private struct Code {
    /// Nil for operators outside the catalogue.
    var known: OperatorCode?
    var name: String
  }

  private let codes: [Code]
  private let tables: FlatBufferVector?
  private let limits: TFLiteLimits

  init(model: FlatBufferTable, subgraph: FlatBufferTable, limits: TFLiteLimits) throws(TFLiteError) {
    self.limits = limits
    tables = try subgraph.vector(TFLiteSchema.SubGraphField.operators, elementSize: 4)
    let count = tables?.count ?? 0
    guard count <= limits.operatorCount else {
      throw TFLiteError(.limitExceeded, "\(count) operators exceed the limit of \(limits.operatorCount)")
    }
    codes = try Self.codes(of: model, limits: limits)
  }

  private static func codes(of model: FlatBufferTable, limits: TFLiteLimits) throws(TFLiteError) -> [Code] {
    typealias Field = TFLiteSchema.OperatorCodeField
    guard let vector = try model.vector(TFLiteSchema.ModelField.operatorCodes, elementSize: 4) else { return [] }
    guard vector.count <= limits.operatorCount else {
      throw TFLiteError(.limitExceeded, "\(vector.count) operator codes exceed the limit of \(limits.operatorCount)")
    }
    var codes: [Code] = []
    for index in 0..<vector.count {
      let table = try vector.table(index)
      // Codes from 127 on only fit the newer field; older writers fill only the older one.
      let builtin = max(
        Int(try table.scalar(Field.deprecatedBuiltinCode, Int8.self)), try table.int(Field.builtinCode))
      var name = OperatorCode.name(ofBuiltin: builtin)
      var known = OperatorCode(rawValue: builtin)
      if builtin == TFLiteSchema.customCode {
        let custom = try table.string(Field.customCode, limit: limits.stringByteCount)
        known = OperatorCode.allCases.first { $0.customName == custom }
        // Cut, because an error repeats the name for each operator that uses the code.
        name += ":" + custom.prefix(64)
      }
      codes.append(Code(known: known, name: name))
    }
    return codes
  }

  /// Throws one error that names every operator outside the catalogue.
  func requireSupport(tensorTables: FlatBufferVector?) throws(TFLiteError) {
    guard let tables else { return }
    var unsupported: [UnsupportedOperator] = []
    for index in 0..<tables.count {
      let table = try tables.table(index)
      let code = try code(of: table)
      guard code.known == nil else { continue }
      var outputName = ""
      if let outputs = try table.vector(Field.outputs, elementSize: 4), let tensorTables, outputs.count > 0,
        let tensor = outputs.file.bytes.load(Int32.self, at: outputs.offset), tensor >= 0,
        tensor < tensorTables.count
      {
        outputName = try tensorTables.table(Int(tensor)).string(
          TFLiteSchema.TensorField.name, limit: limits.stringByteCount)
      }
      unsupported.append(UnsupportedOperator(index: index, name: code.name, outputName: outputName))
    }
    guard unsupported.isEmpty else {
      throw TFLiteError(
        .unsupported, unsupported.map(\.refused).summary, unsupportedOperators: unsupported)
    }
  }

  /// All operators, with operand numbers checked against the number of tensors and the kind's operand rule.
  /// - Parameter leavesOutUnknown: passes over operators outside the catalogue instead of refusing them.
  func decoded(tensorCount: Int, leavesOutUnknown: Bool = false) throws(TFLiteError) -> [Operator] {
    guard let tables else { return [] }
    var operators: [Operator] = []
    operators.reserveCapacity(tables.count)
    for index in 0..<tables.count {
      let table = try tables.table(index)
      let code = try code(of: table)
      let place = TFLiteError.Place.operator(index, name: code.name)
      let inputs = try operands(Field.inputs, of: table, place: place, tensorCount: tensorCount)
      let outputs = try operands(Field.outputs, of: table, place: place, tensorCount: tensorCount)
      let options = TFLiteOptions(
        typeNumber: try table.scalar(Field.optionsType), table: try table.table(Field.options),
        custom: try customOptions(of: table), place: place)
      guard let known = code.known else {
        if leavesOutUnknown { continue }
        throw TFLiteError(.unsupported, at: place, "operator is not supported")
      }
      let kind = try options.kind(of: known)
      if let problem = kind.entry.operands.problem(inputs: inputs, outputs: outputs) {
        throw TFLiteError(.malformed, at: place, problem)
      }
      operators.append(
        Operator(kind: kind, inputs: inputs, outputs: outputs.compactMap { $0 }, sourceIndex: index))
    }
    return operators
  }

  private func customOptions(of table: FlatBufferTable) throws(TFLiteError) -> ByteRegion? {
    guard let vector = try table.vector(Field.customOptions, elementSize: 1) else { return nil }
    return vector.file.bytes.slice(offset: vector.offset, count: vector.count)
  }

  private func code(of table: FlatBufferTable) throws(TFLiteError) -> Code {
    let index = try table.scalar(Field.opcodeIndex, UInt32.self)
    guard index < codes.count else {
      throw table.file.malformed(table.offset, "operator code \(index) is not one of \(codes.count)")
    }
    return codes[Int(index)]
  }

  /// Tensor numbers of an operand list; nil for the -1 of an operand left out.
  private func operands(
    _ field: Int, of table: FlatBufferTable, place: TFLiteError.Place, tensorCount: Int
  ) throws(TFLiteError) -> [Int?] {
    guard let vector = try table.vector(field, elementSize: 4) else { return [] }
    var numbers: [Int?] = []
    for number in try vector.integers(Int32.self) {
      guard number >= -1, number < tensorCount else {
        throw TFLiteError(.malformed, at: place, "operand \(number) is not one of \(tensorCount) tensors")
      }
      numbers.append(number < 0 ? nil : Int(number))
    }
    return numbers
  }
}
