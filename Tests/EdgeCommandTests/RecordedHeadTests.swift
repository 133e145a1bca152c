import EdgeDetection
import EdgeDrivers
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Real exports of the newest exporters, number by number against what Ultralytics 8.4.190 found with the same files.
@Suite("Recorded heads", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct RecordedHeadTests {
  /// The best rows of one picture: edges, score and class, then keypoints.
  private struct Recording: Decodable {
    var model: String
    var picture: String
    var count: Int
    var rows: [[Float]]
  }

  @Test("equal what Ultralytics found with the same file")
  func equalUltralytics() async throws {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/heads.json")
    for recording in try JSONDecoder().decode([Recording].self, from: Data(contentsOf: fixture)) {
      let isTFLite = recording.model.hasSuffix(".tflite")
      let availability =
        isTFLite ? LiteRTDriver().availability() : ONNXRuntimeDriver().availability()
      guard availability.isUsable else { continue }
      let file = SharedFiles.path("models/new/\(recording.model)")
      let runner = try await Drivers.connect(isTFLite ? "litert:\(file)" : file)
      let detector = try Detector(session: await runner.makeSession())
      let picture = try PictureDecoder().decode(file: SharedFiles.path("images/\(recording.picture)"))
      let found = try await detector.detect(picture).detections
      await runner.close()
      #expect(found.count == recording.count, "\(recording.model)")
      #expect(detector.head.notes.isEmpty)
      for (detection, row) in zip(found, recording.rows) {
        let box = detection.box
        #expect([box.x1, box.y1, box.x2, box.y2, detection.confidence] == Array(row[..<5]), "\(recording.model)")
        #expect(detection.classIndex == Int(row[5]))
        let points = detection.keypoints.flatMap { [$0.x, $0.y, $0.visibility ?? .nan] }
        #expect(points == Array(row[6...]), "\(recording.model)")
      }
    }
  }

  @Test("boxes in pixels inside a TensorFlow Lite file are read as such, and told")
  func pixelsInTFLite() async throws {
    let file = SharedFiles.path("models/new/ul84190_savedmodel_yolov8n_320_full_integer_pixels.tflite")
    let runner = try await Drivers.connect(file)
    let detector = try Detector(session: await runner.makeSession())
    for name in ["bus.jpg", "zidane.jpg"] {
      let picture = try PictureDecoder().decode(file: SharedFiles.path("images/\(name)"))
      let found = try await detector.detect(picture).detections
      #expect(!found.isEmpty)
      for object in found {
        #expect(object.box.x1 >= 0 && object.box.x2 <= Float(picture.width) + 1 && object.box.width > 20)
      }
    }
    #expect(detector.head.notes.count == 1)
    await runner.close()
  }
}
