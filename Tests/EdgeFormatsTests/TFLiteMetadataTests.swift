import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Metadata of TFLite files")
struct TFLiteMetadataTests {
  private func model(_ entries: [(String, String)], deflating: Bool = false) throws -> Model {
    var writer = ZipWriter()
    for (name, text) in entries { try writer.append(name: name, contents: Array(text.utf8), deflating: deflating) }
    return try model(appending: writer.archive())
  }

  private func model(appending archive: [UInt8]) throws -> Model {
    try TFLiteReader.read(ByteRegion(copying: TFLiteWriter.write(SampleGraphs.network) + archive))
  }

  private static let python = """
    {'description': "Ultralytics YOLOv8n's model", 'stride': 32, 'task': 'detect', 'batch': 1, 'imgsz': [224, 192], \
    'names': {0: 'person', 1: "driver's cab"}, 'args': {'int8': True, 'nms': False}}
    """
  private static let json = """
    {"description": "Ultralytics YOLOv8n's model", "stride": 32, "task": "detect", "imgsz": [224, 192],
     "names": {"0": "person", "1": "driver's cab"}, "args": {"int8": true, "nms": false}, "kpt_shape": null}
    """

  @Test(
    "both notations are understood, stored or packed, under any name",
    arguments: [("temp_meta.txt", python), ("metadata.json", json), ("x/metadata.json", json), ("other", python)],
    [false, true])
  func notations(entry: (name: String, text: String), deflating: Bool) throws {
    let model = try model([(entry.name, entry.text)], deflating: deflating)
    let metadata = try #require(model.metadata)
    #expect(model.warnings == [])
    #expect(metadata.names == [0: "person", 1: "driver's cab"])
    #expect(metadata.task == "detect")
    #expect(metadata.stride == 32)
    #expect(metadata.imageSize == [224, 192])
    #expect(metadata.keypointShape == nil)
    #expect(metadata.resizeMode == nil)
    #expect(metadata.entries["description"] == "Ultralytics YOLOv8n's model")
    #expect(metadata.entries["args"] == "{'int8': True, 'nms': False}")
  }

  @Test("other forms of the same values are understood")
  func forms() throws {
    let text = "{'names': ['a', 'b'], 'imgsz': 320, 'kpt_shape': (17, 3), 'resize': 'stretch', 'stride': 32.0}"
    let metadata = try #require(try model([("metadata.json", text)]).metadata)
    #expect(metadata.names == [0: "a", 1: "b"])
    #expect(metadata.imageSize == [320, 320])
    #expect(metadata.keypointShape == [17, 3])
    #expect(metadata.resizeMode == "stretch")
    #expect(metadata.stride == 32)
  }

  @Test(
    "a value of the wrong form is reported and left out",
    arguments: [
      "{'stride': 'wide'}", "{'stride': -1}", "{'imgsz': [1, 2, 3]}", "{'imgsz': [0, 4]}", "{'kpt_shape': [17, 4]}",
      "{'names': 3}", "{'names': {'x': 'y'}}", "{'task': 1}", "{'resize': 'crop'}",
    ])
  func wrongForm(text: String) throws {
    let model = try model([("metadata.json", text)])
    #expect(model.warnings.count == 1)
    var expected = ModelMetadata()
    expected.entries = model.metadata?.entries ?? [:]
    #expect(model.metadata == expected)
  }

  @Test("class names come from a label file when nothing else gives them", arguments: ["labels.txt", "a/labelmap.txt"])
  func labels(name: String) throws {
    #expect(
      try model([(name, "person\r\n\nsports ball \n\n")]).metadata?.names == [0: "person", 1: "", 2: "sports ball"])
    let both = try model([(name, "x"), ("metadata.json", "{'names': ['y']}")])
    #expect(both.metadata?.names == [0: "y"])
    let added = try model([("metadata.json", "{'stride': 8}"), (name, "x")])
    #expect(added.metadata?.names == [0: "x"])
    #expect(added.metadata?.stride == 8)
  }

  @Test("a file without an archive has no metadata and no warning")
  func none() throws {
    let model = try model(appending: [])
    #expect(model.metadata == nil)
    #expect(model.warnings == [])
  }

  @Test("damage is a warning, not an error")
  func damage() throws {
    var writer = ZipWriter()
    try writer.append(name: "metadata.json", contents: Array(Self.json.utf8), deflating: true)
    let archive = writer.archive()
    for position in archive.indices {
      var damaged = archive
      damaged[position] ^= 1 << (position % 8)
      _ = try model(appending: damaged)
    }
    #expect(try model([("metadata.json", "{'names': ")]).warnings.count == 1)
    var wrongChecksum = archive
    wrongChecksum[archive.count - 22 - 13 - 46 + 16] ^= 1
    #expect(try model(appending: wrongChecksum).warnings.count == 1)
    #expect(try model(appending: wrongChecksum).metadata == nil)
  }

  @Test("exposing tensors keeps metadata readable")
  func exposing() throws {
    var writer = ZipWriter()
    try writer.append(name: "metadata.json", contents: Array(Self.json.utf8), deflating: false)
    let file = ByteRegion(copying: try TFLiteWriter.write(SampleGraphs.network) + writer.archive())
    let exposed = try TFLiteOutputsRewriter.exposingTensors([4], in: file)
    let model = try TFLiteReader.read(ByteRegion(copying: exposed))
    #expect(model.graph.outputs == [4])
    #expect(model.metadata?.names.count == 2)
    #expect(model.warnings == [])
  }

  @Test(
    "real models carry what their exporter wrote",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func realModels() throws {
    func metadata(_ name: String) throws -> ModelMetadata? {
      try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(name).tflite")).metadata
    }
    let segmenter = try #require(try metadata("yolov8n_256_quant_pc_ii_seg_coco-st"))
    #expect(segmenter.task == "segment")
    #expect(segmenter.names.count == 80)
    #expect(segmenter.names[79] == "toothbrush")
    #expect(segmenter.imageSize == [256, 256])
    #expect(segmenter.stride == 32)
    #expect(try metadata("D_yolov8n_full_integer_quant")?.imageSize == [192, 192])
    #expect(try metadata("E_yolov8n_full_integer_quant_224")?.entries["version"] == "8.3.91")
    #expect(try metadata("yolov8n_192_quant_pc_uf_od_coco-person-st") == nil)
  }
}
