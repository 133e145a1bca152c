import EdgeDetection
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

@Suite(
  "Recorded predictions", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct DetectionGoldenTests {
  @Test("boxes, masks and keypoints equal Ultralytics'", arguments: UltralyticsGolden.predictions)
  func equalRecorded(golden: String) throws {
    let recorded = try UltralyticsGolden.prediction(golden)
    let archive = try UltralyticsGolden.archive(golden)
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(recorded.model)"))
    let version: UltralyticsVersion = recorded.ultralytics == "8.2.39" ? .v8239 : .v84190
    let outputs = model.graph.outputs.map { model.graph.tensors[$0] }
    let input = model.graph.tensors[model.graph.inputs[0]]
    let head = try DetectionHead(
      outputShapes: outputs.map(\.shape), inputWidth: input.shape[2], inputHeight: input.shape[1],
      metadata: model.metadata)
    #expect(head.task.rawValue == recorded.task)
    let options = PostprocessOptions(confidence: recorded.conf, iouThreshold: recorded.iou, version: version)

    for (name, image) in recorded.images {
      let tensors = try outputs.enumerated().map { index, output in
        var tensor = try #require(archive["\(name).out\(index)"])
        tensor.quantization = output.quantization
        return tensor
      }
      let geometry = LetterboxGeometry(
        pictureWidth: image.origShape[1], pictureHeight: image.origShape[0], inputWidth: head.inputWidth,
        inputHeight: head.inputHeight)
      let found = try head.detections(in: tensors, geometry: geometry, options: options)
      try #require(found.count == image.boxes.count)
      for (detection, box) in zip(found, image.boxes) {
        // Recorded in decimals of double precision, which give back the very float.
        #expect(detection.box == BoundingBox(x1: box.xyxy[0], y1: box.xyxy[1], x2: box.xyxy[2], y2: box.xyxy[3]))
        #expect(detection.confidence == box.conf)
        #expect(detection.classIndex == box.cls)
      }
      if let keypoints = image.keypoints {
        let points = found.map { $0.keypoints.map { [$0.x, $0.y, $0.visibility ?? -1] } }
        #expect(points == keypoints)
      }
      if let masks = image.masks {
        let result = PictureResult(
          path: name, geometry: geometry, detections: found, names: .coco, version: version)
        #expect(found.map { result.polygon(of: $0)?.count } == masks.xyLen)
        let bits = try #require(archive["\(name).masks"]).array(of: UInt8.self)
        let masksAreEqual = found.flatMap { $0.mask?.fullGrid() ?? [] } == Self.unpacked(bits)
        #expect(masksAreEqual)
      }
    }
  }

  @Test("all recordings are there") func recordingsArePresent() {
    #expect(UltralyticsGolden.predictions.count == 11)
  }

  /// Bits, the highest of each byte first, as bytes.
  private static func unpacked(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
  }
}
