import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Synchronization
import Testing

@Suite("Validation jobs")
struct ValidationJobTests {
  private static let pictureCount = 12

  /// A data set of pictures of 32 x 32 pixels, whose red is their position.
  private func dataset() throws -> TemporaryFolder {
    let folder = try TemporaryFolder(files: ["data.yaml": "val: images\nnames: [thing]\nkpt_shape: [2, 3]\n"])
    for index in 0..<Self.pictureCount {
      let picture = Picture(width: 32, height: 32, filledWith: .init(red: UInt8(index), green: 2, blue: 3))
      try folder.write(try PictureEncoder().encode(picture, as: .png), to: "images/\(100 + index).png")
      try folder.write("0 0.5 0.5 0.25 0.25 0.5 0.5 2 0.6 0.6 2\n".utf8, to: "labels/\(100 + index).txt")
    }
    return folder
  }

  private func job(
    _ folder: TemporaryFolder, _ runner: FakeRunner,
    observe: @escaping @Sendable (ValidationJob.Event) -> Void = { _ in }
  ) async throws -> ValidationJob {
    try await ValidationJob(
      runner: runner, descriptor: "fake", options: .init(data: folder.file("data.yaml")), observe: observe)
  }

  private func place(_ folder: TemporaryFolder, _ name: String, resumes: Bool = false) -> ValidationJob.Place {
    .init(project: folder.file("runs"), name: name, resumes: resumes)
  }

  @Test("a few lines validate, with files and without")
  func validates() async throws {
    let folder = try dataset()
    let report = try await job(folder, FakeRunner()).run(in: nil)
    #expect(report.pictureCount == Self.pictureCount && report.settings.data.hasSuffix("data.yaml"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["data.yaml", "images", "labels"])
    var doneCount = 0
    let saved = try await job(folder, FakeRunner()).run(in: place(folder, "whole")) { doneCount += 1 }
    #expect(doneCount == Self.pictureCount)
    #expect(try JSONEncoder.sorted.encode(saved.kinds) == JSONEncoder.sorted.encode(report.kinds))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("runs/whole")).sorted()
    #expect(names == ["predictions.json", "results.csv", "results.json", "speed.json"])
  }

  @Test(
    "a run that broke goes on and gives the files of one in one piece, whatever the numbers", arguments: [1, 5, 11])
  func resumes(brokenAt position: Int) async throws {
    let folder = try dataset()
    _ = try await job(folder, FakeRunner()).run(in: place(folder, "whole"))
    await #expect(throws: RunnerError.self) {
      try await job(folder, FakeRunner(brokenAt: position)).run(in: place(folder, "cut"))
    }
    #expect(FileManager.default.fileExists(atPath: folder.file("runs/cut/\(ValidationJournal.fileName)")))
    let resumed = Mutex<[Int]>([])
    let resuming = try await job(folder, FakeRunner()) { event in
      if case .resumed(_, let count) = event { resumed.withLock { $0.append(count) } }
    }
    _ = try await resuming.run(in: place(folder, "cut", resumes: true))
    #expect(resumed.withLock { $0 } == [position])
    for name in ["predictions.json", "results.json", "results.csv"] {
      let (cut, whole) = try (
        Data(contentsOf: URL(fileURLWithPath: folder.file("runs/cut/\(name)"))),
        Data(contentsOf: URL(fileURLWithPath: folder.file("runs/whole/\(name)")))
      )
      #expect(cut == whole, "\(name)")
    }
  }

  @Test func aStrictJobEndsAtWhatItCannotUse() async throws {
    let folder = try dataset()
    try folder.write("0 7 7 7 7\n".utf8, to: "labels/103.txt")
    var options = ValidationJob.Options(data: folder.file("data.yaml"))
    options.isStrict = true
    await #expect(throws: ValidationFailure.self) { try await ValidationJob(runner: FakeRunner(), options: options) }
    options.isStrict = false
    options.classes = ["other"]
    await #expect(throws: ValidationFailure.unknownClass("other", names: ["thing"])) {
      try await ValidationJob(runner: FakeRunner(), options: options)
    }
    options.classes = nil
    let problems = Mutex<[String]>([])
    let job = try await ValidationJob(runner: FakeRunner(), options: options) { event in
      if case .problem(let problem) = event { problems.withLock { $0.append(problem.path) } }
    }
    #expect(problems.withLock { $0 } == [folder.file("labels/103.txt")])
    #expect(try await job.run(in: nil).pictureCount == Self.pictureCount - 1)
  }

  @Test func aJobWithoutUsablePicturesHasNoFigures() async throws {
    let folder = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [thing]\n", "images/a.png": "no picture", "labels/a.txt": "0 0.5 0.5 0.5 0.5\n",
    ])
    let job = try await ValidationJob(
      runner: FakeRunner(task: .detect), options: .init(data: folder.file("data.yaml")))
    await #expect(throws: ValidationFailure.self) { try await job.run(in: place(folder, "none")) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs/none")))
  }
}

extension JSONEncoder {
  fileprivate static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}

/// A pose model whose answers hold every kind of float, by the picture's red.
private struct FakeRunner: Runner {
  let information = RunnerInformation(driver: "fake", runtime: "fake", device: "fake")
  let capabilities = Capabilities()
  let session: FakePoseSession
  var models: [ModelInformation] { [session.model] }

  init(brokenAt position: Int? = nil, task: DetectorTask = .pose) {
    session = FakePoseSession(brokenAt: position, task: task)
  }

  func makeSession(modelName: String?) async throws(RunnerError) -> any Session { session }
  func close() async {}
}

private struct FakePoseSession: Session {
  let model: ModelInformation
  let brokenAt: Int?
  private static let oddNumbers: [Float] = [
    .nan, .infinity, -.infinity, -Float.nan, Float(bitPattern: 0x7F80_1234), -0.0, .leastNonzeroMagnitude,
    .greatestFiniteMagnitude, 0.1,
  ]

  init(brokenAt position: Int?, task: DetectorTask) {
    brokenAt = position
    let input = TensorDescription(
      name: "input", shape: [1, 32, 32, 3], elementType: .uint8,
      quantization: Quantization(scale: 1.0 / 255, zeroPoint: 0))
    var model = ModelInformation(
      name: "fake", inputs: [input],
      outputs: [TensorDescription(name: "output", shape: [1, task == .pose ? 11 : 5, 21], elementType: .float32)])
    model.metadata = ModelMetadata(
      names: [0: "thing"], task: task.rawValue, keypointShape: task == .pose ? [2, 3] : nil)
    self.model = model
  }

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    let red = Int(inputs[0].doubles()[0])
    if let brokenAt, red >= brokenAt { throw RunnerError(.deviceFailure, "broken") }
    let shape = model.outputs[0].shape
    var random = RandomSource(seed: UInt64(red))
    let values = (0..<shape[1] * shape[2]).map { index -> Float in
      // The score is always there; other numbers are odd now and then.
      if index / shape[2] == 4 { return red % 4 == 1 && index % 3 == 0 ? .infinity : random.float(0...1) }
      return index % 5 == red % 5 ? Self.oddNumbers[random.int(0...Self.oddNumbers.count - 1)] : random.float(0...1)
    }
    return InvocationResult(
      outputs: [Tensor(shape: shape, elementType: .float32, values: values)],
      profile: Profile(durations: [], hostDuration: .zero))
  }
}
