import Foundation

/// A thread that runs jobs in order until its owner is gone.
private final class JobThread: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [() -> Void] = []
  private var isFinished = false

  init(name: String) {
    let thread = Thread { [self] in run() }
    thread.name = name
    // Inference code may keep buffers on the stack; threads other than the main one get little by default.
    thread.stackSize = 8 << 20
    thread.start()
  }

  func append(_ job: @escaping () -> Void) {
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  func finish() {
    condition.withLock {
      isFinished = true
      condition.signal()
    }
  }

  private func run() {
    while true {
      let next = condition.withLock { () -> (() -> Void)? in
        while jobs.isEmpty, !isFinished { condition.wait() }
        return jobs.isEmpty ? nil : jobs.removeFirst()
      }
      guard let next else { return }
      next()
    }
  }
}

/// Runs the jobs of one actor on a thread of its own, so that blocking reads stay off the cooperative pool.
final class LinkExecutor: SerialExecutor {
  private let thread: JobThread

  init(name: String) { thread = JobThread(name: name) }

  deinit { thread.finish() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // A queued job keeps its actor alive, and the actor this executor.
    let executor = asUnownedSerialExecutor()
    thread.append { job.runSynchronously(on: executor) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

/// Runs tasks on a thread of its own, so that they do not wait for a place in the cooperative pool.
final class InferenceExecutor: TaskExecutor {
  private let thread: JobThread

  init(name: String) { thread = JobThread(name: name) }

  deinit { thread.finish() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // Tasks with a preference for this executor keep it alive.
    let executor = asUnownedTaskExecutor()
    thread.append { job.runSynchronously(on: executor) }
  }
}

/// Runs blocking work on a thread of its own while the caller is suspended.
package func onOwnThread<Result: Sendable, Failure: Error>(
  _ work: @escaping @Sendable () throws(Failure) -> Result
) async throws(Failure) -> Result {
  let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
    let thread = Thread {
      do throws(Failure) {
        continuation.resume(returning: .success(try work()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    thread.start()
  }
  return try result.get()
}
