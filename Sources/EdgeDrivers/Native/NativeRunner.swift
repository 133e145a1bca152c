import EdgeEngine
package import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
package import EdgeRunner
import Synchronization

/// A model opened by the engine. Engines are shared by all sessions; each session has its own arenas.
package final class NativeRunner: Runner {
  static let capabilities: Capabilities = [.perLayer, .intermediateData, .performanceOnly]
  static let version = ProductVersion.current

  package let information: RunnerInformation
  package let models: [ModelInformation]
  package var capabilities: Capabilities { NativeRunner.capabilities }

  /// The model's graph, prepared. Nodes refer to its operators.
  private let graph: Graph
  let connection = Connection()
  private let settings: NativeSettings
  private let fused: Engine
  /// Engines that keep the results of some operators visible, made when first asked for.
  private let visible = Mutex<[PlanOptions.VisibleOperators: Engine]>([:])

  package init(_ source: ModelSource, settings: NativeSettings) throws(RunnerError) {
    let model: Model
    do throws(ModelError) { model = try source.model() } catch { throw RunnerError(error, of: source) }
    self.settings = settings
    do throws(PassError) {
      graph = try model.graph.prepared()
    } catch { throw RunnerError(model: source.name, error) }
    fused = try NativeRunner.engine(graph, source.name, file: source.path, settings, visible: .none)
    information = RunnerInformation(
      driver: "native", runtime: "EdgeRunner engine \(NativeRunner.version)", device: HostDevice.summary,
      details: [
        .init("arithmetic", settings.arithmetic.rawValue), .init("kernels", settings.kernelsText),
        .init("instruction sets", KernelTable.machineInstructionSets.joined(separator: ", ")),
      ], parallelSessionCount: HostDevice.parallelSessionCount())
    let plan = fused.plan
    models = [
      ModelInformation(
        name: source.name, inputs: plan.inputs.enumerated().map { TensorDescription($1, fallback: "input_\($0 + 1)") },
        outputs: plan.outputs.enumerated().map { TensorDescription($1, fallback: "output_\($0 + 1)") },
        nodeCount: plan.nodes.count, macs: plan.nodes.map(\.macs).reduce(0, +),
        weightsByteCount: Self.weightsByteCount(of: plan, file: model.graph),
        activationsByteCount: fused.layout.byteCount, source: source, metadata: model.metadata,
        details: model.description.isEmpty ? [] : [.init("description", model.description)])
    ]
  }

  package func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    try connection.check()
    try requireModel(named: modelName)
    return NativeSession(runner: self, engine: fused)
  }

  package func close() async { connection.close() }

  /// Nodes of the plan as a plain run executes it, with the kernel of each.
  package var nodes: [NodeDescription] { fused.nodeDescriptions }

  /// The engine in which `operators` stay visible.
  func engine(visible operators: PlanOptions.VisibleOperators) throws(RunnerError) -> Engine {
    if operators == .none { return fused }
    if let engine = visible.withLock({ $0[operators] }) { return engine }
    let engine = try NativeRunner.engine(graph, models[0].name, file: nil, settings, visible: operators)
    visible.withLock { $0[operators] = engine }
    return engine
  }

  /// The engine for what an observer wants to see.
  func engine(for observer: any NodeObserver) throws(RunnerError) -> Engine {
    let all = graph.operators.map(\.sourceIndex)
    let wanted = Set(all.filter { observer.wantsResults(ofSourceOperator: $0) })
    return try engine(visible: wanted.isEmpty ? .none : wanted.count == all.count ? .all : .only(wanted))
  }

  /// Bytes of the file's constants that the plan uses, as the file stores them.
  private static func weightsByteCount(of plan: ExecutionPlan, file: Graph) -> Int {
    let stored = file.storedConstants
    return plan.constants.reduce(0) { sum, constant in
      guard let tensor = constant.tensorIndex else { return sum }
      return sum + (stored[tensor].map { file.tensors[$0].byteCount } ?? constant.byteCount)
    }
  }

  private static func engine(
    _ graph: Graph, _ name: String, file: String?, _ settings: NativeSettings, visible: PlanOptions.VisibleOperators
  ) throws(RunnerError) -> Engine {
    let plan: ExecutionPlan
    do throws(PlanError) {
      plan = try ExecutionPlan(
        lowering: graph, options: PlanOptions(arithmetic: settings.arithmetic, visibleOperators: visible))
    } catch { throw RunnerError(model: name, file: file, error) }
    do throws(EngineError) {
      return try Engine(plan: plan, options: .init(kernels: settings.kernels))
    } catch { throw RunnerError(model: name, error) }
  }
}

extension TensorDescription {
  init(_ tensor: PlanTensor, fallback: String) {
    self.init(
      name: tensor.name.isEmpty ? fallback : tensor.name, shape: tensor.shape, elementType: tensor.elementType,
      quantization: tensor.quantization, location: tensor.isConstant ? "in weights" : "in activations")
  }
}

extension Engine {
  /// The plan's nodes as the runner contract describes them.
  var nodeDescriptions: [NodeDescription] {
    plan.nodes.enumerated().map { index, node in
      NodeDescription(node, index: index, kernel: node.steps.isEmpty ? nil : kernels[node.steps.lowerBound].name)
    }
  }
}

extension NodeDescription {
  /// A plan's node at position `index`.
  init(_ node: PlanNode, index: Int, kernel: String? = nil) {
    self.init(
      index: index, name: node.name, kind: node.kind, operatorKinds: node.kinds, sourceOperators: node.sourceOperators,
      outputs: node.outputs.map { TensorDescription($0, fallback: "tensor_\($0.tensorIndex)") },
      outputTensorIndices: node.outputs.map(\.tensorIndex), macs: node.macs, kernel: kernel)
  }
}
