import EdgeDetection
import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Predictions on pictures of odd sizes under several settings, from the picture's file to the box.
@Suite(
  "Recorded predictions on odd sizes",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct OddPictureGoldenTests {
  private struct Recording: Decodable {
    var model: String
    var runs: [Run]
  }

  private struct Run: Decodable {
    /// Source and its cut-out: `bus_top_left_bottom_right.png`.
    var image: String
    var shape: [Int]
    var args: Settings
    var boxes: [[Float]]
  }

  private struct Settings: Decodable {
    var conf: Double?
    var iou: Double?
    var agnosticNms: Bool?
    var maxDet: Int?
    var classes: [Int]?
  }

  @Test("equal Ultralytics'", arguments: [("v84190", UltralyticsVersion.v84190), ("v8239", .v8239)])
  func equalRecorded(tag: String, version: UltralyticsVersion) throws {
    let name = "golden/ultralytics/edge_\(tag)_E_yolov8n_full_integer_quant_224.json"
    let recording = try UltralyticsGolden.decoder.decode(
      Recording.self, from: Data(contentsOf: SharedFiles.url(name)))
    #expect(recording.runs.count == 32)
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(recording.model)"))
    let input = model.graph.tensors[model.graph.inputs[0]]
    let preprocessor = try PicturePreprocessor(
      shape: input.shape, elementType: input.elementType, quantization: input.quantization)
    let head = try DetectionHead(
      outputShapes: model.graph.outputs.map { model.graph.tensors[$0].shape },
      inputWidth: preprocessor.inputWidth, inputHeight: preprocessor.inputHeight, metadata: model.metadata)
    let session = try EngineSession(engine: Engine(plan: ExecutionPlan(lowering: model.graph)))

    for (image, runs) in Dictionary(grouping: recording.runs, by: \.image) {
      let picture = try Self.picture(image)
      #expect([picture.height, picture.width] == runs[0].shape)
      let (tensor, geometry) = preprocessor(picture)
      let outputs = try session.run([tensor])
      for run in runs {
        let options = PostprocessOptions(
          confidence: run.args.conf ?? 0.25, iouThreshold: run.args.iou ?? 0.7,
          maximumDetections: run.args.maxDet ?? 300, isClassAgnostic: run.args.agnosticNms ?? false,
          classes: run.args.classes.map(Set.init), version: version)
        let found = try head.detections(in: outputs, geometry: geometry, options: options)
        let boxes = found.map {
          [$0.box.x1, $0.box.y1, $0.box.x2, $0.box.y2, $0.confidence, Float($0.classIndex)]
        }
        #expect(boxes == run.boxes, "\(image) \(run.args)")
      }
    }
  }

  /// The cut-out that a recording's name describes.
  private static func picture(_ name: String) throws -> Picture {
    let fields = name.split(separator: ".")[0].split(separator: "_")
    let edges = fields.dropFirst().compactMap { Int($0) }
    try #require(edges.count == 4)
    let source = SharedFiles.path(fields[0] == "bus" ? "images/bus.jpg" : "images/zidane.jpg")
    return try #require(
      try PictureDecoder().decode(file: source).cropped(columns: edges[1]..<edges[3], rows: edges[0]..<edges[2]))
  }
}
