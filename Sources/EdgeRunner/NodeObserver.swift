import EdgeModel

/// Whether a run goes on after an observer was called.
public enum ObserverDecision: Sendable, Hashable {
  case proceed
  /// End the run; `invoke` then throws `RunnerError.Code.cancelled`.
  case stop
}

/// Watches nodes as they run. Profiling, comparison and calibration are all observers.
///
/// The observer is asked first which source operators it wants to see, so that the rest may stay fused.
public protocol NodeObserver: AnyObject, Sendable {
  /// Called once before the first run. True keeps the results of that source operator visible (not fused away).
  func wantsResults(ofSourceOperator index: Int) -> Bool
  /// True when `nodeDidRun` needs the output data, which may cost a transfer.
  var wantsData: Bool { get }
  /// Called before each node, in execution order.
  func nodeWillRun(_ node: NodeDescription, sample: Int) -> ObserverDecision
  /// Called after each node with its duration and, if wanted, its data.
  func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision
}

extension NodeObserver {
  /// All of them, unless an observer says otherwise.
  public func wantsResults(ofSourceOperator index: Int) -> Bool { true }
  /// True, unless an observer says otherwise: results come with their values.
  public var wantsData: Bool { true }
  /// Goes on, unless an observer says otherwise.
  public func nodeWillRun(_ node: NodeDescription, sample: Int) -> ObserverDecision { .proceed }
}
