import Foundation

/// Runs the jobs of one task on a thread of its own, one after the other.
///
/// Tests that compute or wait for programs hold the few threads on which tasks share their time, on small machines all
/// of them and for minutes. What plays the other side of a line with real time-outs must not wait for those.
public final class ThreadExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "test")

  /// Starts the thread.
  public init() {}

  /// Runs the job on the thread, after those before it.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
