import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Inspecting ONNX files")
struct ONNXInspectorTests {
  /// A message field of at most 127 bytes.
  private static func field(_ number: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [number << 3 | 2, UInt8(contents.count)] + contents
  }

  private static func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private static func value(_ name: String, shape: [[UInt8]]) -> [UInt8] {
    let dimensions = shape.flatMap { field(1, $0) }
    return field(1, name) + field(2, field(1, [1 << 3, 1] + field(2, dimensions)))
  }

  /// Two nodes, one constant listed as an input too, one symbolic dimension, one described intermediate tensor.
  private static let file: [UInt8] = {
    let graph =
      field(1, field(1, "x") + field(1, "w") + field(2, "h") + field(3, "first") + field(4, "MatMul"))
      + field(1, field(1, "h") + field(2, "y") + field(4, "Gelu") + field(7, "com.microsoft"))
      + field(2, "g") + field(5, [1 << 3, 4, 1 << 3, 2, 2 << 3, 1] + field(8, "w"))
      + field(11, value("x", shape: [field(2, "batch"), [1 << 3, 4]])) + field(11, value("w", shape: []))
      + field(12, value("y", shape: [[], [1 << 3, 2]])) + field(13, value("h", shape: [[1 << 3, 7]]))
    return [1 << 3, 8] + field(2, "tool") + field(3, "1.0") + [7 << 3 | 2, UInt8(graph.count & 127) | 128]
      + [UInt8(graph.count >> 7)] + graph + field(8, [2 << 3, 17]) + field(8, field(1, "com.microsoft") + [2 << 3, 1])
      + field(14, field(1, "names") + field(2, "{0: 'person'}")) + field(14, field(1, "imgsz") + field(2, "[320, 416]"))
      + field(14, field(1, "stride") + field(2, "32")) + field(14, field(1, "task") + field(2, "detect"))
      + field(14, field(1, "kpt_shape") + field(2, "[17]"))
  }()

  @Test("a file is described as written")
  func describes() throws {
    let model = try ONNXInspector.read(ByteRegion(copying: Self.file))
    #expect(model.irVersion == 8)
    #expect(model.opset == 17)
    #expect(model.operatorSets.map(\.domain) == ["", "com.microsoft"])
    #expect(model.producerName == "tool")
    #expect(model.producerVersion == "1.0")
    #expect(model.graphName == "g")
    #expect(model.inputs.map(\.name) == ["x"])
    #expect(model.inputs.first?.dimensions == [.symbolic("batch"), .fixed(4)])
    #expect(model.outputs.first?.dimensions == [.symbolic(""), .fixed(2)])
    #expect(model.outputs.first?.elementType.elementType == .float32)
    #expect(model.nodes.map(\.operatorType) == ["MatMul", "Gelu"])
    #expect(model.nodes[0].inputs == ["x", "w"])
    #expect(model.nodes[1].domain == "com.microsoft")
    let constant = try #require(model.initializers.first)
    #expect(constant.name == "w")
    #expect(constant.elementType.description == "FLOAT")
    #expect(constant.dimensions == [4, 2])
    #expect(constant.byteCount == 32)
    #expect(!constant.isExternal)
    #expect(model.metadata?.names == [0: "person"])
    #expect(model.metadata?.imageSize == [320, 416])
    #expect(model.metadata?.stride == 32)
    #expect(model.metadata?.task == "detect")
    #expect(model.warnings.count == 1)
  }

  @Test("further outputs are appended, with the type that the file states")
  func exposes() throws {
    let exposed = try ONNXInspector.exposingOutputs(["h", "y", "h"], in: ByteRegion(copying: Self.file))
    #expect(Array(exposed.prefix(Self.file.count)) == Self.file)
    let model = try ONNXInspector.read(ByteRegion(copying: exposed))
    #expect(model.outputs.map(\.name) == ["y", "h"])
    #expect(model.outputs[1].dimensions == [.fixed(7)])
    #expect(model.nodes.count == 2)
    #expect(try ONNXInspector.exposingOutputs([], in: ByteRegion(copying: Self.file)) == Self.file)
  }

  @Test("tensors that no node produces cannot be outputs", arguments: ["x", "w", "nothing", ""])
  func refusesUnknown(name: String) {
    #expect(throws: ONNXError.self) { try ONNXInspector.exposingOutputs([name], in: ByteRegion(copying: Self.file)) }
  }

  @Test("every file cut short and every changed byte is read or refused")
  func damage() {
    for count in 0..<Self.file.count {
      _ = try? ONNXInspector.read(ByteRegion(copying: Self.file.prefix(count)))
    }
    for position in Self.file.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var damaged = Self.file
        damaged[position] ^= change
        _ = try? ONNXInspector.read(ByteRegion(copying: damaged))
      }
    }
    #expect(throws: ONNXError.self) { try ONNXInspector.read(ByteRegion(copying: [])) }
    #expect(throws: ONNXError.self) { try ONNXInspector.read(ByteRegion(copying: Array("TFL3".utf8))) }
  }

  @Test(
    "real models are described",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: [
      ("yolov8n_320", 233, 143, [[1, 84, 2100]]), ("yolov5nu_640", 262, 164, [[1, 84, 8400]]),
      ("yolov8n-seg_320", 268, 171, [[1, 116, 2100], [1, 32, 80, 80]]),
      ("picodet_s_416_v8io", 490, 217, [[1, 84, 3598]]),
    ])
  func realModels(name: String, nodeCount: Int, initializerCount: Int, outputShapes: [[Int]]) throws {
    let file = try MappedFile(path: SharedFiles.path("models/\(name).onnx")).region
    let model = try ONNXInspector.read(file)
    #expect(model.nodes.count == nodeCount)
    #expect(model.initializers.count == initializerCount)
    #expect(model.opset == 13)
    #expect(model.inputs.map(\.name) == ["images"])
    #expect(model.outputs.map(\.dimensions) == outputShapes.map { $0.map { .fixed($0) } })
    #expect(model.metadata?.names.count == 80)
    #expect(model.metadata?.names[0] == "person")
    let size = try #require(model.metadata?.imageSize)
    #expect(model.inputs[0].dimensions == [.fixed(1), .fixed(3), .fixed(size[0]), .fixed(size[1])])
    #expect(model.warnings == [])
    let names = model.nodes.flatMap(\.outputs)
    let exposed = try ONNXInspector.read(ByteRegion(copying: ONNXInspector.exposingOutputs(names, in: file)))
    #expect(Set(exposed.outputs.map(\.name)) == Set(names))
  }
}
