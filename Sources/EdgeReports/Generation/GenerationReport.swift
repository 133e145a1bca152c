package import EdgeCodeGenerator
package import EdgeModel
import EdgePlanner

/// What a network takes on its target: what `edgerunner generate` and `analyze` print.
package struct GenerationReport: Sendable, Encodable {
  package var tool: String
  package var network: String
  package var modelFile: String
  package var modelHash: String
  /// Numbers in the file's constants.
  package var parameterCount: Int
  package var target: String
  package var targetSummary: String
  package var optimization: String
  /// What the optimization means on this target.
  package var optimizationMeaning: String
  package var options: String
  package var arithmetic: String
  package var inputs: [Port]
  package var outputs: [Port]
  /// Multiply-accumulates, as ST's reports count them.
  package var macc: Int
  /// Multiplications with weights alone.
  package var macs: Int
  package var weights: Weights
  package var memory: Memory
  package var layers: [Layer]
  package var nodes: [Node]
  /// Nil when nothing was compiled; the reason is in `notBuilt`.
  package var built: BuiltMemory?
  package var notBuilt: String?
  /// Sums by what each figure is of; flash and RAM of the code are missing when nothing was compiled.
  package var summary: Summary
  /// Paths below the output folder; empty when no C was written.
  package var files: [String]

  /// An input or output.
  package struct Port: Sendable, Encodable {
    package var name: String
    package var shape: [Int]
    package var elementType: String
    package var quantization: Quantization?
    package var byteCount: Int
    /// Memory region or `weights`.
    package var place: String
    /// Bytes from the region's beginning.
    package var offset: Int
  }

  /// Constants.
  package struct Weights: Sendable, Encodable {
    package var byteCount: Int
    /// What the same numbers would take as float32.
    package var floatByteCount: Int
    /// `array in NAME_data.c` or the file's name.
    package var place: String
  }

  /// Totals as ST's reports sum them up.
  package struct Summary: Sendable, Encodable {
    package var weights: Int
    package var activations: Int
    /// Code and constants beside the weights, as built.
    package var codeFlash: Int?
    package var codeRAM: Int?
    package var flash: Int
    package var ram: Int
  }

  /// An operator of the file.
  package struct Layer: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    package var output: String
    package var parameterCount: Int
    package var parameterByteCount: Int
    package var macc: Int
    /// Operators whose results it reads; -1 is an input of the network.
    package var readsFrom: [Int]
    /// Nodes that compute it; none when nothing is left to compute.
    package var node: Int?
  }

  /// A function of the printed C.
  package struct Node: Sendable, Encodable {
    package var index: Int
    package var kind: String
    package var name: String
    package var layers: [Int]
    package var output: String
    package var kernels: [String]
    package var macc: Int
    package var weightsByteCount: Int
  }

  /// - Parameters:
  ///   - built: what compiling gave; nil when nothing was compiled.
  ///   - notBuilt: why nothing was compiled.
  ///   - files: what was written, below the output folder.
  package init(_ design: NetworkDesign, built: BuiltMemory?, notBuilt: String?, files: [String]) {
    let options = design.options
    tool = "EdgeRunner \(options.toolVersion)"
    network = options.name
    modelFile = design.modelFile
    modelHash = design.modelHash
    parameterCount = design.parameterCount
    target = options.target.name
    targetSummary = options.target.summary
    optimization = options.optimization.rawValue
    optimizationMeaning = options.optimization.meaning(on: options.target)
    self.options = options.description
    arithmetic = options.arithmetic.rawValue
    inputs = design.plan.inputs.map { Self.port($0, design) }
    outputs = design.plan.outputs.map { Self.port($0, design) }
    weights = Weights(
      byteCount: design.weightsByteCount, floatByteCount: design.floatWeightsByteCount,
      place: options.binaryWeights ? "\(options.name)_weights.bin" : "array in \(options.name)_data.c")
    memory = Memory(design)
    let nodeOfLayer = Self.nodeOfLayer(design.plan)
    layers = Self.layers(of: design.graph, nodeOfLayer)
    nodes = Self.nodes(of: design, layers)
    macc = layers.reduce(0) { $0 + $1.macc }
    macs = design.macs
    self.built = built
    self.notBuilt = notBuilt
    self.files = files
    let code = built?.code
    summary = Summary(
      weights: design.weightsByteCount, activations: design.memory.byteCount, codeFlash: code?.flash,
      codeRAM: code?.ram, flash: design.weightsByteCount + (code?.flash ?? 0),
      ram: design.memory.byteCount + (code?.ram ?? 0))
  }

  private static func port(_ tensor: PlanTensor, _ design: NetworkDesign) -> Port {
    let place = design.region(of: tensor)
    return Port(
      name: tensor.name, shape: tensor.shape, elementType: tensor.elementType.rawValue,
      quantization: tensor.quantization, byteCount: tensor.byteCount, place: place?.name ?? "weights",
      offset: place?.offset ?? 0)
  }

  private static func nodeOfLayer(_ plan: ExecutionPlan) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (index, node) in plan.nodes.enumerated() {
      for layer in node.sourceOperators where result[layer] == nil { result[layer] = index }
    }
    return result
  }

  private static func layers(of graph: Graph, _ nodeOfLayer: [Int: Int]) -> [Layer] {
    var maker: [Int: Int] = [:]
    for input in graph.inputs { maker[input] = -1 }
    for op in graph.operators { for output in op.outputs { maker[output] = op.sourceIndex } }
    return graph.operators.map { op in
      let operands = op.inputs.compactMap { $0 }
      let parameters = operands.filter(graph.isParameter).map { graph.tensors[$0] }
      let output = op.outputs.first.map { graph.tensors[$0] }
      return Layer(
        index: op.sourceIndex, kind: op.kind.name, name: output?.name ?? "",
        output: output.map { ReportText.type($0.elementType, $0.shape) } ?? "-",
        parameterCount: parameters.reduce(0) { $0 + $1.elementCount },
        parameterByteCount: parameters.reduce(0) { $0 + $1.byteCount }, macc: op.macc(in: graph),
        readsFrom: operands.compactMap { maker[$0] }, node: nodeOfLayer[op.sourceIndex])
    }
  }

  private static func nodes(of design: NetworkDesign, _ layers: [Layer]) -> [Node] {
    let costs = Dictionary(layers.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    let weights = design.weightsByteCounts
    return design.plan.nodes.enumerated().map { index, node in
      let own = node.sourceOperators.filter { costs[$0]?.node == index }
      return Node(
        index: index, kind: node.kind, name: node.name, layers: node.sourceOperators,
        output: node.outputs.first.map { ReportText.type($0.elementType, $0.shape) } ?? "-",
        kernels: design.kernels(ofNode: index), macc: own.reduce(0) { $0 + (costs[$1]?.macc ?? 0) },
        weightsByteCount: weights[index])
    }
  }
}
