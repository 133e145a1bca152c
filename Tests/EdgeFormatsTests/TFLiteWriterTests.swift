import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Writing TFLite files")
struct TFLiteWriterTests {
  @Test("the samples cover every operator that the reader knows")
  func coverage() {
    #expect(Set(OperatorSamples.kinds.map(\.entry.code)) == Set(OperatorCode.allCases))
  }

  @Test("an operator of every kind reads back unchanged", arguments: OperatorSamples.kinds, [false, true])
  func everyKind(kind: OperatorKind, leavingOutOptional: Bool) throws {
    let graph = SampleGraphs.graph(of: kind, leavingOutOptional: leavingOutOptional)
    let model = try TFLiteReader.read(ByteRegion(copying: TFLiteWriter.write(graph, description: "sample")))
    #expect(model.graph.differences(from: graph) == [])
    #expect(model.description == "sample")
  }

  @Test("a network with quantized constants reads back unchanged")
  func network() throws {
    let graph = SampleGraphs.network
    let bytes = try TFLiteWriter.write(graph)
    let model = try TFLiteReader.read(ByteRegion(copying: bytes))
    #expect(model.graph.differences(from: graph) == [])
    #expect(model.fileByteCount == bytes.count)
    #expect(try TFLiteWriter.write(model.graph) == bytes)
  }

  @Test("constants of every element type read back unchanged", arguments: ElementType.allCases)
  func elementTypes(type: ElementType) throws {
    var graph = SampleGraphs.graph(of: .add(.none))
    let byteCount = try #require(type.byteCount(of: 3))
    graph.tensors[1].elementType = type
    graph.tensors[1].constant = SampleGraphs.storage((0..<byteCount).map { UInt8($0 + 1) })
    let model = try TFLiteReader.read(ByteRegion(copying: TFLiteWriter.write(graph)))
    #expect(model.graph.differences(from: graph) == [])
  }

  @Test("a constant without elements reads back as one")
  func emptyConstant() throws {
    var graph = SampleGraphs.graph(of: .mean(keepDimensions: true))
    graph.tensors[1].shape = [0]
    graph.tensors[1].constant = TensorStorage(byteCount: 0)
    let model = try TFLiteReader.read(ByteRegion(copying: TFLiteWriter.write(graph)))
    #expect(model.graph.tensors[1].constant?.byteCount == 0)
  }

  @Test("a value beyond 32 bits is refused")
  func overflow() {
    let graph = SampleGraphs.graph(of: .concatenation(axis: 1 << 40, activation: .none))
    #expect(throws: TFLiteError.self) { try TFLiteWriter.write(graph) }
  }

  @Test(
    "real models survive writing and reading",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: SharedFiles.tfliteModels)
  func realModels(name: String) throws {
    let graph = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(name).tflite")).graph
    let written = try TFLiteReader.read(ByteRegion(copying: TFLiteWriter.write(graph))).graph
    #expect(written.differences(from: graph) == [])
  }
}
