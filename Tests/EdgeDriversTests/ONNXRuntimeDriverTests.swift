import EdgeDrivers
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

@Suite("ONNX Runtime", RuntimeLibraries.onnxRuntimeModels) struct ONNXRuntimeDriverTests {
  private func open(
    _ model: String, _ parameters: String = ""
  ) async throws -> (runner: any Runner, session: any Session) {
    let runner = try await Drivers.connect(SharedFiles.path("models/\(model).onnx") + parameters)
    return (runner, try await runner.makeSession())
  }

  /// Noise in 0...1 of the inputs' shapes.
  private func noise(for session: any Session) -> [Tensor] {
    session.inputs.map { input in
      let values = (0..<input.elementCount).map {
        Float((UInt32(truncatingIfNeeded: $0) &* 2_654_435_761) >> 24) / 255
      }
      return Tensor(shape: input.shape, elementType: .float32, values: values)
    }
  }

  @Test(
    "models describe their inputs and outputs",
    arguments: [
      ("yolov8n_320", [1, 3, 320, 320], [[1, 84, 2100]]),
      ("yolov8n-seg_320", [1, 3, 320, 320], [[1, 116, 2100], [1, 32, 80, 80]]),
      ("picodet_s_416_v8io", [1, 3, 416, 416], [[1, 84, 3598]]),
    ])
  func describesModels(model: String, input: [Int], outputs: [[Int]]) async throws {
    let (runner, session) = try await open(model)
    #expect(runner.information.driver == "onnxruntime")
    #expect(session.inputs.map(\.shape) == [input])
    #expect(session.outputs.map(\.shape) == outputs)
    #expect(session.inputs.map(\.elementType) == [.float32])
  }

  @Test("a batch equals its samples one by one") func runsBatches() async throws {
    let session = try await open("yolov8n_320").session
    let first = noise(for: session)[0]
    let second = Tensor(shape: first.shape, elementType: .float32)
    let batch = Tensor(
      shape: [2, 3, 320, 320], elementType: .float32,
      values: first.array(of: Float.self) + second.array(of: Float.self))
    let joined = try await session.invoke([batch]).outputs[0]
    var values: [Float] = []
    for sample in [first, second] { values += try await session.invoke([sample]).outputs[0].array(of: Float.self) }
    #expect(joined.shape == [2, 84, 2100])
    #expect(joined.array(of: Float.self) == values)
  }

  @Test("per-layer runs report nodes with names, kinds, outputs and durations for every sample")
  func reportsNodes() async throws {
    let session = try await open("yolov8n_320").session
    let input = noise(for: session)[0].array(of: Float.self)
    let batch = Tensor(shape: [2, 3, 320, 320], elementType: .float32, values: input + input)
    for _ in 0..<2 {
      let result = try await session.invoke([batch], mode: .perLayer, observer: nil)
      #expect(result.profile.nodes.count == 2)
      for nodes in result.profile.nodes {
        #expect(nodes.contains { $0.node.kind == "Conv" && $0.node.outputs.first?.shape.count == 4 })
        #expect(nodes.allSatisfy { $0.duration != nil && !$0.node.name.isEmpty })
      }
    }
  }

  @Test("a missing, damaged or foreign file is an error of the model") func refusesBadFiles() async throws {
    let missing = try await #require(throws: RunnerError.self) { try await Drivers.connect("/nonexistent.onnx") }
    #expect(missing.code == .invalidModel)
    let whole = try Data(contentsOf: SharedFiles.url("models/yolov8n_320.onnx"))
    for bytes in [Data("no model".utf8), whole.prefix(1000), whole.prefix(1_000_000)] {
      let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).onnx")
      try bytes.write(to: url)
      defer { try? FileManager.default.removeItem(at: url) }
      let error = try await #require(throws: RunnerError.self) { try await Drivers.connect(url.path) }
      #expect(error.code == .invalidModel)
    }
  }

  @Test(
    "wrong parameters are refused by name",
    arguments: [("?threads=-1", "threads=-1"), ("?imgsz=0x2", "imgsz=0x2"), ("?kernels=xnnpack", "parameter kernels")])
  func refusesParameters(parameters: String, fragment: String) async throws {
    let error = try await #require(throws: RunnerError.self) { try await open("yolov8n_320", parameters) }
    #expect(error.code == .invalidDescriptor)
    #expect(error.message.contains(fragment))
  }
}

@Suite("ONNX models written by hand", .enabled(if: RuntimeLibraries.onnxRuntime.isUsable))
struct ONNXRuntimeSmallModelTests {
  /// Opens `model` from a file of its own.
  private func open(_ model: ONNXBytes, _ parameters: String = "") async throws -> any Session {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).onnx")
    try Data(model.bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await Drivers.connect("onnxruntime:\(url.path)\(parameters)").makeSession()
  }

  @Test("4-bit weights behind DequantizeLinear run") func runsFourBitWeights() async throws {
    // Codes 0, 1, 7, -8, -1, 3, packed two to a byte, low nibble first; scale 0.5.
    let model = ONNXBytes.model(
      nodes: [
        .node("DequantizeLinear", inputs: ["codes", "scale"], outputs: ["weights"]),
        .node("Mul", inputs: ["x", "weights"], outputs: ["y"]),
      ],
      initializers: [
        .initializer("codes", type: 22, shape: [6], data: [0x10, 0x87, 0x3F]),
        .initializer("scale", type: 1, shape: [], data: ONNXBytes.floats([0.5])),
      ], inputs: [.value("x", type: 1, shape: [.fixed(6)])], outputs: [.value("y", type: 1, shape: [.fixed(6)])],
      operatorSet: 21)
    let session = try await open(model)
    let ones = Tensor(shape: [6], elementType: .float32, values: [Float](repeating: 1, count: 6))
    let result = try await session.invoke([ones])
    #expect(result.outputs[0].array(of: Float.self) == [0, 0.5, 3.5, -4, -0.5, 1.5])
  }

  @Test("weights in a file beside the model are found") func findsExternalWeights() async throws {
    let name = "\(UUID().uuidString).bin"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try Data(ONNXBytes.floats([1, 2, 3])).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let model = ONNXBytes.model(
      nodes: [.node("Mul", inputs: ["x", "weights"], outputs: ["y"])],
      initializers: [.externalInitializer("weights", type: 1, shape: [3], file: name)],
      inputs: [.value("x", type: 1, shape: [.fixed(3)])], outputs: [.value("y", type: 1, shape: [.fixed(3)])],
      operatorSet: 17)
    let session = try await open(model)
    let result = try await session.invoke([
      Tensor(shape: [3], elementType: .float32, values: [Float](arrayLiteral: 2, 2, 2))
    ])
    #expect(result.outputs[0].array(of: Float.self) == [2, 4, 6])
  }

  @Test("results of nodes come with names, kinds and data; constants are left out") func showsResults() async throws {
    let model = ONNXBytes.model(
      nodes: [
        .node("DequantizeLinear", inputs: ["codes", "scale"], outputs: ["weights"]),
        .node("Mul", inputs: ["x", "weights"], outputs: ["product"]),
        .node("Relu", inputs: ["product"], outputs: ["y"]),
      ],
      initializers: [
        .initializer("codes", type: 3, shape: [2], data: [2, 0xFC]),
        .initializer("scale", type: 1, shape: [], data: ONNXBytes.floats([0.5])),
      ], inputs: [.value("x", type: 1, shape: [.fixed(2)])], outputs: [.value("y", type: 1, shape: [.fixed(2)])],
      operatorSet: 17)
    let session = try await open(model)
    let input = Tensor(shape: [2], elementType: .float32, values: [Float(3), 4])
    let result = try await session.invoke([input], mode: .perLayerWithData, observer: nil)
    let nodes = try #require(result.profile.nodes.first)
    #expect(nodes.map(\.node.kind) == ["Mul", "Relu"])
    #expect(nodes.map(\.node.sourceOperators) == [[1], [2]])
    #expect(nodes.map { $0.node.outputs.map(\.name) } == [["product"], ["y"]])
    #expect(nodes.map { $0.data.map { $0.array(of: Float.self) } } == [[[3, -8]], [[3, 0]]])
    #expect(result.outputs[0].array(of: Float.self) == [3, 0])
  }

  @Test(
    "half floats and integers pass through",
    arguments: [(10, ElementType.float16), (2, .uint8), (3, .int8), (7, .int64)])
  func passesElementTypes(number: Int, elementType: ElementType) async throws {
    let model = ONNXBytes.model(
      nodes: [.node("Identity", inputs: ["x"], outputs: ["y"])], initializers: [],
      inputs: [.value("x", type: number, shape: [.fixed(1), .fixed(4)])],
      outputs: [.value("y", type: number, shape: [.fixed(1), .fixed(4)])], operatorSet: 17)
    let session = try await open(model)
    #expect(session.inputs[0].elementType == elementType)
    var input = Tensor(shape: [1, 4], elementType: elementType)
    input.withUnsafeMutableBytes { bytes in
      for index in bytes.indices { bytes[index] = UInt8(index + 1) }
    }
    let output = try await session.invoke([input]).outputs[0]
    #expect(output.sha256 == input.sha256)
  }

  private func pictureModel() -> ONNXBytes {
    let shape: [ONNXBytes.Dimension] = [.open("batch"), .fixed(3), .open("height"), .open("width")]
    return .model(
      nodes: [.node("Relu", inputs: ["x"], outputs: ["y"])], initializers: [],
      inputs: [.value("x", type: 1, shape: shape)], outputs: [.value("y", type: 1, shape: shape)], operatorSet: 17)
  }

  @Test(
    "open dimensions take the values given",
    arguments: [
      ("?imgsz=8", [1, 3, 8, 8]), ("?imgsz=4x6", [1, 3, 4, 6]), ("?imgsz=4x6&batch=2", [2, 3, 4, 6]),
    ])
  func settlesOpenDimensions(parameters: String, shape: [Int]) async throws {
    let session = try await open(pictureModel(), parameters)
    #expect(session.inputs[0].shape == shape)
    #expect(session.outputs[0].shape == shape)
  }

  @Test("an open picture size that nobody gave is asked for") func asksForPictureSize() async throws {
    let error = try await #require(throws: RunnerError.self) { try await open(pictureModel()) }
    #expect(error.code == .unsupportedModel)
    #expect(try #require(error.hint).contains("imgsz"))
  }
}
