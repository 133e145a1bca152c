import EdgeModel
import EdgeRunner
import Synchronization

/// A model that a runtime has made ready in this process, with memory for one sample.
///
/// Not shared: whoever holds it uses it from one task at a time.
protocol HostProgram: AnyObject, Sendable {
  /// Copies one input's bytes in.
  func setInput(_ position: Int, to bytes: UnsafeRawBufferPointer)
  /// Computes all outputs.
  func run() throws(RunnerError)
  /// Calls `body` with one output's bytes of the last run.
  func withOutput(_ position: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(RunnerError)
  /// The shape that one output had in the last run, which may depend on the data; nil for the described one.
  func shapeOfOutput(_ position: Int) throws(RunnerError) -> [Int]?
}

extension HostProgram {
  func shapeOfOutput(_ position: Int) throws(RunnerError) -> [Int]? { nil }
}

/// A program that measures its nodes.
protocol TimingProgram: HostProgram {
  /// False once `takeNodes` has ended the measurement for good.
  var isReusable: Bool { get }
  /// The nodes of each run since the last call.
  func takeNodes() throws(RunnerError) -> [[NodeProfile]]
}

/// A program whose outputs include the results of single operators.
struct ExposingProgram: Sendable {
  /// One operator with the program's outputs that carry its results.
  struct Node: Sendable {
    var description: NodeDescription
    /// Positions among the program's outputs, as many as `description.outputs`.
    var outputPositions: [Int]
  }

  var program: any HostProgram
  /// Operators in execution order.
  var nodes: [Node]
}

/// A runner whose sessions make programs in this process.
protocol HostRuntime: Runner {
  var connection: Connection { get }
  /// The program that opening the model made, until the first session takes it.
  var spare: SpareProgram { get }
  /// A program for plain runs.
  func makeProgram() throws(RunnerError) -> any HostProgram
  /// A program that measures its nodes, already warm.
  func makeTimingProgram() throws(RunnerError) -> any TimingProgram
  /// Number of operators in the model's file.
  var operatorCount: Int { get }
  /// A program that shows the results of the source operators `wanted`, by position in the file.
  func makeExposingProgram(for wanted: Set<Int>) throws(RunnerError) -> ExposingProgram
}

extension HostRuntime {
  func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    try connection.check()
    try requireModel(named: modelName)
    let program: any HostProgram = if let spare = spare.take() { spare } else { try makeProgram() }
    return HostSession(runtime: self, model: models[0], program: program)
  }

  func close() async {
    connection.close()
    _ = spare.take()
  }
}

/// A program that one session may have.
final class SpareProgram: Sendable {
  private let program: Mutex<(any HostProgram)?>

  init(_ program: any HostProgram) { self.program = Mutex(program) }

  /// The program, nil when it has been taken before.
  func take() -> (any HostProgram)? {
    program.withLock { program in
      defer { program = nil }
      return program
    }
  }
}
