import EdgeModel

/// Decodes subgraph 0 of a TFLite model table and checks what `Graph` promises.
struct TFLiteGraphDecoder {
  private typealias Field = TFLiteSchema.SubGraphField

  private let model: FlatBufferTable
  private let subgraph: FlatBufferTable
  private let limits: TFLiteLimits

  init(model: FlatBufferTable, limits: TFLiteLimits) throws(TFLiteError) {
    self.model = model
    self.limits = limits
    // Further subgraphs are bodies of control flow operators, which are refused by name below.
    subgraph = try TFLiteReader.mainGraph(of: model)
  }

  /// The graph of subgraph 0.
  /// - Parameter leavesOutUnknown: passes over operators outside the catalogue instead of refusing them; what is left is
  ///   no network that can be run, but its operators can be looked at.
  func graph(leavesOutUnknown: Bool = false) throws(TFLiteError) -> Graph {
    let operators = try TFLiteOperatorList(model: model, subgraph: subgraph, limits: limits)
    let tensorTables = try subgraph.vector(Field.tensors, elementSize: 4)
    let tensorCount = tensorTables?.count ?? 0
    guard tensorCount <= limits.tensorCount else {
      throw TFLiteError(.limitExceeded, "\(tensorCount) tensors exceed the limit of \(limits.tensorCount)")
    }
    if !leavesOutUnknown { try operators.requireSupport(tensorTables: tensorTables) }

    var tensors: [GraphTensor] = []
    tensors.reserveCapacity(tensorCount)
    if let tensorTables {
      var decoder = try TFLiteTensorDecoder(model: model, limits: limits)
      for index in 0..<tensorCount {
        tensors.append(try decoder.tensor(index, table: tensorTables.table(index)))
      }
    }
    var graph = Graph(
      name: try subgraph.string(Field.name, limit: limits.stringByteCount), tensors: tensors,
      operators: try operators.decoded(tensorCount: tensorCount, leavesOutUnknown: leavesOutUnknown),
      inputs: try tensorNumbers(Field.inputs, "input", tensorCount: tensorCount),
      outputs: try tensorNumbers(Field.outputs, "output", tensorCount: tensorCount))
    graph.stateDetectionShapes()
    if leavesOutUnknown { graph.takeOpenEndsAsInputs() }
    try graph.verifyDataFlow()
    return graph
  }

  private func tensorNumbers(_ field: Int, _ role: String, tensorCount: Int) throws(TFLiteError) -> [Int] {
    guard let vector = try subgraph.vector(field, elementSize: 4) else { return [] }
    let numbers = try vector.integers(Int32.self).map(Int.init)
    for number in numbers where !(0..<tensorCount).contains(number) {
      throw model.file.malformed(vector.offset, "graph \(role) \(number) is not one of \(tensorCount) tensors")
    }
    return numbers
  }
}

extension Graph {
  /// Makes inputs of all tensors that nothing produces.
  fileprivate mutating func takeOpenEndsAsInputs() {
    var available = Set(inputs)
    for op in operators {
      for case .some(let operand) in op.inputs
      where tensors[operand].constant == nil && tensors[operand].elementCount > 0 {
        if available.insert(operand).inserted { inputs.append(operand) }
      }
      available.formUnion(op.outputs)
    }
    for output in outputs where tensors[output].constant == nil && available.insert(output).inserted {
      inputs.append(output)
    }
  }

  /// Checks that every operand exists before it is used and is produced once, and gives tensors without elements,
  /// which files store without data, an empty constant where nothing produces them.
  mutating func verifyDataFlow() throws(TFLiteError) {
    var available = tensors.map { $0.constant != nil }
    for input in inputs {
      guard !available[input] else {
        throw error(tensor: input, "is a graph input and also a constant or listed twice")
      }
      available[input] = true
    }
    for (index, op) in operators.enumerated() {
      for case .some(let operand) in op.inputs where !available[operand] {
        guard tensors[operand].elementCount == 0 else {
          throw TFLiteError(
            .malformed, at: .operator(index, name: op.kind.name),
            "operand tensor \(operand) (\(tensors[operand].name)) is neither a constant, nor a graph input, nor "
              + "produced by an earlier operator")
        }
        tensors[operand].constant = TensorStorage(byteCount: 0)
        available[operand] = true
      }
      for output in op.outputs {
        guard !available[output] else {
          throw TFLiteError(
            .malformed, at: .operator(index, name: op.kind.name),
            "writes tensor \(output) (\(tensors[output].name)), which is a constant, a graph input or already written")
        }
        available[output] = true
      }
    }
    for output in outputs where !available[output] {
      throw error(tensor: output, "is a graph output that no operator produces")
    }
  }

  private func error(tensor index: Int, _ message: String) -> TFLiteError {
    TFLiteError(.malformed, at: .tensor(index, name: tensors[index].name), message)
  }
}
