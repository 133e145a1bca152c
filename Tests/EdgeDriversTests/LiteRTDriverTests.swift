import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Synchronization
import Testing

@Suite("LiteRT", RuntimeLibraries.liteRTModels) struct LiteRTDriverTests {
  /// A session on one of the shared models.
  private func open(
    _ model: String, _ parameters: String = ""
  ) async throws -> (runner: any Runner, session: any Session) {
    let path = SharedFiles.path("models/\(model).tflite")
    let runner = try await Drivers.connect("litert:\(path)\(parameters)")
    return (runner, try await runner.makeSession())
  }

  private func golden(_ model: String, _ input: GoldenInput) throws -> GoldenAnswers.Case {
    try #require(GoldenAnswers.recorded?.models[model]?.cases[input.rawValue])
  }

  private func tensor(_ input: GoldenInput, for session: any Session) -> Tensor {
    .golden(input, shape: session.inputs[0].shape, elementType: session.inputs[0].elementType)
  }

  @Test(
    "outputs of both kernel families have the recorded bytes",
    arguments: SharedFiles.goldenModels, [("xnn", ""), ("xnn", "?threads=2"), ("opt", "?kernels=builtin")])
  func matchesRecordedOutputs(model: String, setting: (family: String, parameters: String)) async throws {
    let session = try await open(model, setting.parameters).session
    for input in GoldenInput.allCases {
      let answers = try golden(model, input).outputs
      let result = try await session.invoke([tensor(input, for: session)])
      #expect(result.outputs.map(\.shape) == answers.map(\.shape))
      #expect(result.outputs.map { Optional($0.sha256) } == answers.map { $0.sha256[setting.family] })
      #expect(result.profile.durations.count == 1)
      #expect(result.profile.nodes.isEmpty)
    }
  }

  @Test("every activation has the recorded bytes", arguments: SharedFiles.goldenModels, GoldenInput.allCases)
  func matchesRecordedActivations(model: String, input: GoldenInput) async throws {
    let session = try await open(model).session
    let answers = try golden(model, input)
    let result = try await session.invoke([tensor(input, for: session)], mode: .perLayerWithData, observer: nil)
    #expect(result.outputs.map { Optional($0.sha256) } == answers.outputs.map { $0.sha256["xnn"] })
    let nodes = try #require(result.profile.nodes.first)
    var position = 0
    for node in nodes {
      for (data, index) in zip(node.data, node.node.outputTensorIndices) {
        guard position < answers.tensors.count else { break }
        let answer = answers.tensors[position]
        position += 1
        #expect(index == answer.tensorIndex)
        #expect(node.node.sourceOperators == [answer.operatorIndex])
        #expect(node.node.kind == answer.operatorName)
        #expect(data.sha256.hasPrefix(answer.xnnpack), "tensor \(answer.tensorIndex) of \(node.node.kind)")
      }
    }
    #expect(position == answers.tensors.count)
  }

  @Test("a batch equals its samples one by one") func runsBatches() async throws {
    let session = try await open(SharedFiles.goldenModels[0]).session
    let shape = session.inputs[0].shape
    let samples = GoldenInput.allCases.map { tensor($0, for: session) }
    let batch = Tensor(
      shape: [2] + shape.dropFirst(), elementType: .uint8, values: samples.flatMap { $0.array(of: UInt8.self) })
    let joined = try await session.invoke([batch])
    #expect(joined.outputs[0].shape == [2] + session.outputs[0].shape.dropFirst())
    #expect(joined.profile.durations.count == 2)
    var values: [Float] = []
    for sample in samples { values += try await session.invoke([sample]).outputs[0].array(of: Float.self) }
    #expect(joined.outputs[0].array(of: Float.self) == values)
  }

  @Test("per-layer runs report XNNPACK's steps, builtin kernels the file's operators")
  func reportsNodes() async throws {
    let model = SharedFiles.goldenModels[0]
    let (_, session) = try await open(model)
    let steps = try await session.invoke([tensor(.weyl, for: session)], mode: .perLayer, observer: nil)
    let nodes = try #require(steps.profile.nodes.first).map(\.node)
    #expect(nodes.count > 100)
    #expect(nodes.contains { $0.kernel == "XNNPACK" && $0.sourceOperators.isEmpty })
    #expect(nodes.contains { $0.kind == "SOFTMAX" && $0.sourceOperators == [241] })
    #expect(steps.outputs[0].sha256 == (try golden(model, .weyl).outputs[0].sha256["xnn"]))

    let builtin = try await open(model, "?kernels=builtin").session
    let operators = try await builtin.invoke([tensor(.weyl, for: builtin)], mode: .perLayer, observer: nil)
    let sources = try #require(operators.profile.nodes.first).map(\.node.sourceOperators)
    #expect(sources == (0..<258).map { [$0] })
    #expect(try #require(operators.profile.nodes.first).allSatisfy { $0.duration != nil })
  }

  @Test("an observer sees the operators it wants, with data, and can stop the run") func servesObservers() async throws
  {
    final class Watcher: NodeObserver {
      let wanted: Set<Int>
      let limit: Int
      let seen = Mutex<[[Int]]>([])
      init(wanted: Set<Int>, limit: Int = .max) {
        self.wanted = wanted
        self.limit = limit
      }
      func wantsResults(ofSourceOperator index: Int) -> Bool { wanted.contains(index) }
      func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision {
        seen.withLock {
          $0.append(profile.node.sourceOperators)
          return $0.count < limit ? .proceed : .stop
        }
      }
    }
    let session = try await open(SharedFiles.goldenModels[0]).session
    let watcher = Watcher(wanted: [2, 4, 241])
    let result = try await session.invoke([tensor(.ramp, for: session)], mode: .ioOnly, observer: watcher)
    #expect(watcher.seen.withLock { $0 } == [[2], [4], [241]])
    #expect(result.profile.nodes.isEmpty)

    let stopper = Watcher(wanted: [2, 4, 241], limit: 2)
    let error = try await #require(throws: RunnerError.self) {
      try await session.invoke([tensor(.ramp, for: session)], mode: .ioOnly, observer: stopper)
    }
    #expect(error.code == .cancelled)
    #expect(stopper.seen.withLock { $0 } == [[2], [4]])
  }

  @Test("a performance-only run returns durations and no outputs") func measuresOnly() async throws {
    let session = try await open(SharedFiles.goldenModels[0]).session
    let result = try await session.invoke([tensor(.weyl, for: session)], mode: .performanceOnly, observer: nil)
    #expect(result.outputs.isEmpty)
    #expect(result.profile.durations.count == 1)
  }

  @Test("the model describes itself as the file does") func describesModel() async throws {
    let (runner, session) = try await open("yolov8n_256_quant_pc_ii_seg_coco-st")
    #expect(runner.information.driver == "litert")
    #expect(session.inputs.map(\.elementType) == [.int8])
    #expect(session.outputs.map(\.shape) == [[1, 116, 1344], [1, 64, 64, 32]])
    #expect(session.outputs[0].quantization == Quantization(scale: 0.02002006210386753, zeroPoint: 25))
    #expect(session.model.hash == "3316733125a5fb85d66ed33993627b5d293b3baceb348b137132071ca365ebd6")
  }

  @Test("concurrent invocations of one session and of two sessions all give the same answer")
  func isSafeUnderConcurrency() async throws {
    let (runner, first) = try await open(SharedFiles.goldenModels[0], "?threads=2")
    let second = try await runner.makeSession(modelName: SharedFiles.goldenModels[0])
    let input = tensor(.weyl, for: first)
    let hashes = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<8 {
        group.addTask { try await (index % 2 == 0 ? first : second).invoke([input]).outputs[0].sha256 }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(hashes == [try #require(try golden(SharedFiles.goldenModels[0], .weyl).outputs[0].sha256["xnn"])])
  }

  @Test("reference kernels give the recorded bytes, or are refused where the library does not really run them")
  func runsOrRefusesReferenceKernels() async throws {
    let model = SharedFiles.goldenModels[0]
    guard ["2.2.0", "2.3.0"].contains(RuntimeLibraries.liteRT.version) else {
      let session = try await open(model, "?kernels=reference").session
      let output = try await session.invoke([tensor(.weyl, for: session)]).outputs[0]
      #expect(output.sha256 == (try golden(model, .weyl).outputs[0].sha256["ref"]))
      return
    }
    let error = try await #require(throws: RunnerError.self) { try await open(model, "?kernels=reference") }
    #expect(error.code == .unavailable)
    #expect(error.message.contains("runs the builtin kernels when asked for kernels=reference"))
  }

  @Test("after close, sessions and new sessions are refused") func refusesAfterClose() async throws {
    let (runner, session) = try await open(SharedFiles.goldenModels[0])
    await runner.close()
    await runner.close()
    let fromSession = try await #require(throws: RunnerError.self) {
      try await session.invoke([tensor(.weyl, for: session)])
    }
    #expect(fromSession.code == .notConnected)
    let fromRunner = try await #require(throws: RunnerError.self) { try await runner.makeSession() }
    #expect(fromRunner.code == .notConnected)
  }

  @Test(
    "wrong parameters are refused by name",
    arguments: [
      ("?threads=0", "threads=0"), ("?threads=many", "threads=many"), ("?kernels=fast", "kernels=fast"),
      ("?speed=9", "unknown parameter speed"),
    ])
  func refusesParameters(parameters: String, fragment: String) async throws {
    let error = try await #require(throws: RunnerError.self) {
      try await open(SharedFiles.goldenModels[0], parameters)
    }
    #expect(error.code == .invalidDescriptor)
    #expect(error.message.contains(fragment))
  }

  @Test("wrong inputs are refused before anything runs") func refusesInputs() async throws {
    let session = try await open(SharedFiles.goldenModels[0]).session
    let shape = session.inputs[0].shape
    let wrong: [(inputs: [Tensor], fragment: String)] = [
      ([], "takes 1 input"),
      ([Tensor(shape: shape, elementType: .int8)], "element type int8, expected uint8"),
      ([Tensor(shape: [1, 3, 192, 192], elementType: .uint8)], "shape [1, 3, 192, 192], expected [1, 192, 192, 3]"),
    ]
    for (inputs, fragment) in wrong {
      let error = try await #require(throws: RunnerError.self) { try await session.invoke(inputs) }
      #expect(error.code == .invalidArgument)
      #expect(error.message.contains(fragment))
    }
  }
}

@Suite("Files that LiteRT must not be given", .enabled(if: RuntimeLibraries.liteRT.isUsable))
struct LiteRTBadFileTests {
  private func open(_ bytes: Data) async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).tflite")
    try bytes.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    _ = try await Drivers.connect("litert:\(url.path)")
  }

  @Test("a missing file, a folder and an empty name are errors of the model", arguments: ["/nonexistent.tflite", "/"])
  func refusesMissing(path: String) async throws {
    let error = try await #require(throws: RunnerError.self) { try await Drivers.connect("litert:\(path)") }
    #expect(error.code == .invalidModel)
    let empty = try await #require(throws: RunnerError.self) { try await Drivers.connect("litert:") }
    #expect(empty.code == .invalidDescriptor)
  }

  @Test("files that are no models are refused", arguments: [Data(), Data("not a model at all".utf8)])
  func refusesOtherFiles(bytes: Data) async throws {
    let error = try await #require(throws: RunnerError.self) { try await open(bytes) }
    #expect(error.code == .invalidModel)
  }

  @Test(
    "truncated models are refused", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: [8, 1000, 100_000, 1_000_000])
  func refusesTruncated(byteCount: Int) async throws {
    let whole = try Data(contentsOf: SharedFiles.url("models/\(SharedFiles.goldenModels[0]).tflite"))
    let error = try await #require(throws: RunnerError.self) { try await open(whole.prefix(byteCount)) }
    #expect(error.code == .invalidModel)
  }
}
