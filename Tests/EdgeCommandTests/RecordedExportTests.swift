import EdgeDetection
import EdgeDrivers
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Eight-bit exports of Ultralytics 8.4.190 with random weights, against what it found with them itself.
@Suite("Recorded exports", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct RecordedExportTests {
  private let expected: RecordedTask.Exports
  private let picture: Picture

  init() throws {
    expected = try RecordedTask.load().exports
    picture = try PictureDecoder().decode(file: SharedFiles.path("images/zidane.jpg"))
  }

  @Test("the classifier gives every score that Ultralytics gives") func classifies() async throws {
    let runner = try await Drivers.connect(SharedFiles.path("models/new/ul84190_yolov8n-cls_192_int8.tflite"))
    let classifier = try Classifier(session: await runner.makeSession())
    #expect(classifier.classCount == 1000 && classifier.names.count == 1000)
    let scores = try await classifier.classify(picture).result.scores
    let found = scores.enumerated().filter { $0.element > 0 }.map { [Float($0.offset), $0.element] }
    #expect(found == expected.scores)
    await runner.close()
  }

  /// All scores of this file are the same, so that the ranking of equal ones decides what is found.
  @Test(
    "the network of turned boxes finds what Ultralytics finds with a stable sort",
    .enabled(if: LiteRTDriver().availability().isUsable, "LiteRT is not installed"))
  func findsTurnedBoxes() async throws {
    let runner = try await Drivers.connect(
      "litert:" + SharedFiles.path("models/new/ul84190_yolo26n-obb_192_int8.tflite"))
    let detector = try Detector(
      session: await runner.makeSession(), options: PostprocessOptions(coordinates: .normalized),
      headOptions: HeadOptions(task: .obb))
    #expect(detector.head.classCount == 80)
    let found = try await detector.detect(picture).detections.map { object in
      let box = object.orientedBox ?? OrientedBox(centerX: 0, centerY: 0, width: 0, height: 0, angle: 0)
      return [
        box.centerX, box.centerY, box.width, box.height, box.angle, object.confidence, Float(object.classIndex),
      ]
    }
    #expect(found == expected.boxes)
    await runner.close()
  }
}
