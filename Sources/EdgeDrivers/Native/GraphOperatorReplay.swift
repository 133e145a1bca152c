import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeRunner
import Synchronization

/// Runs single operators of a graph, or a few that belong together, on the engine.
public final class GraphOperatorReplay: OperatorReplay {
  private let graph: Graph
  private let arithmetic: Arithmetic
  /// Engines by the operators they run, made when first asked for.
  private let engines = Mutex<[[Int]: Engine]>([:])

  /// Of `graph` in `arithmetic`; its operators are named by `Operator.sourceIndex`.
  public init(graph: Graph, arithmetic: Arithmetic = .litert) {
    self.graph = graph
    self.arithmetic = arithmetic
  }

  /// Tensor numbers of the graph's inputs.
  public var modelInputs: [Int] { graph.inputs }

  /// Tensor numbers that `operators` together read and that are neither constants nor made by them; nil when one of
  /// them does not exist.
  public func inputs(of operators: [Int]) -> [Int]? {
    let selected = selection(operators)
    guard !operators.isEmpty, selected.count == operators.count else { return nil }
    let made = Set(selected.flatMap(\.outputs))
    var inputs: [Int] = []
    for operand in selected.flatMap(\.inputs).compactMap({ $0 })
    where graph.tensors[operand].constant == nil && !made.contains(operand) && !inputs.contains(operand) {
      inputs.append(operand)
    }
    return inputs
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

  private func selection(_ operators: [Int]) -> [Operator] {
    graph.operators.filter { operators.contains($0.sourceIndex) }
  }

  private func engine(for operators: [Int]) throws(RunnerError) -> Engine {
    if let engine = engines.withLock({ $0[operators] }) { return engine }
    guard let inputs = inputs(of: operators) else {
      throw RunnerError(.invalidArgument, "the graph has no operators \(operators)")
    }
    var part = graph
    part.operators = selection(operators)
    part.inputs = inputs
    part.outputs = part.operators.flatMap(\.outputs)
    let name = "operators \(operators) of \(graph.name)"
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
