import EdgeDatasets
import EdgeModel
import EdgeRunner
import Foundation

/// Takes pictures through a model as a stream: several are under way at once, each from its file to what is found out
/// about it, and while some are decoded and some compared, every session runs the model on another one. How many are
/// under way is bounded, so that memory does not grow with the data set.
struct PictureStream {
  private let sessions: [any Session]
  /// Most pictures under way.
  private let depth: Int

  /// - Parameters:
  ///   - sessions: where the model runs, on as many pictures at once; at least one.
  ///   - depth: most pictures under way; nil for one per session and two per core.
  init(_ sessions: [any Session], depth: Int? = nil) {
    self.sessions = sessions
    self.depth = max(depth ?? sessions.count + 2 * ProcessInfo.processInfo.activeProcessorCount, 1)
  }

  /// A picture ready for the network, and what must be known of it afterwards.
  struct Prepared<Context: Sendable>: Sendable {
    var input: Tensor
    var context: Context
  }

  /// Takes the pictures at `positions` and hands what comes of each to `deliver`, in order and as soon as it is known.
  /// - Parameters:
  ///   - positions: of the pictures.
  ///   - prepare: decodes a picture; its error stands for a picture that cannot be used.
  ///   - finish: makes what is delivered of the network's outputs, given how long they took.
  /// - Throws: `RunnerError` when the model fails, after the pictures before that one have been delivered;
  ///   `CancellationError`, and what `deliver` throws. Pictures under way are then given up.
  func run<Context: Sendable, Finished: Sendable>(
    _ positions: Range<Int>,
    prepare: @escaping @Sendable (Int) throws(Dataset.Problem) -> Prepared<Context>,
    finish: @escaping @Sendable (Int, Context, [Tensor], Duration) throws(RunnerError) -> Finished,
    deliver: (_ position: Int, Result<Finished, Dataset.Problem>) async throws -> Void
  ) async throws {
    typealias Step = Result<Result<Finished, Dataset.Problem>, RunnerError>
    let queue = SessionQueue(sessions, first: positions.lowerBound)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: (Int, Step).self) { group in
        var finished: [Int: Step] = [:]
        var next = positions.lowerBound
        var delivered = positions.lowerBound
        do {
          while delivered < positions.upperBound {
            while next < min(positions.upperBound, delivered + depth) {
              group.addTask { [next] in (next, await Self.step(next, queue, prepare: prepare, finish: finish)) }
              next += 1
            }
            guard let (position, result) = try await group.next() else { return }
            finished[position] = result
            while let result = finished.removeValue(forKey: delivered) {
              try Task.checkCancellation()
              try await deliver(delivered, try result.get())
              delivered += 1
            }
          }
        } catch {
          await queue.close()
          throw error
        }
      }
    } onCancel: {
      Task { await queue.close() }
    }
  }

  /// Takes one picture all the way.
  private static func step<Context: Sendable, Finished: Sendable>(
    _ position: Int, _ queue: SessionQueue,
    prepare: @Sendable (Int) throws(Dataset.Problem) -> Prepared<Context>,
    finish: @Sendable (Int, Context, [Tensor], Duration) throws(RunnerError) -> Finished
  ) async -> Result<Result<Finished, Dataset.Problem>, RunnerError> {
    let picture: Prepared<Context>
    do throws(Dataset.Problem) {
      picture = try prepare(position)
    } catch {
      await queue.pass(position)
      return .success(.failure(error))
    }
    guard let session = await queue.session(for: position) else {
      return .failure(RunnerError(.cancelled, "the validation was given up"))
    }
    let outputs: [Tensor]
    let start = ContinuousClock.now
    do throws(RunnerError) {
      outputs = try await session.invoke([picture.input]).outputs
    } catch {
      // What fails once, a board that is gone for instance, would fail for all that follow.
      await queue.close()
      return .failure(error)
    }
    let inference = start.duration(to: .now)
    await queue.giveBack(session)
    return Result { () throws(RunnerError) in
      .success(try finish(position, picture.context, outputs, inference))
    }
  }
}
