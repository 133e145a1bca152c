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
  private let engines = Mutex<[[Int]: Engine]>([:])

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
    let engine = try engine(for: operators)
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
    } catch { throw RunnerError(model: "operators \(operators)", error) }
  }

  private func engine(for operators: [Int]) throws(RunnerError) -> Engine {
    if let engine = engines.withLock({ $0[operators] }) { return engine }
    let name = "operators \(operators) of \(graph.name)"
    let part: Graph
    do throws(PassError) {
      part = try self.part(operators)
    } catch { throw RunnerError(model: name, error) }
    let plan: ExecutionPlan
    do throws(PlanError) {
      plan = try ExecutionPlan(lowering: part, options: PlanOptions(arithmetic: arithmetic, visibleOperators: .all))
    } catch { throw RunnerError(model: name, error) }
    let engine: Engine
    do throws(EngineError) {
      engine = try Engine(plan: plan)
    } catch { throw RunnerError(model: name, error) }
    engines.withLock { $0[operators] = engine }
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
