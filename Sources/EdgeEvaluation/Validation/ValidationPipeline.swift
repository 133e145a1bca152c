import EdgeModel
import EdgeRunner
import Foundation

/// Validates pictures as a stream: while the model runs on one picture, the next ones are decoded and the last ones
/// compared, each stage at most a few pictures away from the model, so that memory does not grow with the data set.
public struct ValidationPipeline: Sendable {
  public let validator: DetectionValidator
  /// Pictures that are decoded ahead of the model, and compared behind it.
  private let depth: Int

  /// - Parameter depth: pictures ahead of and behind the model; nil for twice the cores.
  public init(_ validator: DetectionValidator, depth: Int? = nil) {
    self.validator = validator
    self.depth = max(depth ?? 2 * ProcessInfo.processInfo.activeProcessorCount, 1)
  }

  /// What became of one picture.
  public enum Step: Sendable {
    case done(PictureRecord, PictureOutcome)
    /// The picture cannot be used.
    case failed(Dataset.Problem)
  }

  /// Validates the pictures at `positions` and hands each step to `deliver`, in order.
  /// - Throws: `RunnerError` when the model fails, `CancellationError`, and what `deliver` throws; pictures under way
  ///   are then given up.
  public func run(
    _ positions: Range<Int>, deliver: (_ position: Int, Step) async throws -> Void
  ) async throws {
    var ahead: [Task<Result<DetectionValidator.Prepared, Dataset.Problem>, Never>] = []
    var behind: [(position: Int, task: Task<Result<Step, RunnerError>, Never>)] = []
    var next = positions.lowerBound
    do {
      for position in positions {
        while next < positions.upperBound && next < position + depth {
          ahead.append(prepare(next))
          next += 1
        }
        let prepared = await ahead.removeFirst().value
        try Task.checkCancellation()
        behind.append((position, try await compare(position, prepared)))
        if behind.count >= depth {
          let oldest = behind.removeFirst()
          try await deliver(oldest.position, try await oldest.task.value.get())
        }
      }
      while !behind.isEmpty {
        try Task.checkCancellation()
        let oldest = behind.removeFirst()
        try await deliver(oldest.position, try await oldest.task.value.get())
      }
    } catch {
      for task in ahead {
        task.cancel()
        _ = await task.value
      }
      for entry in behind { _ = await entry.task.value }
      throw error
    }
  }

  private func prepare(_ position: Int) -> Task<Result<DetectionValidator.Prepared, Dataset.Problem>, Never> {
    Task { [validator] in
      guard !Task.isCancelled else {
        return .failure(.init(.picture, path: validator.dataset.pictures[position].path, "cancelled"))
      }
      return Result { () throws(Dataset.Problem) in try validator.prepare(position) }
    }
  }

  /// Runs the model now and starts the comparison.
  private func compare(
    _ position: Int, _ prepared: Result<DetectionValidator.Prepared, Dataset.Problem>
  ) async throws(RunnerError) -> Task<Result<Step, RunnerError>, Never> {
    switch prepared {
    case .failure(let problem): return Task { .success(.failed(problem)) }
    case .success(let picture):
      let start = ContinuousClock.now
      let outputs = try await validator.detector.session.invoke([picture.input]).outputs
      let inference = start.duration(to: .now)
      return Task { [validator] in
        Result { () throws(RunnerError) in
          let record = try validator.record(position, picture, outputs: outputs, inference: inference)
          return .done(record, validator.outcome(position, record))
        }
      }
    }
  }
}
