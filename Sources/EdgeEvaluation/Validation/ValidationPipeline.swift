public import EdgeDatasets
import EdgeDetection
import EdgeModel
public import EdgeRunner

/// Validates pictures as a stream: several are under way at once, each from its file to its outcome, and while some are
/// decoded and some compared, every session runs the model on another one. How many are under way is bounded, so that
/// memory does not grow with the data set.
public struct ValidationPipeline: Sendable {
  /// What is done with each picture.
  public let validator: DetectionValidator
  private let sessions: [any Session]
  /// Most pictures under way.
  private let depth: Int?

  /// - Parameters:
  ///   - sessions: where the model runs, on as many pictures at once; empty for the detector's own session.
  ///   - depth: most pictures under way; nil for one per session and two per core.
  public init(_ validator: DetectionValidator, sessions: [any Session] = [], depth: Int? = nil) {
    self.validator = validator
    self.sessions = sessions.isEmpty ? [validator.detector.session] : sessions
    self.depth = depth
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
    try await PictureStream(sessions, depth: depth).run(
      positions,
      prepare: { [validator] position throws(Dataset.Problem) in
        let prepared = try validator.prepare(position)
        return PictureStream.Prepared(input: prepared.input, context: prepared)
      },
      finish: { [validator] position, prepared, outputs, inference throws(RunnerError) in
        let record = try validator.record(position, prepared, outputs: outputs, inference: inference)
        return (record, validator.outcome(position, record))
      },
      deliver: { position, result in
        switch result {
        case .success(let (record, outcome)): try await deliver(position, .done(record, outcome))
        case .failure(let problem): try await deliver(position, .failed(problem))
        }
      })
  }
}
