import EdgeCodeGenerator
import EdgeDrivers
import EdgeEngine
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// A library built once from a few operator cases, with what the engine computes of them.
private struct BuiltLibrary: Sendable {
  var folder: TemporaryFolder
  var workspace: String
  var library: String
  var design: NetworkDesign
  var inputs: [Tensor]
  var outputs: [Tensor]
  /// Results of each node.
  var nodes: [[Tensor]]

  static let shared = Result { try BuiltLibrary(binaryWeights: false) }

  init(binaryWeights: Bool) throws {
    let b = CaseBuilder(seed: 11)
    let x = b.int8Input([1, 8, 8, 3])
    let w = b.weights([6, 3, 3, 3], axis: 0, perChannel: true)
    let c = b.op(
      .conv2D(.init(padding: .same, strideHeight: 2, strideWidth: 2)), [x, w, b.bias(6, x: x, w: w)], [1, 4, 4, 6],
      .int8, b.quantization())
    let y = b.int8Input([1, 4, 4, 6])
    let sum = b.op(.add(.none), [c, y], [1, 4, 4, 6], .int8, b.quantization())
    let split = b.op(
      .split(count: 2), [b.integers([3]), sum],
      results: (0..<2).map { _ in ([1, 4, 4, 3], .int8, b.quantization(of: sum)) })
    let real = b.op(.dequantize, [split[1]], [1, 4, 4, 3], .float32)
    let network = b.finish("net", outputs: [split[0], real])
    folder = try TemporaryFolder()
    workspace = folder.url.appendingPathComponent("ws").path
    inputs = network.inputs
    let model = Model(graph: network.graph, metadata: nil, sha256: "5ca1ab1e", fileByteCount: 0, description: "")
    design = try NetworkDesign(
      model: model, modelFile: "net.tflite",
      options: GenerationOptions(name: "net", binaryWeights: binaryWeights, visibleOperators: .all))
    let builder = LibraryBuilder(compiler: try CCompiler.find(for: .host))
    library = try builder.build(design, workspace: workspace).library.path
    let session = EngineSession(engine: try Engine(plan: design.plan))
    try session.setInputs(inputs)
    nodes = design.plan.nodes.map { node in
      session.run(node: node)
      return node.outputs.map { session.copy(of: $0) }
    }
    outputs = session.outputs()
  }
}

private func bytes(_ tensor: Tensor) -> [UInt8] { tensor.withUnsafeBytes { Array($0) } }

/// Notes what it sees and may stop.
private final class Recorder: NodeObserver, @unchecked Sendable {
  var wantsData: Bool
  var stopAt: Int?
  private(set) var seen: [NodeProfile] = []

  init(wantsData: Bool = true, stopAt: Int? = nil) {
    self.wantsData = wantsData
    self.stopAt = stopAt
  }

  func nodeDidRun(_ profile: NodeProfile, sample: Int) -> ObserverDecision {
    seen.append(profile)
    return profile.node.index == stopAt ? .stop : .proceed
  }
}

private let hasCompiler = (try? CCompiler.find(for: .host)) != nil

@Suite("Shared library driver", .enabled(if: hasCompiler, "no C compiler is on the PATH"))
struct SharedLibraryDriverTests {
  static let interfaces = ["edgerunner", "st-ai"]

  @Test("a built library computes what the engine does, node by node", arguments: interfaces)
  func equalsEngine(interface: String) async throws {
    let built = try BuiltLibrary.shared.get()
    let runner = try await Drivers.connect("lib:\(built.workspace)?interface=\(interface)")
    let session = try await runner.makeSession()
    let plain = try await session.invoke(built.inputs)
    #expect(plain.outputs.map(bytes) == built.outputs.map(bytes))
    #expect(plain.profile.durations.count == 1 && plain.profile.nodes.isEmpty)
    let watched = try await session.invoke(built.inputs, mode: .perLayerWithData, observer: nil)
    #expect(watched.outputs.map(bytes) == built.outputs.map(bytes))
    let nodes = try #require(watched.profile.nodes.first)
    #expect(nodes.map { $0.data.map(bytes) } == built.nodes.map { $0.map(bytes) })
    #expect(nodes.map(\.node.sourceOperators) == built.design.plan.nodes.map(\.sourceOperators))
    #expect(nodes.allSatisfy { $0.duration != nil })
    for (node, planned) in zip(nodes, built.design.plan.nodes) {
      #expect(node.node.outputs.map(\.shape) == planned.outputs.map(\.shape))
      #expect(node.node.outputs.map(\.elementType) == planned.outputs.map(\.elementType))
      #expect(node.node.outputs.map(\.quantization) == planned.outputs.map(\.quantization))
    }
    // Plain again, after a callback was set.
    #expect(try await session.invoke(built.inputs).outputs.map(bytes) == built.outputs.map(bytes))
  }

  @Test("names, sizes and origin are told", arguments: interfaces)
  func describesItself(interface: String) async throws {
    let built = try BuiltLibrary.shared.get()
    let runner = try await Drivers.connect("lib:\(built.library)?interface=\(interface)")
    let model = try #require(runner.models.first)
    #expect(model.name == "net" && model.hash == "5ca1ab1e")
    #expect(model.macs == built.design.macs && model.nodeCount == built.design.plan.nodes.count)
    #expect(model.weightsByteCount == built.design.weightsByteCount)
    #expect(model.inputs.map(\.shape) == [[1, 8, 8, 3], [1, 4, 4, 6]])
    #expect(model.inputs.map(\.quantization) == built.design.plan.inputs.map(\.quantization))
    #expect(model.outputs.map(\.elementType) == [.int8, .float32])
    #expect(runner.capabilities == [.perLayer, .intermediateData, .performanceOnly])
    if interface == "edgerunner" {
      #expect(model.inputs.map(\.name) == ["input_0", "input_1"])
      #expect(runner.information.runtime.contains("EdgeRunner"))
    } else {
      #expect(model.inputs.map(\.name) == ["input_1", "input_2"])
      #expect(runner.information.runtime.hasPrefix("ST.AI"))
    }
  }

  @Test("folder, file, path without extension and the alias file: lead to the library")
  func findsLibrary() async throws {
    let built = try BuiltLibrary.shared.get()
    let bare = (built.library as NSString).deletingPathExtension
    for descriptor in [
      built.workspace, "lib:\(built.workspace)/", "file:\(built.workspace)", built.library, "lib:\(bare)",
      "stedgeai:lib:\(built.library)",
    ] {
      #expect(try await Drivers.connect(descriptor).models.map(\.name) == ["net"], "\(descriptor)")
    }
  }

  @Test("batches, other modes and sessions side by side", arguments: interfaces)
  func sessionsSideBySide(interface: String) async throws {
    let built = try BuiltLibrary.shared.get()
    let runner = try await Drivers.connect("lib:\(built.workspace)?interface=\(interface)")
    let (first, second) = (try await runner.makeSession(), try await runner.makeSession(modelName: "net"))
    let batch = built.inputs.map { tensor in
      Tensor(
        shape: [3] + tensor.shape.dropFirst(), elementType: tensor.elementType, quantization: tensor.quantization,
        values: bytes(tensor) + [UInt8](repeating: 7, count: tensor.byteCount) + bytes(tensor))
    }
    let three = try await first.invoke(batch)
    #expect(three.profile.durations.count == 3)
    for (joined, single) in zip(three.outputs, built.outputs) {
      let all = bytes(joined)
      #expect(Array(all.prefix(single.byteCount)) == bytes(single))
      #expect(Array(all.suffix(single.byteCount)) == bytes(single))
      #expect(Array(all[single.byteCount..<2 * single.byteCount]) != bytes(single))
    }
    let timed = try await second.invoke(built.inputs, mode: .performanceOnly, observer: nil)
    #expect(timed.outputs.isEmpty)
    let layers = try await second.invoke(built.inputs, mode: .perLayer, observer: nil)
    #expect(layers.profile.nodes[0].count == built.nodes.count)
    #expect(layers.profile.nodes[0].allSatisfy { $0.data.isEmpty })
    await runner.close()
    await #expect(throws: RunnerError.self) { try await first.invoke(built.inputs) }
    await #expect(throws: RunnerError.self) { try await runner.makeSession() }
  }

  @Test("an observer sees data and can stop the run", arguments: interfaces)
  func observerStops(interface: String) async throws {
    let built = try BuiltLibrary.shared.get()
    let session = try await Drivers.connect("lib:\(built.workspace)?interface=\(interface)").makeSession()
    let recorder = Recorder()
    let result = try await session.invoke(built.inputs, mode: .ioOnly, observer: recorder)
    #expect(result.profile.nodes.isEmpty)
    #expect(recorder.seen.map { $0.data.map(bytes) } == built.nodes.map { $0.map(bytes) })
    let stopping = Recorder(wantsData: false, stopAt: 1)
    let error = await #expect(throws: RunnerError.self) {
      try await session.invoke(built.inputs, mode: .ioOnly, observer: stopping)
    }
    #expect(error?.code == .cancelled)
    #expect(stopping.seen.map(\.node.index) == [0, 1])
    // The session goes on.
    #expect(try await session.invoke(built.inputs).outputs.map(bytes) == built.outputs.map(bytes))
  }

  @Test("a library without weights takes them from a file", arguments: interfaces)
  func weightsFromFile(interface: String) async throws {
    let built = try BuiltLibrary(binaryWeights: true)
    let generated = built.folder.url.appendingPathComponent("ws/inspector_net/workspace/generated/net_weights.bin")
    let descriptor = "lib:\(built.workspace)?interface=\(interface)"
    let session = try await Drivers.connect("\(descriptor)&weights=\(generated.path)").makeSession()
    #expect(try await session.invoke(built.inputs).outputs.map(bytes) == built.outputs.map(bytes))
    // The builder puts a copy beside the library.
    #expect(try await Drivers.connect(descriptor).models.count == 1)
    var damaged = try Data(contentsOf: generated)
    damaged[damaged.count / 2] ^= 1
    let other = built.folder.url.appendingPathComponent("other.bin")
    try damaged.write(to: other)
    if interface == "edgerunner" {
      let error = await #expect(throws: RunnerError.self) {
        try await Drivers.connect("\(descriptor)&weights=\(other.path)")
      }
      #expect(error?.code == .invalidModel && error?.message.contains("weights") == true)
    }
    try damaged.dropLast().write(to: other)
    let error = await #expect(throws: RunnerError.self) {
      try await Drivers.connect("\(descriptor)&weights=\(other.path)")
    }
    #expect(error?.message.contains("bytes") == true)
  }

  @Test("what is no such library is refused with the reason")
  func refusesOthers() async throws {
    let folder = try TemporaryFolder()
    func refusal(_ descriptor: String) async throws -> RunnerError {
      try #require(await #expect(throws: RunnerError.self) { try await Drivers.connect(descriptor) })
    }
    let missing = try await refusal("lib:\(folder.url.path)/nothing")
    #expect(missing.code == .invalidModel && missing.message.contains("there is no library"))
    let empty = try await refusal("lib:\(folder.url.path)")
    #expect(empty.code == .invalidModel && empty.message.contains("libai_NAME"))
    let text = folder.url.appendingPathComponent("libai_text.so")
    try Data("no library".utf8).write(to: text)
    let unloadable = try await refusal(text.path)
    #expect(unloadable.code == .invalidModel && unloadable.message.contains("libai_text.so cannot be loaded"))
    #expect(try await refusal("lib:\(text.path)?frobnicate=1").code == .invalidDescriptor)
    let built = try BuiltLibrary.shared.get()
    let unknown = try await refusal("lib:\(built.workspace)?name=other")
    #expect(unknown.code == .invalidArgument && unknown.hint?.contains("net") == true)
  }
}
