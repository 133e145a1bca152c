import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Exposing tensors of TFLite files")
struct TFLiteOutputsRewriterTests {
  @Test("the outputs become the tensors asked for and nothing else changes")
  func exposes() throws {
    let graph = SampleGraphs.network
    let bytes = ByteRegion(copying: try TFLiteWriter.write(graph))
    let exposed = try TFLiteOutputsRewriter.exposingTensors([9, 4, 5], in: bytes)
    let read = try TFLiteReader.read(ByteRegion(copying: exposed)).graph
    #expect(read.outputs == [9, 4, 5])
    #expect(read.differences(from: graph) == ["outputs"])
    #expect(Array(exposed[8..<40]) == Array(bytes.array()[8..<40]))
  }

  @Test("a tensor number out of range is refused", arguments: [-1, 10, Int.max])
  func outOfRange(index: Int) throws {
    let bytes = ByteRegion(copying: try TFLiteWriter.write(SampleGraphs.network))
    #expect(throws: TFLiteError.self) { try TFLiteOutputsRewriter.exposingTensors([index], in: bytes) }
  }

  @Test(
    "every activation of a real model can be exposed",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: SharedFiles.tfliteModels)
  func realModels(name: String) throws {
    let bytes = try MappedFile(path: SharedFiles.path("models/\(name).tflite")).region
    let graph = try TFLiteReader.read(bytes).graph
    let activations = graph.operators.flatMap(\.outputs)
    let exposed = ByteRegion(copying: try TFLiteOutputsRewriter.exposingTensors(activations, in: bytes))
    let read = try TFLiteReader.read(exposed)
    #expect(read.graph.outputs == activations)
    #expect(read.graph.differences(from: graph) == ["outputs"])
    #expect(ZipArchive.isPresent(in: exposed) == ZipArchive.isPresent(in: bytes))
  }
}
