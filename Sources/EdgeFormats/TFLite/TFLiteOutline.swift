package import EdgeModel
package import EdgeSystem

/// What a TFLite file says of the edges of its main graph, read without knowing any operator.
package struct TFLiteOutline: Sendable {
  /// The first signature: a named way of running the file.
  package struct Signature: Sendable, Hashable {
    /// Number of the subgraph that it runs.
    package var subgraph: Int
    /// Tensors of that subgraph that it takes and returns, in no particular order.
    package var inputs: Set<Int>
    package var outputs: Set<Int>

    /// A signature that lists tensors of a subgraph.
    package init(subgraph: Int, inputs: Set<Int>, outputs: Set<Int>) {
      self.subgraph = subgraph
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  /// Number of operators of subgraph 0.
  package let operatorCount: Int
  /// Numbers of the tensors that subgraph 0 takes and returns, in order, as often as they are listed.
  package let inputs: [Int]
  package let outputs: [Int]
  /// Tensors that operators of subgraph 0 compute.
  package let computed: Set<Int>
  /// Tensors that operators compute from an input of the graph; what is in `computed` alone is the same in every run.
  package let dependent: Set<Int>
  /// Nil when the file has no signatures.
  package let signature: Signature?

  private let bytes: ByteRegion
  private let limits: TFLiteLimits

  /// Reads the file that `bytes` holds.
  /// - Throws: `TFLiteError` for bytes that contradict the format, also where an operator or the graph names a tensor
  ///   that is not there.
  package init(of bytes: ByteRegion, limits: TFLiteLimits = .standard) throws(TFLiteError) {
    self.bytes = bytes
    self.limits = limits
    let model = try TFLiteReader.modelTable(of: TFLiteReader.open(bytes, limits: limits))
    let subgraph = try TFLiteReader.mainGraph(of: model)
    typealias Field = TFLiteSchema.SubGraphField
    let tensorCount = try subgraph.vector(Field.tensors, elementSize: 4)?.count ?? 0
    inputs = try Self.numbers(subgraph, Field.inputs, below: tensorCount)
    outputs = try Self.numbers(subgraph, Field.outputs, below: tensorCount)
    let operators = try subgraph.vector(Field.operators, elementSize: 4)
    operatorCount = operators?.count ?? 0
    guard operatorCount <= limits.operatorCount else {
      throw TFLiteError(.limitExceeded, "\(operatorCount) operators exceed the limit of \(limits.operatorCount)")
    }
    var computed: Set<Int> = []
    var dependent = Set(inputs)
    if let operators {
      for index in 0..<operators.count {
        let table = try operators.table(index)
        let results = try Self.numbers(table, TFLiteSchema.OperatorField.outputs, below: tensorCount)
        computed.formUnion(results)
        let operands = try Self.numbers(table, TFLiteSchema.OperatorField.inputs, below: tensorCount)
        // Without operands an operator may read a variable or draw random numbers.
        if operands.isEmpty || operands.contains(where: dependent.contains) { dependent.formUnion(results) }
      }
    }
    self.computed = computed
    self.dependent = dependent.subtracting(inputs)
    signature = try Self.firstSignature(of: model, limits: limits)
  }

  /// Tensor `number` of subgraph 0: its description, and its data when it is a constant.
  /// - Throws: `TFLiteError` also for types that EdgeRunner does not know.
  package func tensor(_ number: Int) throws(TFLiteError) -> GraphTensor {
    let model = try TFLiteReader.modelTable(of: TFLiteReader.open(bytes, limits: limits))
    guard
      let tensors = try TFLiteReader.mainGraph(of: model).vector(TFLiteSchema.SubGraphField.tensors, elementSize: 4),
      (0..<tensors.count).contains(number)
    else { throw TFLiteError(.malformed, "there is no tensor \(number)") }
    var decoder = try TFLiteTensorDecoder(model: model, limits: limits)
    return try decoder.tensor(number, table: tensors.table(number))
  }

  /// Tensor numbers of a list, without the -1 of operands left out.
  private static func numbers(
    _ table: FlatBufferTable, _ field: Int, below count: Int
  ) throws(TFLiteError) -> [Int] {
    guard let vector = try table.vector(field, elementSize: 4) else { return [] }
    let numbers = try vector.integers(Int32.self).filter { $0 != -1 }.map(Int.init)
    if let number = numbers.first(where: { !(0..<count).contains($0) }) {
      throw table.file.malformed(vector.offset, "tensor \(number) is not one of \(count)")
    }
    return numbers
  }

  private static func firstSignature(
    of model: FlatBufferTable, limits: TFLiteLimits
  ) throws(TFLiteError) -> Signature? {
    typealias Field = TFLiteSchema.SignatureField
    guard let vector = try model.vector(TFLiteSchema.ModelField.signatureDefs, elementSize: 4), vector.count > 0 else {
      return nil
    }
    let table = try vector.table(0)
    return Signature(
      subgraph: Int(try table.scalar(Field.subgraphIndex, UInt32.self)),
      inputs: try tensors(of: table, Field.inputs, limits: limits),
      outputs: try tensors(of: table, Field.outputs, limits: limits))
  }

  private static func tensors(
    of signature: FlatBufferTable, _ field: Int, limits: TFLiteLimits
  ) throws(TFLiteError) -> Set<Int> {
    guard let maps = try signature.vector(field, elementSize: 4) else { return [] }
    guard maps.count <= limits.tensorCount else {
      throw TFLiteError(.limitExceeded, "\(maps.count) tensors exceed the limit of \(limits.tensorCount)")
    }
    var tensors: Set<Int> = []
    for index in 0..<maps.count {
      tensors.insert(Int(try maps.table(index).scalar(TFLiteSchema.TensorMapField.tensorIndex, UInt32.self)))
    }
    return tensors
  }
}
