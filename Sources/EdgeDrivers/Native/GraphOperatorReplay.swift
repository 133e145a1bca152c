import EdgeEngine
public import EdgeModel
import EdgePasses
public import EdgePlanner
public import EdgeRunner
import Synchronization

/// Runs single operators of a graph, or a few that belong together, on the engine.
public final class GraphOperatorReplay: OperatorReplay {
  /// Prepared, so that what an operator reads is what runtimes show.
  private let graph: Graph
  private let arithmetic: Arithmetic
  /// Operators that no input of the graph reaches, by the tensors they make: what they compute is the same in every run.
  private let constantProducers: [Int: Operator]
  /// Engines by the operators they run, made when first asked for.
  private let engines = Mutex<[Key: Engine]>([:])

  private struct Key: Hashable {
    var operators: [Int]
    var isUnlimited: Bool
  }

  /// Of `graph` in `arithmetic`; its operators are named by `Operator.sourceIndex`.
  /// - Throws: `RunnerError` where the graph cannot be prepared.
  public init(graph: Graph, arithmetic: Arithmetic = .litert) throws(RunnerError) {
    do throws(PassError) {
      self.graph = try graph.prepared()
    } catch { throw RunnerError(model: graph.name, error) }
    self.arithmetic = arithmetic
    constantProducers = self.graph.constantProducers
  }

  /// Tensor numbers of the graph's inputs.
  public var modelInputs: [Int] { graph.inputs }

  /// Tensor numbers of the graph's outputs.
  public var modelOutputs: [Int] { graph.outputs }

  /// Tensor numbers that `operators` together read and that are neither constants nor made by them; nil when one of
  /// them does not exist.
  public func inputs(of operators: [Int]) -> [Int]? {
    operators.isEmpty ? nil : try? part(operators).inputs
  }

  /// `operators` with what computes the constants that they read.
  private func part(_ operators: [Int]) throws(PassError) -> Graph {
    var taken = Set(operators)
    var pending = graph.operators.filter { taken.contains($0.sourceIndex) }
    while let op = pending.popLast() {
      for producer in op.inputs.compactMap({ $0.flatMap { constantProducers[$0] } })
      where taken.insert(producer.sourceIndex).inserted {
        pending.append(producer)
      }
    }
    return try ExtractPart(operators: taken).run(graph)
  }

  /// Results of `operators` by tensor number.
  /// - Parameter inputs: tensors by number; those of `inputs(of:)` must be there in the graph's types and sizes.
  public func run(_ operators: [Int], inputs: [Int: Tensor]) throws(RunnerError) -> [Int: Tensor] {
    try run(engine(for: Key(operators: operators, isUnlimited: false)), inputs: inputs)
  }

  /// Largest magnitude of a float result of `operators` without their activations; nil where they have none that limits.
  public func magnitudeBeforeClamp(_ operators: [Int], inputs: [Int: Tensor], result: Int) -> Double? {
    guard graph.operators.contains(where: { operators.contains($0.sourceIndex) && $0.kind.unlimited != nil }),
      let results = try? run(engine(for: Key(operators: operators, isUnlimited: true)), inputs: inputs),
      let tensor = results[result], tensor.elementType.isFloatingPoint
    else { return nil }
    return tensor.doubles().reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  private func run(_ engine: Engine, inputs: [Int: Tensor]) throws(RunnerError) -> [Int: Tensor] {
    var ordered: [Tensor] = []
    for input in engine.plan.inputs {
      guard let tensor = inputs[input.tensorIndex] else {
        throw RunnerError(.invalidArgument, "tensor \(input.tensorIndex) (\(input.name)) is missing")
      }
      ordered.append(tensor)
    }
    do throws(EngineError) {
      let results = try EngineSession(engine: engine).run(ordered)
      return Dictionary(
        zip(engine.plan.outputs.map(\.tensorIndex), results).map { $0 }, uniquingKeysWith: { first, _ in first })
    } catch { throw RunnerError(model: engine.plan.name, error) }
  }

  private func engine(for key: Key) throws(RunnerError) -> Engine {
    if let engine = engines.withLock({ $0[key] }) { return engine }
    let name = "operators \(key.operators) of \(graph.name)"
    var part: Graph
    do throws(PassError) {
      part = try self.part(key.operators)
    } catch { throw RunnerError(model: name, error) }
    if key.isUnlimited {
      for index in part.operators.indices {
        part.operators[index].kind = part.operators[index].kind.unlimited ?? part.operators[index].kind
      }
    }
    let plan: ExecutionPlan
    do throws(PlanError) {
      plan = try ExecutionPlan(lowering: part, options: PlanOptions(arithmetic: arithmetic, visibleOperators: .all))
    } catch { throw RunnerError(model: name, error) }
    let engine: Engine
    do throws(EngineError) {
      engine = try Engine(plan: plan)
    } catch { throw RunnerError(model: name, error) }
    engines.withLock { $0[key] = engine }
    return engine
  }
}

extension Graph {
  /// Operators all of whose operands are constants or made by such operators, by the tensors they make.
  fileprivate var constantProducers: [Int: Operator] {
    var producers: [Int: Operator] = [:]
    for op in operators {
      let operands = op.inputs.compactMap { $0 }
      guard !operands.isEmpty,
        operands.allSatisfy({ tensors[$0].constant != nil || producers[$0] != nil })
      else { continue }
      for output in op.outputs { producers[output] = op }
    }
    return producers
  }
}

extension OperatorKind {
  /// The same operator without the activation that limits its results; nil where it has none.
  fileprivate var unlimited: OperatorKind? {
    switch self {
    case .conv2D(let attributes): attributes.unlimited.map { .conv2D($0) }
    case .depthwiseConv2D(let attributes, let multiplier):
      attributes.unlimited.map { .depthwiseConv2D($0, depthMultiplier: multiplier) }
    case .transposeConv(let attributes): attributes.unlimited.map { .transposeConv($0) }
    case .fullyConnected(let activation, let keepDimensions, let asymmetricInputs):
      activation == .none
        ? nil
        : .fullyConnected(activation: .none, keepDimensions: keepDimensions, asymmetricInputs: asymmetricInputs)
    case .add(let activation): activation == .none ? nil : .add(.none)
    case .subtract(let activation): activation == .none ? nil : .subtract(.none)
    case .multiply(let activation): activation == .none ? nil : .multiply(.none)
    case .divide(let activation): activation == .none ? nil : .divide(.none)
    // A slope of one below zero leaves everything as it is.
    case .relu, .relu6, .reluN1To1: .leakyRelu(alpha: 1)
    default: nil
    }
  }
}

extension ConvolutionAttributes {
  fileprivate var unlimited: ConvolutionAttributes? {
    guard activation != .none else { return nil }
    var result = self
    result.activation = .none
    return result
  }
}
