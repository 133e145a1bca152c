import EdgeModel

/// What lowering needs to know about a graph beforehand: who reads what, and which 8-bit tensors are functions of
/// another one alone.
struct GraphAnalysis {
  /// A tensor as a function of an earlier one, byte by byte.
  struct Derivation {
    var root: Int
    var table: UnaryTable
  }

  let graph: Graph
  let options: PlanOptions
  /// Positions (in `graph.operators`) of the readers of each tensor; -1 stands for "is a graph output".
  private(set) var readers: [[Int]]
  /// Position of the operator that makes each tensor; nil for inputs and constants.
  private(set) var producer: [Int?]
  /// Tensors that are functions of another tensor's bytes.
  private(set) var derivations: [Int: Derivation] = [:]
  /// The tensors of `derivations` by their root, in the order they are made.
  private var derivedTensors: [Int: [Int]] = [:]
  /// Tensors that must exist in memory after their operator ran.
  private(set) var needed: [Bool]
  /// Whether each tensor holds 8-bit values of one scale.
  private var holdsBytes: [Bool]
  /// PAD operators folded into the convolutions that read them: tensor number of the padded result -> its operator.
  private(set) var foldedPads: [Int: Int] = [:]

  init(graph: Graph, options: PlanOptions) {
    self.graph = graph
    self.options = options
    readers = Array(repeating: [], count: graph.tensors.count)
    producer = Array(repeating: nil, count: graph.tensors.count)
    needed = Array(repeating: false, count: graph.tensors.count)
    holdsBytes = graph.tensors.map { $0.holdsBytesOfOneScale }
    for (position, op) in graph.operators.enumerated() {
      for case .some(let input) in op.inputs where readers[input].last != position { readers[input].append(position) }
      for output in op.outputs { producer[output] = position }
    }
    for output in graph.outputs { readers[output].append(-1) }
    findDerivations()
    findFoldedPads()
    findNeeded()
  }

  /// True when the file's author or the observer must find this tensor in memory.
  func isVisible(_ tensor: Int) -> Bool {
    // Outputs of the graph are listed last.
    if readers[tensor].last == -1 { return true }
    guard let position = producer[tensor] else { return false }
    return options.visibleOperators.contains(graph.operators[position].sourceIndex)
  }

  /// Needed tensors that are functions of `root`, `root` itself left out, in the order they are made.
  func neededDerivatives(of root: Int) -> [Int] {
    derivedTensors[root]?.filter { needed[$0] } ?? []
  }

  private mutating func findDerivations() {
    for op in graph.operators {
      guard op.outputs.count == 1, let output = op.outputs.first, holdsBytes[output] else { continue }
      guard let derivation = derivation(of: op, output: output) else { continue }
      derivations[output] = derivation
      derivedTensors[derivation.root, default: []].append(output)
    }
  }

  /// The tensor as a function of its nearest ancestor that is not one itself.
  private func origin(_ tensor: Int) -> Derivation {
    derivations[tensor] ?? Derivation(root: tensor, table: .identity)
  }

  private func derivation(of op: Operator, output: Int) -> Derivation? {
    guard op.inputs.count <= 2 else { return nil }
    var activation: Int?
    for case .some(let input) in op.inputs where graph.tensors[input].constant == nil {
      guard holdsBytes[input] else { return nil }
      activation = activation ?? input
    }
    guard let first = activation else { return nil }
    let outputTensor = graph.tensors[output]
    let source = graph.tensors[first]
    guard outputTensor.elementCount == source.elementCount else { return nil }
    if op.inputs.count == 1 {
      guard
        let table = UnaryTables.table(
          op.kind, input: source, output: outputTensor, elementCount: outputTensor.elementCount,
          arithmetic: options.arithmetic)
      else { return nil }
      let from = origin(first)
      return Derivation(root: from.root, table: from.table.followed(by: table))
    }
    return binaryDerivation(of: op, output: output)
  }

  /// ADD, SUB or MUL of two functions of the same tensor, or of one and a constant scalar.
  private func binaryDerivation(of op: Operator, output: Int) -> Derivation? {
    guard op.inputs.count == 2, let x = op.inputs[0], let y = op.inputs[1] else { return nil }
    let (tx, ty, to) = (graph.tensors[x], graph.tensors[y], graph.tensors[output])
    guard let type = QuantizedType(of: tx, ty, to),
      let qx = tx.quantization, let qy = ty.quantization, let qo = to.quantization,
      !qx.isPerChannel, !qy.isPerChannel, qx.fits(type.elementType), qy.fits(type.elementType),
      let arithmetic = BinaryArithmetic(
        op.kind, a: qx, b: qy, output: qo, type: type, arithmetic: options.arithmetic)
    else { return nil }
    func scalar(_ tensor: GraphTensor) -> Int? {
      guard let constant = tensor.constant, tensor.elementCount == 1 else { return nil }
      return type.value(constant.bytes[0])
    }
    if let value = scalar(ty), tx.constant == nil {
      let from = origin(x)
      return Derivation(root: from.root, table: arithmetic.table(from.table, .constant(value)))
    }
    if let value = scalar(tx), ty.constant == nil {
      let from = origin(y)
      return Derivation(root: from.root, table: arithmetic.table(.constant(value), from.table))
    }
    guard tx.constant == nil, ty.constant == nil, tx.shape == ty.shape else { return nil }
    let (fx, fy) = (origin(x), origin(y))
    guard fx.root == fy.root else { return nil }
    return Derivation(root: fx.root, table: arithmetic.table(fx.table, fy.table))
  }

  /// A PAD disappears into convolutions when every reader is one, without padding of its own, and the fill is "zero".
  ///
  /// This is no graph pass: convolutions of a `Graph` know TFLite's two paddings only, not arbitrary amounts, and whether
  /// the padded tensor may go depends on which results must stay visible.
  private mutating func findFoldedPads() {
    for (position, op) in graph.operators.enumerated() {
      guard case .pad = op.kind, op.outputs.count == 1, let input = op.inputs.first ?? nil else { continue }
      let output = op.outputs[0]
      guard !isVisible(output), !readers[output].isEmpty, graph.tensors[output].shape.count == 4,
        graph.tensors[input].quantization?.zeroPoint == graph.tensors[output].quantization?.zeroPoint,
        graph.tensors[input].constant == nil,
        let amounts = graph.paddingAmounts(of: op), amounts[0] == (0, 0), amounts[3] == (0, 0),
        amounts.allSatisfy({ $0.before >= 0 && $0.after >= 0 })
      else { continue }
      let allConvolutions = readers[output].allSatisfy { reader in
        switch graph.operators[reader].kind {
        case .conv2D(let attributes), .depthwiseConv2D(let attributes, _):
          attributes.padding == .valid && graph.operators[reader].inputs.first == output
        default: false
        }
      }
      if allConvolutions { foldedPads[output] = position }
    }
  }

  /// Walks back from what is visible; a derived tensor needs only its root.
  private mutating func findNeeded() {
    var pending: [Int] = graph.outputs
    for op in graph.operators where options.visibleOperators.contains(op.sourceIndex) {
      pending.append(contentsOf: op.outputs)
    }
    var reached = Array(repeating: false, count: graph.tensors.count)
    while let tensor = pending.popLast() {
      if needed[tensor] { continue }
      needed[tensor] = true
      if let derivation = derivations[tensor] {
        // The root's producer must run; whether the root itself is stored is decided by its other readers.
        if !reached[derivation.root] {
          reached[derivation.root] = true
          pending.append(contentsOf: operandsOfProducer(of: derivation.root))
        }
      } else {
        if !reached[tensor] {
          reached[tensor] = true
          pending.append(contentsOf: operandsOfProducer(of: tensor))
        }
      }
    }
  }

  private func operandsOfProducer(of tensor: Int) -> [Int] {
    guard let position = producer[tensor] else { return [] }
    return graph.operators[position].inputs.compactMap { $0 }.flatMap { input -> [Int] in
      if let pad = foldedPads[input] { return graph.operators[pad].inputs.prefix(1).compactMap { $0 } }
      return graph.tensors[input].constant == nil ? [input] : []
    }
  }
}

extension GraphTensor {
  /// True for 8-bit integers with one scale for all and a zero point that is one of their values.
  fileprivate var holdsBytesOfOneScale: Bool {
    guard elementType == .int8 || elementType == .uint8, let quantization else { return false }
    return !quantization.isPerChannel && quantization.fits(elementType)
  }
}

extension Quantization {
  /// True when every zero point is a value of `type`, as the arithmetic assumes.
  func fits(_ type: ElementType) -> Bool {
    guard let range = type.integerRange else { return false }
    return zeroPoints.allSatisfy { range.contains(Int64($0)) }
  }
}
