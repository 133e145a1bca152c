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
  /// Engines by the operators they run, made when first asked for.
  private let engines = Mutex<[[Int]: Engine]>([:])

  /// Of `graph` in `arithmetic`; its operators are named by `Operator.sourceIndex`.
  /// - Throws: `RunnerError` where the graph cannot be prepared.
  public init(graph: Graph, arithmetic: Arithmetic = .litert) throws(RunnerError) {
    do throws(PassError) {
      self.graph = try graph.prepared()
    } catch { throw RunnerError(model: graph.name, error) }
    self.arithmetic = arithmetic
  }

  /// Tensor numbers of the graph's inputs.
  public var modelInputs: [Int] { graph.inputs }

  /// Tensor numbers that `operators` together read and that are neither constants nor made by them; nil when one of
  /// them does not exist.
  public func inputs(of operators: [Int]) -> [Int]? {
    operators.isEmpty ? nil : try? ExtractPart(operators: Set(operators)).run(graph).inputs
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
      part = try ExtractPart(operators: Set(operators)).run(graph)
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
