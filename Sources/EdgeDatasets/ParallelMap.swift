public import Dispatch

/// The results of `body` for 0 to `count - 1`, computed on all cores.
///
/// - Parameter chunk: how many consecutive calls one core makes at a time.
@inlinable
package func parallelMap<Result: Sendable>(
  count: Int, chunk: Int = 1, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard count > chunk else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
    // Each position is written once, by one thread.
    nonisolated(unsafe) let results = buffer
    DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { part in
      for index in part * chunk..<min((part + 1) * chunk, count) {
        (results.baseAddress! + index).initialize(to: body(index))
      }
    }
    initializedCount = count
  }
}
