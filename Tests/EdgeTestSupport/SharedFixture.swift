import Foundation
import Synchronization

/// A value that many tests need and that is made once, by whoever asks first; all others wait for it.
///
/// It is made on a thread of its own, so that compilers and emulators, which take minutes, leave the threads that run
/// other tests' tasks alone. Failure is kept too: every test that needs the value fails with the same error.
public final class SharedFixture<Value: Sendable>: Sendable {
  private let make: @Sendable () async throws -> Value
  private let task = Mutex<Task<Value, any Error>?>(nil)

  /// Keeps `make` for the first use.
  public init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

  /// The value, made when it was not yet.
  /// - Throws: what making it threw.
  public var value: Value {
    get async throws {
      let task = self.task.withLock { task in
        let current = task ?? Task(executorPreference: ThreadExecutor()) { [make] in try await make() }
        task = current
        return current
      }
      return try await task.value
    }
  }
}
