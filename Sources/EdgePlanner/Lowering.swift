import CEdgeKernels
package import EdgeModel

/// Turns a graph into an execution plan, one operator after the other.
///
/// The extensions in `Lowering+*.swift` hold the operators; this file holds what they build with.
struct Lowering {
  let graph: Graph
  let options: PlanOptions
  let analysis: GraphAnalysis
  var plan: ExecutionPlan
  /// What each operator of the source file computes, by its position there.
  private let kindBySource: [Int: OperatorKind]
  /// Whether any tensor has more elements than kernels count.
  private let hasHugeTensors: Bool
  /// Where each tensor lives once it was made.
  private var places: [PlanOperand?]
  /// Constants already emitted, by tensor number.
  private var constantOfTensor: [Int: Int] = [:]
  private var constantOfData: [PlanData: Int] = [:]

  /// Lowers `graph`.
  /// - Throws: `PlanError` naming every operator that cannot be run, or the first that contradicts itself.
  static func lower(_ graph: Graph, options: PlanOptions) throws(PlanError) -> ExecutionPlan {
    var lowering = Lowering(graph: graph, options: options)
    return try lowering.run()
  }

  private init(graph: Graph, options: PlanOptions) {
    self.graph = graph
    self.options = options
    analysis = GraphAnalysis(graph: graph, options: options)
    plan = ExecutionPlan(
      name: graph.name, arithmetic: options.arithmetic, steps: [], nodes: [], buffers: [], constants: [], inputs: [],
      outputs: [])
    hasHugeTensors = graph.tensors.contains { $0.elementCount >= 1 << 31 }
    places = Array(repeating: nil, count: graph.tensors.count)
    plan.steps.reserveCapacity(graph.operators.count)
    plan.nodes.reserveCapacity(graph.operators.count)
    plan.buffers.reserveCapacity(graph.operators.count)
    plan.constants.reserveCapacity(graph.tensors.count)
    kindBySource = Dictionary(
      graph.operators.map { ($0.sourceIndex, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func run() throws(PlanError) -> ExecutionPlan {
    for input in graph.inputs {
      places[input] = newBuffer(for: input)
      plan.inputs.append(planTensor(input))
    }
    var problems: [PlanError.Problem] = []
    for op in graph.operators {
      do throws(LoweringFailure) {
        try lower(op)
      } catch {
        let problem = PlanError.Problem(
          operatorIndex: op.sourceIndex, operatorName: op.kind.name,
          tensorName: op.outputs.first.map { graph.tensors[$0].name } ?? "",
          reason: error.isContradiction ? error.reason : withoutNames(error.reason, of: op))
        if error.isContradiction { throw .invalid(problem) }
        problems.append(problem)
        // Later operators must still be looked at, so that every problem is reported at once.
        for output in op.outputs where places[output] == nil { places[output] = newBuffer(for: output) }
      }
    }
    guard problems.isEmpty else { throw .unsupported(problems) }
    // A constant that no operator reads has no place yet.
    for output in graph.outputs where places[output] == nil && graph.tensors[output].constant != nil {
      places[output] = constantOperand(output, role: .data)
    }
    plan.outputs = graph.outputs.map { planTensor($0) }
    return plan
  }

  /// A reason that says which operand it speaks of instead of the tensor's name, so that equal ones can be counted.
  private func withoutNames(_ reason: String, of op: Operator) -> String {
    let operands = op.inputs.enumerated().compactMap { position, tensor in
      tensor.map { (name: graph.tensors[$0].name, role: "operand \(position + 1)") }
    }
    let results = op.outputs.map { (name: graph.tensors[$0].name, role: "the result") }
    // The longest first: names often continue others.
    let names = (operands + results).filter { $0.name.count > 2 }.sorted { $0.name.count > $1.name.count }
    return names.reduce(reason) { $0.replacing($1.name, with: $1.role) }
  }

  // MARK: One operator

  private mutating func lower(_ op: Operator) throws(LoweringFailure) {
    guard let output = op.outputs.first else { throw .contradiction("has no result") }
    if hasHugeTensors {
      for tensor in op.outputs + op.inputs.compactMap({ $0 }) {
        guard graph.tensors[tensor].elementCount < 1 << 31 else {
          throw .unsupported("\(graph.tensors[tensor].name) has more than 2^31 elements")
        }
      }
    }
    if let derivation = analysis.derivations[output] {
      return try lowerDerived(op, output: output, derivation: derivation)
    }
    if analysis.foldedPads[output] != nil { return }
    let isUsed = op.outputs.contains { analysis.needed[$0] || !analysis.neededDerivatives(of: $0).isEmpty }
    guard isUsed else {
      // Dead code still has to be well-formed enough to be skipped, which it is.
      return
    }
    try requireConstants(of: op)
    let firstStep = plan.steps.count
    let node = plan.nodes.count
    let emission = try emit(op)
    for step in firstStep..<plan.steps.count { plan.steps[step].node = node }
    var sources = emission.sources
    if !sources.contains(op.sourceIndex) { sources.append(op.sourceIndex) }
    appendNode(
      sources: sources, outputs: emission.fusedOutput.map { [$0] } ?? op.outputs,
      steps: firstStep..<plan.steps.count, macs: emission.macs)
  }

  /// What emitting an operator did besides appending steps.
  struct Emission {
    var macs = 0
    /// Source operators covered beside the operator itself, e.g. a folded PAD.
    var sources: [Int] = []
    /// The derived tensor stored instead of the operator's own result.
    var fusedOutput: Int?
  }

  /// A needed function of an earlier tensor: fused into the root's producer already, or a table look-up here.
  private mutating func lowerDerived(
    _ op: Operator, output: Int, derivation: GraphAnalysis.Derivation
  ) throws(LoweringFailure) {
    guard analysis.needed[output], places[output] == nil else { return }
    // A derived tensor may start from the nearest stored ancestor only, which is the root.
    guard let input = places[derivation.root] else { throw .contradiction("reads a tensor that was never made") }
    let node = plan.nodes.count
    let table = constant(.bytes(derivation.table.bytes), role: .table, name: "\(graph.tensors[output].name)/table")
    let place = newBuffer(for: output)
    places[output] = place
    let count = Int32(graph.tensors[output].elementCount)
    append(edge_lookup_8(count: count).step(input: input, table: table, output: place))
    let step = plan.steps.count - 1
    plan.steps[step].node = node
    appendNode(
      sources: operatorsBetween(derivation.root, output), outputs: [output], steps: step..<step + 1, macs: 0)
  }

  /// Source operators on the way from `root` to `tensor` that are not stored on their own.
  func operatorsBetween(_ root: Int, _ tensor: Int) -> [Int] {
    var result: Set<Int> = []
    var pending = [tensor]
    while let next = pending.popLast() {
      guard next != root, let position = analysis.producer[next] else { continue }
      let op = graph.operators[position]
      if next != tensor && analysis.needed[next] { continue }
      if result.insert(op.sourceIndex).inserted { pending.append(contentsOf: op.inputs.compactMap { $0 }) }
    }
    return result.sorted()
  }

  private mutating func appendNode(sources: [Int], outputs: [Int], steps: Range<Int>, macs: Int) {
    let sorted = sources.count > 1 ? Set(sources).sorted() : sources
    let tensors = outputs.map { planTensor($0) }
    plan.nodes.append(
      PlanNode(
        name: tensors.first?.name ?? "", kinds: sorted.compactMap { kindBySource[$0] },
        sourceOperators: sorted, outputs: tensors, steps: steps, macs: macs))
  }

  // MARK: Building blocks

  /// The element count of a dimension or size as a kernel parameter.
  static func int32(_ value: Int) throws(LoweringFailure) -> Int32 {
    guard let result = Int32(exactly: value) else { throw .unsupported("size \(value) is beyond 2^31") }
    return result
  }

  func planTensor(_ tensor: Int) -> PlanTensor {
    let t = graph.tensors[tensor]
    return PlanTensor(
      tensorIndex: tensor, name: t.name, shape: t.shape, elementType: t.elementType, quantization: t.quantization,
      place: places[tensor] ?? .unused)
  }

  mutating func newBuffer(for tensor: Int) -> PlanOperand {
    let t = graph.tensors[tensor]
    plan.buffers.append(PlanBuffer(byteCount: t.byteCount, tensorIndex: tensor, name: t.name))
    return .buffer(plan.buffers.count - 1, byteOffset: 0)
  }

  /// Memory for what a step leaves to the next of the same operator.
  /// - Parameter tensor: what it is needed for, for reports.
  mutating func newBuffer(byteCount: Int, for tensor: Int) -> PlanOperand {
    plan.buffers.append(PlanBuffer(byteCount: byteCount, tensorIndex: tensor, name: graph.tensors[tensor].name))
    return .buffer(plan.buffers.count - 1, byteOffset: 0)
  }

  /// Memory for a result; remembered as the tensor's place.
  mutating func makeOutput(_ tensor: Int) -> PlanOperand {
    let place = newBuffer(for: tensor)
    places[tensor] = place
    return place
  }

  /// Remembers where a result lives that needs no memory of its own.
  mutating func setPlace(_ tensor: Int, to place: PlanOperand) { places[tensor] = place }

  /// Makes `tensor` another name for the memory of `other`.
  mutating func alias(_ tensor: Int, to other: Int) throws(LoweringFailure) {
    places[tensor] = try operand(other)
  }

  /// The place of an operand: activation memory or constant data.
  mutating func operand(_ tensor: Int) throws(LoweringFailure) -> PlanOperand {
    if let place = places[tensor] { return place }
    guard graph.tensors[tensor].constant != nil else {
      throw .contradiction("reads \(graph.tensors[tensor].name), which was never made")
    }
    return constantOperand(tensor, role: .data)
  }

  /// A constant tensor of the file as an operand.
  mutating func constantOperand(_ tensor: Int, role: PlanConstant.Role) -> PlanOperand {
    if let index = constantOfTensor[tensor] { return .constant(index) }
    let t = graph.tensors[tensor]
    guard let storage = t.constant else { preconditionFailure("not a constant") }
    // Kernels take weights of four bits as bytes.
    let unpacked = role == .weights ? t.unpackedConstant : nil
    plan.constants.append(
      PlanConstant(
        role: role, name: t.name, elementType: unpacked == nil ? t.elementType : .int8, shape: t.shape,
        storage: unpacked ?? storage, tensorIndex: tensor))
    constantOfTensor[tensor] = plan.constants.count - 1
    return .constant(plan.constants.count - 1)
  }

  /// Derived data as an operand; equal data is stored once.
  /// - Parameters:
  ///   - elementType, shape: what the data are to readers of the plan; those of `data` when nil.
  ///   - tensor: number of the file's tensor of which they are a part.
  mutating func constant(
    _ data: PlanData, role: PlanConstant.Role, name: String, elementType: ElementType? = nil, shape: [Int]? = nil,
    partOf tensor: Int? = nil
  ) -> PlanOperand {
    if let index = constantOfData[data] { return .constant(index) }
    plan.constants.append(
      PlanConstant(
        role: role, name: name, elementType: elementType ?? data.elementType, shape: shape ?? [data.count],
        storage: data.storage, tensorIndex: tensor))
    constantOfData[data] = plan.constants.count - 1
    return .constant(plan.constants.count - 1)
  }

  /// Appends a kernel call to the node that is being made.
  mutating func append(_ step: PlanStep) { plan.steps.append(step) }

  /// The single derived tensor that can be stored instead of `tensor`, with its table: `tensor` itself is read by
  /// nobody else.
  func fusableTable(for tensor: Int) -> (output: Int, table: UnaryTable)? {
    guard !analysis.needed[tensor] else { return nil }
    let derivatives = analysis.neededDerivatives(of: tensor)
    guard derivatives.count == 1, let derivation = analysis.derivations[derivatives[0]] else { return nil }
    return (derivatives[0], derivation.table)
  }

  /// The arithmetic of an operator that XNNPACK takes only where the file stores `operand`; LiteRT's own kernels, which
  /// take it otherwise, round as the reference does.
  func arithmetic(needing operand: Int?) -> Arithmetic {
    operand.map { graph.tensors[$0].isFolded } == true ? .reference : options.arithmetic
  }

  func tensor(_ index: Int?) throws(LoweringFailure) -> GraphTensor {
    guard let index else { throw .contradiction("an operand is missing") }
    return graph.tensors[index]
  }

  /// The tensor number of operand `position`.
  func input(_ op: Operator, _ position: Int) throws(LoweringFailure) -> Int {
    guard position < op.inputs.count, let index = op.inputs[position] else {
      throw .contradiction("operand \(position + 1) is missing")
    }
    return index
  }

  /// Refuses operands that say how to compute and are themselves computed.
  private func requireConstants(of op: Operator) throws(LoweringFailure) {
    let rule = op.kind.entry.operands
    for (position, operand) in op.inputs.enumerated() {
      guard let operand, rule.operand(at: position).isConstant, graph.tensors[operand].constant == nil else { continue }
      throw .unsupported("operand \(position + 1) (\(rule.operand(at: position).name)) is not constant")
    }
  }

  /// The values of an operand that is a constant list of integers.
  func integers(_ op: Operator, _ position: Int) throws(LoweringFailure) -> [Int] {
    if let values = graph.integers(try input(op, position)) { return values }
    let name = op.kind.entry.operands.operand(at: position).name
    throw .unsupported("operand \(position + 1) (\(name)) is no list of integers")
  }

  /// Per-tensor quantization of an 8-bit tensor.
  func quantization(_ t: GraphTensor) throws(LoweringFailure) -> Quantization {
    guard let q = t.quantization else { throw .unsupported("\(t.name) is \(t.elementType) without a scale") }
    guard !q.isPerChannel else { throw .unsupported("\(t.name) is an activation with per-channel scales") }
    try require(q.fits(t.elementType), "\(t.name) has zero point \(q.zeroPoint), no \(t.elementType) value")
    return q
  }

  func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(LoweringFailure) {
    if !condition { throw .contradiction(reason()) }
  }
}

/// Why one operator cannot be lowered.
struct LoweringFailure: Error {
  var reason: String
  /// The file contradicts itself, as opposed to asking for something we cannot do.
  var isContradiction: Bool

  static func unsupported(_ reason: String) -> LoweringFailure { .init(reason: reason, isContradiction: false) }
  static func contradiction(_ reason: String) -> LoweringFailure { .init(reason: reason, isContradiction: true) }
}

extension ExecutionPlan {
  /// Lowers `graph` with the given arithmetic and visibility.
  /// - Throws: `PlanError`.
  package init(lowering graph: Graph, options: PlanOptions = PlanOptions()) throws(PlanError) {
    self = try Lowering.lower(graph, options: options)
  }
}
