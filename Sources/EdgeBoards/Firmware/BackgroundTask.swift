import Dispatch
import Synchronization

/// Work that runs on a thread of its own while the caller does something else.
final class BackgroundTask<Success: Sendable, Failure: Error>: Sendable {
  private let outcome = Mutex<Result<Success, Failure>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () throws(Failure) -> Success) {
    DispatchQueue.global().async { [self] in
      let result = Result { () throws(Failure) -> Success in try work() }
      outcome.withLock { $0 = result }
      done.signal()
    }
  }

  /// Waits for the end; to be called once.
  func result() throws(Failure) -> Success {
    done.wait()
    guard let result = outcome.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
    return try result.get()
  }
}
