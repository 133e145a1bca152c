import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Synchronization
import Testing

@Suite("Validation pipeline")
struct ValidationPipelineTests {
  private static let pictureCount = 40

  /// Pictures of 32 x 32 pixels, whose red is four times their position; those at `broken` no pictures at all.
  private func validator(_ session: any Session, broken: Set<Int> = []) throws -> (
    validator: DetectionValidator, data: TemporaryFolder
  ) {
    let data = try TemporaryFolder(files: ["data.yaml": "val: images\nnames: [thing]\n"])
    for index in 0..<Self.pictureCount {
      let bytes = try PictureEncoder().encode(
        Picture(width: 32, height: 32, filledWith: .init(red: UInt8(index * 4), green: 2, blue: 3)), as: .png)
      try data.write(broken.contains(index) ? [1, 2, 3] : bytes, to: "images/\(100 + index).png")
      try data.write(Array("0 0.5 0.5 0.25 0.25\n".utf8), to: "labels/\(100 + index).txt")
    }
    let dataset = try Dataset.open(data.file("data.yaml"), options: DatasetOptions(task: .detect))
    let validator = DetectionValidator(detector: try Detector(session: session), dataset: dataset)
    return (validator, data)
  }

  /// Runs a pipeline on all pictures; returns for each delivered step whether the picture could be used.
  private func run(_ pipeline: ValidationPipeline, delivered: borrowing Mutex<[Bool]>) async throws {
    try await pipeline.run(0..<Self.pictureCount) { position, step in
      delivered.withLock { steps in
        #expect(position == steps.count)
        if case .done = step { steps.append(true) } else { steps.append(false) }
      }
    }
  }

  @Test("every session is used, on one picture at a time, and pictures come in order")
  func sessions() async throws {
    let sessions = (0..<3).map { FakeSession(delay: .milliseconds($0)) }
    let broken: Set = [0, 7, 8, 39]
    let (validator, data) = try validator(sessions[0], broken: broken)
    let delivered = Mutex<[Bool]>([])
    try await run(ValidationPipeline(validator, sessions: sessions, depth: 9), delivered: delivered)
    #expect(delivered.withLock { $0 } == (0..<Self.pictureCount).map { !broken.contains($0) })
    #expect(sessions.reduce(0) { $0 + $1.state.withLock { $0.runCount } } == Self.pictureCount - broken.count)
    #expect(sessions.allSatisfy { $0.state.withLock { $0.runCount > 0 && $0.mostAtOnce == 1 } })
    withExtendedLifetime(data) {}
  }

  @Test("pictures before the one that fails are delivered", arguments: [1, 2])
  func failure(sessionCount: Int) async throws {
    let sessions = (0..<sessionCount).map { _ in FakeSession(delay: .milliseconds(1), failingAbove: 4 * 20 - 2) }
    let (validator, data) = try validator(sessions[0])
    let delivered = Mutex<[Bool]>([])
    await #expect(throws: RunnerError.self) {
      try await run(ValidationPipeline(validator, sessions: sessions), delivered: delivered)
    }
    #expect(delivered.withLock { $0.count } == 20)
    withExtendedLifetime(data) {}
  }

  @Test func aCancelledRunEnds() async throws {
    let session = FakeSession(delay: .milliseconds(5))
    let (validator, data) = try validator(session)
    let delivered = Mutex<[Bool]>([])
    let task = Task {
      try await ValidationPipeline(validator, sessions: [session, FakeSession(delay: .milliseconds(5))]).run(
        0..<Self.pictureCount
      ) { _, _ in
        delivered.withLock { $0.append(true) }
        if delivered.withLock({ $0.count == 3 }) { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(delivered.withLock { $0.count } == 3)
    withExtendedLifetime(data) {}
  }
}

/// A detector that finds nothing, slowly.
private final class FakeSession: Session {
  struct State {
    var runCount = 0
    var atOnce = 0
    var mostAtOnce = 0
  }

  let model = ModelInformation(
    name: "fake",
    inputs: [
      TensorDescription(
        name: "input", shape: [1, 32, 32, 3], elementType: .uint8,
        quantization: Quantization(scale: 1.0 / 255, zeroPoint: 0))
    ], outputs: [TensorDescription(name: "output", shape: [1, 5, 21], elementType: .float32)])
  let state = Mutex(State())
  private let delay: Duration
  private let mostRed: Double

  /// - Parameter mostRed: pictures with more red than this break the device.
  init(delay: Duration, failingAbove mostRed: Double = 255) {
    self.delay = delay
    self.mostRed = mostRed
  }

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    state.withLock { state in
      state.runCount += 1
      state.atOnce += 1
      state.mostAtOnce = max(state.mostAtOnce, state.atOnce)
    }
    defer { state.withLock { $0.atOnce -= 1 } }
    try? await Task.sleep(for: delay)
    if inputs[0].doubles()[0] > mostRed { throw RunnerError(.deviceFailure, "broken") }
    return InvocationResult(
      outputs: [Tensor(shape: [1, 5, 21], elementType: .float32)], profile: Profile(durations: [], hostDuration: .zero))
  }
}
