public import EdgeDatasets
import EdgeDetection
import EdgeModel
public import EdgeRunner
import Foundation

/// Validates pictures as a stream: several are under way at once, each from its file to its outcome, and while some are
/// decoded and some compared, every session runs the model on another one. How many are under way is bounded, so that
/// memory does not grow with the data set.
public struct ValidationPipeline: Sendable {
  /// What is done with each picture.
  public let validator: DetectionValidator
  private let sessions: [any Session]
  /// Most pictures under way.
  private let depth: Int

  /// - Parameters:
  ///   - sessions: where the model runs, on as many pictures at once; empty for the detector's own session.
  ///   - depth: most pictures under way; nil for one per session and two per core.
  public init(_ validator: DetectionValidator, sessions: [any Session] = [], depth: Int? = nil) {
    self.validator = validator
    self.sessions = sessions.isEmpty ? [validator.detector.session] : sessions
    self.depth = max(depth ?? self.sessions.count + 2 * ProcessInfo.processInfo.activeProcessorCount, 1)
  }

  /// What became of one picture.
  public enum Step: Sendable {
    case done(PictureRecord, PictureOutcome)
    /// The picture cannot be used.
    case failed(Dataset.Problem)
  }

  /// Validates the pictures at `positions` and hands each step to `deliver`, in order and as soon as it is known.
  /// - Throws: `RunnerError` when the model fails, after the pictures before that one have been delivered;
  ///   `CancellationError`, and what `deliver` throws. Pictures under way are then given up.
  public func run(
    _ positions: Range<Int>, deliver: (_ position: Int, Step) async throws -> Void
  ) async throws {
    let queue = SessionQueue(sessions, first: positions.lowerBound)
    try await withTaskCancellationHandler {
      try await withThrowingTaskGroup(of: (Int, Result<Step, RunnerError>).self) { group in
        var finished: [Int: Result<Step, RunnerError>] = [:]
        var next = positions.lowerBound
        var delivered = positions.lowerBound
        do {
          while delivered < positions.upperBound {
            while next < min(positions.upperBound, delivered + depth) {
              group.addTask { [next] in (next, await step(next, queue)) }
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
  private func step(_ position: Int, _ queue: SessionQueue) async -> Result<Step, RunnerError> {
    let picture: DetectionValidator.Prepared
    do throws(Dataset.Problem) {
      picture = try validator.prepare(position)
    } catch {
      await queue.pass(position)
      return .success(.failed(error))
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
      let record = try validator.record(position, picture, outputs: outputs, inference: inference)
      return .done(record, validator.outcome(position, record))
    }
  }
}
