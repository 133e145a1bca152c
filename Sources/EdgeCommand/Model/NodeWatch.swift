import EdgeModel
import EdgeRunner

/// Makes runs report their nodes where nothing else is wanted of them.
///
/// With it a run for timing only reports nodes too, so that neither inputs nor outputs cross a board's line.
final class NodeWatch: NodeObserver {
  var wantsData: Bool { false }
  func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision { .proceed }
}

extension Runner {
  /// True when runs for timing only spare a transfer.
  var prefersTimingRuns: Bool { information.isRemote && capabilities.contains(.performanceOnly) }

  /// Runs `session` so that its nodes are reported, as cheaply as this runner can.
  func invokeForNodes(_ session: any Session, _ inputs: [Tensor]) async throws(RunnerError) -> Profile {
    let observer = prefersTimingRuns ? NodeWatch() : nil
    return try await session.invoke(
      inputs, mode: prefersTimingRuns ? .performanceOnly : .perLayer, observer: observer
    ).profile
  }
}
