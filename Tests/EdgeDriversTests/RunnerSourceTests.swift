import EdgeBoards
import EdgeBuiltIn
import EdgeCodeGenerator
import EdgeDrivers
import EdgeFormats
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Synchronization
import Testing

/// A model of a few operators in a file.
private struct SampleFile {
  let folder: TemporaryFolder
  let path: String

  init(_ fileName: String = "sample.tflite") throws {
    let b = CaseBuilder(seed: 5)
    let x = b.int8Input([1, 4, 4, 2])
    let network = b.finish(
      "sample", outputs: [b.op(.add(.none), [x, b.int8Input([1, 4, 4, 2])], [1, 4, 4, 2], .int8, b.quantization())])
    folder = try TemporaryFolder()
    path = folder.url.appendingPathComponent(fileName).path
    try Data(try TFLiteWriter.write(network.graph)).write(to: URL(fileURLWithPath: path))
  }
}

@Suite("The model that a runner executes") struct RunnerSourceTests {
  @Test("the native engine names its file and gives its graph") func native() async throws {
    let file = try SampleFile()
    let runner = try await Drivers.connect(file.path)
    let source = try #require(runner.source)
    #expect(source.path == file.path && source.graph?.operators.count == 1)
    #expect(runner.models[0].hash == source.sha256)
    #expect(try await runner.makeSession().model.source == source)
  }

  @Test("LiteRT's model is the same object as the native engine's", .enabled(if: RuntimeLibraries.liteRT.isUsable))
  func liteRT() async throws {
    let file = try SampleFile()
    let native = try await Drivers.connect(file.path)
    let runner = try await Drivers.connect("litert:\(file.path)")
    #expect(runner.source?.path == file.path && runner.source?.graph?.operators.count == 1)
    #expect(native.models[0].mayBeSameFile(as: runner.models[0]))
  }

  @Test("ONNX Runtime's model is described", .enabled(if: RuntimeLibraries.onnxRuntime.isUsable))
  func onnxRuntime() async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("m.onnx").path
    let model = ONNXBytes.model(
      nodes: [.node("Relu", inputs: ["x"], outputs: ["y"])], initializers: [],
      inputs: [.value("x", type: 1, shape: [.fixed(1), .fixed(3)])],
      outputs: [.value("y", type: 1, shape: [.fixed(1), .fixed(3)])], operatorSet: 17)
    try Data(model.bytes).write(to: URL(fileURLWithPath: path))
    let runner = try await Drivers.connect(path)
    let source = try #require(runner.source)
    guard case .onnx(let contents) = try source.contents() else {
      Issue.record("\(source.format)")
      return
    }
    #expect(contents.nodes.map(\.operatorType) == ["Relu"] && source.graph == nil)
    #expect(runner.models[0].hash == source.sha256)
  }

  @Test(
    "a library of EdgeRunner's has a source where the file it was printed of is at hand, unchanged",
    .enabled(if: (try? CCompiler.find(for: .host)) != nil, "no C compiler is on the PATH"))
  func library() async throws {
    let file = try SampleFile()
    let workspace = file.folder.url.appendingPathComponent("ws").path
    let source = try ModelReader.shared.open(file.path)
    let design = try NetworkDesign(
      model: source.model(), modelFile: source.fileName, options: GenerationOptions(name: "net"))
    let library = try LibraryBuilder(compiler: try CCompiler.find(for: .host)).build(design, workspace: workspace)
    let before = try await Drivers.connect("lib:\(workspace)")
    #expect(before.source == nil && before.models[0].hash == source.sha256)
    let beside = library.library.deletingLastPathComponent().appendingPathComponent(source.fileName)
    try FileManager.default.copyItem(atPath: file.path, toPath: beside.path)
    let after = try await Drivers.connect("lib:\(workspace)")
    #expect(after.source?.path == beside.path && after.source?.graph?.operators.count == 1)
    try Data("something else".utf8).write(to: beside)
    #expect(try await Drivers.connect("lib:\(workspace)").source == nil)
  }

  @Test("a board tells no file") func board() async throws {
    let file = try SampleFile()
    let board = try await SoftwareBoard(runners: [Drivers.connect(file.path)])
    let line = try TransportPair()
    let serving = Task(executorPreference: ThreadExecutor()) { await board.serve(on: line.board) }
    let runner = try await BoardRunner(transport: line.host, driver: "test")
    #expect(runner.source == nil && runner.models.count == 1)
    await runner.close()
    serving.cancel()
    _ = await serving.value
  }

  @Test(
    "a virtual board names the file of each of its models",
    .enabled(if: VirtualBoards.areAvailable, "\(VirtualBoards.whyMissing)"))
  func virtualBoard() async throws {
    let (a, b) = (try SampleFile("a.tflite"), try SampleFile("b.tflite"))
    var driver = QEMUDriver()
    driver.cache = FirmwareCache(folder: a.folder.url.appendingPathComponent("cache"))
    let runner = try await Drivers.connect(
      "qemu:\(SmallModel.board)?model=\(a.path),\(b.path)", among: [driver])
    #expect(runner.models.map(\.source?.path) == [a.path, b.path])
    #expect(runner.models.allSatisfy { $0.source?.graph?.operators.count == 1 })
    await runner.close()
  }
}

@Suite("Model files and the drivers that open them") struct ModelFileDriverTests {
  /// What a reader did with files.
  private final class Log: Sendable {
    let events = Mutex<[ModelReader.Event]>([])
  }

  private func environment(_ log: Log) -> DriverEnvironment {
    DriverEnvironment(models: ModelReader { event in log.events.withLock { $0.append(event) } })
  }

  @Test(
    "two runners of one file read it once and hash it only when that is asked for",
    .enabled(if: RuntimeLibraries.liteRT.isUsable))
  func readsOnce() async throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    let log = Log()
    let environment = environment(log)
    let native = try await Drivers.connect(path, in: environment)
    let liteRT = try await Drivers.connect("litert:\(path)", in: environment)
    #expect(native.source == liteRT.source && native.models[0].mayBeSameFile(as: liteRT.models[0]))
    #expect(log.events.withLock { $0 } == [.opening(path), .reading(path)])
    #expect(native.models[0].hash == liteRT.models[0].hash)
    #expect(log.events.withLock { $0 } == [.opening(path), .reading(path), .hashing(path)])
  }

  @Test("a model with another format's name goes to the driver of its content, and that is told")
  func wrongName() async throws {
    let file = try SampleFile("model.onnx")
    #expect(try Drivers.driver(for: Descriptor(file.path)).name == "native")
    let log = Log()
    let runner = try await Drivers.connect(file.path, in: environment(log))
    #expect(runner.information.driver == "native" && runner.models[0].name == "model")
    #expect(log.events.withLock { events in events.contains { if case .met = $0 { true } else { false } } })
  }

  @Test("a driver of another format refuses the file and names the driver that runs it")
  func wrongDriver() async throws {
    let file = try SampleFile("model.onnx")
    let folder = try TemporaryFolder()
    let onnx = folder.url.appendingPathComponent("model.tflite").path
    try Data([1 << 3, 8, 7 << 3 | 2, 3, 2 << 3 | 2, 1, 0x67]).write(to: URL(fileURLWithPath: onnx))
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect("native:\(onnx)") }
    #expect(error?.code == .invalidModel && error?.message.contains("ONNX") == true)
    #expect(error?.hint == "write onnxruntime:\(onnx)")
    guard RuntimeLibraries.onnxRuntime.isUsable else { return }
    let other = await #expect(throws: RunnerError.self) { try await Drivers.connect("onnxruntime:\(file.path)") }
    #expect(other?.code == .invalidModel && other?.hint == "write native:\(file.path)")
  }

  @Test("a missing file keeps its name's driver, which says that it is missing", arguments: ["m.tflite", "m.onnx"])
  func missing(name: String) async {
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect("/nonexistent/\(name)") }
    #expect(error?.code == .invalidModel || error?.code == .unavailable)
    #expect(error?.code == .unavailable || error?.message.contains("/nonexistent/\(name)") == true)
  }
}

@Suite("The built-in model in a library") struct BuiltInDriverTests {
  @Test("it runs for whoever names its driver, and is none of the others") func runs() async throws {
    let runner = try await Drivers.connect("builtin:", among: Drivers.all + [BuiltInDriver()])
    #expect(runner.information.driver == "native" && runner.models[0].name == "picodet_s_416_int8")
    #expect(runner.source?.graph?.operators.isEmpty == false && runner.source?.path == nil)
    #expect(runner.models[0].metadata?.names.count == 80)
    let error = await #expect(throws: RunnerError.self) { try await Drivers.connect("builtin:") }
    #expect(error?.code == .invalidDescriptor)
  }

  @Test("it is the model of the repository") func isTheModel() throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    let reader = ModelReader(embedded: [BuiltInModel.file])
    #expect(try reader.open(BuiltInModel.descriptor).sha256 == reader.open(path).sha256)
  }

  @Test("it takes neither a path nor parameters", arguments: ["builtin:x", "builtin:?threads=1"])
  func refuses(text: String) async {
    let error = await #expect(throws: RunnerError.self) {
      try await Drivers.connect(text, among: [BuiltInDriver()])
    }
    #expect(error?.code == .invalidDescriptor && error?.hint == "write builtin:")
  }
}
