import EdgeDetection
import EdgeDrivers
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Pictures through the whole chain on the native engine, against what Ultralytics gave for the same files.
@Suite(
  "Recorded predictions", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct RecordedPredictionTests {
  /// One recorded run of Ultralytics; the part of the file that tests look at.
  struct Recording: Decodable {
    struct Image: Decodable {
      var boxes: [Box]
    }
    struct Box: Decodable {
      var xyxy: [Float]
      var conf: Float
      var cls: Int
    }
    var model: String
    var conf: Double
    var iou: Double
    var images: [String: Image]
  }

  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: SharedFiles.path("golden/ultralytics"))) ?? []
    return all.filter { $0.hasPrefix("predict_v") && $0.hasSuffix(".json") }.sorted()
  }()

  @Test(arguments: names)
  func areEqualled(_ name: String) async throws {
    let recording = try JSONDecoder().decode(
      Recording.self, from: Data(contentsOf: SharedFiles.url("golden/ultralytics/\(name)")))
    let runner = try await Drivers.connect(SharedFiles.path("models/\(recording.model)"))
    let options = PostprocessOptions(
      confidence: recording.conf, iouThreshold: recording.iou, version: name.contains("v8239") ? .v8239 : .v84190)
    let detector = try Detector(session: await runner.makeSession(), options: options)
    #expect(!recording.images.isEmpty)
    for (image, expected) in recording.images {
      let picture = try PictureDecoder().decode(file: SharedFiles.path("images/\(image)"))
      let found = try await detector.detect(picture).detections
      #expect(found.map(\.classIndex) == expected.boxes.map(\.cls), "\(image)")
      for (object, box) in zip(found, expected.boxes) {
        #expect(object.confidence == box.conf, "\(image)")
        #expect([object.box.x1, object.box.y1, object.box.x2, object.box.y2] == box.xyxy, "\(image)")
      }
    }
  }
}
