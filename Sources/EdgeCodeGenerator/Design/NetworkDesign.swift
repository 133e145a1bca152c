import CEdgeNetwork
package import EdgeEngine
public import EdgeModel
import EdgePasses
package import EdgePlanner

/// A model planned for a target: kernels chosen, weights packed, memory laid out. What the printers print and the
/// reports describe; making one writes nothing.
public struct NetworkDesign: Sendable {
  /// What was asked for.
  public let options: GenerationOptions
  /// Name of the model file, without folder.
  public let modelFile: String
  /// Lower-case hexadecimal SHA-256 of the model file.
  public let modelHash: String
  /// The graph that is lowered: the file's, prepared, with other types at its ends where the options ask for them.
  public let graph: Graph
  /// The graph lowered for the target.
  package let plan: ExecutionPlan
  /// Where buffers lie in the target's memory.
  package let memory: NetworkMemory
  /// Kernels chosen and weights packed for the target.
  package let bound: BoundPlan
  let weights: WeightsImage

  /// Most bytes of one memory region or of the weights: offsets are printed as 32-bit numbers.
  private static let byteLimit = Int(Int32.max)

  /// Plans `model`.
  /// - Parameter modelFile: name of the file it was read from, for comments and reports.
  public init(model: Model, modelFile: String, options: GenerationOptions = .init()) throws(GenerationError) {
    if let problem = CIdentifier.problem(with: options.name) {
      throw .invalidName(options.name, reason: problem)
    }
    graph = try NetworkDesign.prepared(model.graph, options)
    let plan: ExecutionPlan
    do throws(PlanError) {
      plan = try ExecutionPlan(
        lowering: graph,
        options: PlanOptions(arithmetic: options.arithmetic, visibleOperators: options.visibleOperators))
    } catch { throw .plan(error) }
    let avoided = options.avoidedVariants
    do throws(EngineError) {
      bound = try BoundPlan(plan: plan, memoryLimit: NetworkDesign.byteLimit) { family in
        KernelTable.shared.kernel(
          for: family, instructionSets: options.target.instructionSets, leavingOut: avoided)
      }
    } catch { throw GenerationError(error, target: options.target) }
    self.options = options
    self.modelFile = modelFile
    self.modelHash = model.sha256
    self.plan = plan
    weights = WeightsImage(bound: bound, alignment: options.target.alignment)
    memory = try NetworkDesign.layout(plan, scratch: bound.steps.map(\.scratchByteCount), options)
    for region in memory.regions where region.byteCount > NetworkDesign.byteLimit {
      throw .unrepresentable("region \(region.name) needs \(region.byteCount) bytes, more than generated code can name")
    }
    guard weights.byteCount <= NetworkDesign.byteLimit else {
      throw .unrepresentable("the weights take \(weights.byteCount) bytes, more than generated code can name")
    }
    if let shortage = weightsShortage { throw .shortage(shortage) }
    for tensor in plan.inputs + plan.outputs + plan.nodes.flatMap(\.outputs) where tensor.place == .unused {
      throw .unrepresentable("tensor \(tensor.name) has no place in memory")
    }
  }

  /// The graph as it is lowered.
  private static func prepared(_ graph: Graph, _ options: GenerationOptions) throws(GenerationError) -> Graph {
    // First the ports, whose conversions are numbered after the operators that are there.
    let ported: Graph
    do throws(PassError) {
      ported = try PortTypes(inputs: options.inputType, outputs: options.outputType).run(graph)
    } catch { throw .portType(error) }
    do throws(PassError) { return try ported.prepared() } catch { throw .preparation(error) }
  }

  /// Multiply-accumulates of one run.
  public var macs: Int { plan.nodes.reduce(0) { $0 + $1.macs } }
  /// Bytes of all constants as the kernels read them.
  public var weightsByteCount: Int { weights.byteCount }

  /// Where a place of the plan lies in the printed network.
  func location(of place: PlanOperand) -> Location? {
    switch place {
    case .buffer(let buffer, let offset):
      let start = memory.buffers[buffer]
      return .region(start.region, offset: start.offset + offset)
    case .constant(let constant): return .weights(offset: weights.offset(ofConstant: constant))
    case .unused: return nil
    }
  }

  /// An address in a printed network.
  enum Location: Sendable, Hashable {
    case region(Int, offset: Int)
    case weights(offset: Int)
  }
}

extension GenerationError {
  init(_ error: EngineError, target: GenerationTarget) {
    switch error {
    case .missingKernel(let family): self = .missingKernel(family: family, target: target.name)
    default: self = .unrepresentable(error.description)
    }
  }
}
