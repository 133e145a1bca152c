import EdgeModel
import EdgeRunner

/// A network of a shared library. Immutable and shared.
protocol LibraryNetwork: Sendable {
  var model: ModelInformation { get }
  /// What can be seen of its nodes; empty when the library does not describe them.
  var nodes: [NodeDescription] { get }
  /// An instance with memory of its own.
  func makeProgram() throws(RunnerError) -> any LibraryProgram
}

/// An instance of a network. Not shared: whoever holds it uses it from one task at a time.
protocol LibraryProgram: AnyObject {
  /// Where input `position` is written before a run.
  func inputBytes(_ position: Int) -> UnsafeMutableRawBufferPointer
  /// Where output `position` is read after a run.
  func outputBytes(_ position: Int) -> UnsafeRawBufferPointer
  /// Computes the outputs, calling `watch` around each node.
  func run(watch: NodeWatch?) throws(RunnerError)
}

/// What C code calls around nodes.
final class NodeWatch {
  /// Before node `index`; false ends the run.
  let nodeWillRun: (_ index: Int) -> Bool
  /// After node `index`, with the addresses of its results; false ends the run.
  let nodeDidRun: (_ index: Int, _ results: [UnsafeRawPointer?]) -> Bool

  init(
    nodeWillRun: @escaping (_ index: Int) -> Bool,
    nodeDidRun: @escaping (_ index: Int, _ results: [UnsafeRawPointer?]) -> Bool
  ) {
    self.nodeWillRun = nodeWillRun
    self.nodeDidRun = nodeDidRun
  }
}
