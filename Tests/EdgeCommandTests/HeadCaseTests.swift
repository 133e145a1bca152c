import EdgeDetection
import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// Small files that were once read wrongly, with what the real runtimes and Ultralytics 8.4.190 give for them.
@Suite(
  "Cases of heads",
  .enabled(
    if: SharedFiles.arePresent && ONNXRuntimeDriver().availability().isUsable,
    "the shared cases or ONNX Runtime are not here"))
struct HeadCaseTests {
  /// One object of `predict --json`.
  private struct Object: Equatable {
    var name: String
    var confidence: Double
    var box: [Double]
  }

  private struct Report: Decodable {
    struct Picture: Decodable {
      var detections: [DetectionRecord]
    }
    var pictures: [Picture]
    var notes: [String]
  }

  private func predict(_ name: String, _ model: String, _ options: String...) throws -> ([Object], notes: [String]) {
    let folder = SharedFiles.path("cases/\(name)")
    let result = try TemporaryFolder().edgerunner(
      ["predict", "\(folder)/sq.png", "-d", "\(folder)/\(model)", "--no-save", "--json"] + options)
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    let objects = report.pictures.flatMap(\.detections).map { record in
      Object(
        name: record.name, confidence: record.confidence,
        box: [record.box.x1, record.box.y1, record.box.x2, record.box.y2])
    }
    #expect(report.notes.allSatisfy { result.errors.contains("note: \($0)") })
    return (objects, report.notes)
  }

  @Test("suppression inside is told from metadata, and from the shape without it")
  func endToEnd() throws {
    for (model, names) in [("e2e.onnx", ["c2", "c7", "c0"]), ("e2e_plain.onnx", ["class2", "class7", "class0"])] {
      let (found, notes) = try predict("01-end-to-end-head-predict", model)
      let boxes: [[Double]] = [[10, 12, 40, 50], [5, 5, 20, 30], [30, 30, 60, 60]]
      #expect(
        found == zip(names, zip([0.9, 0.6, 0.3], boxes)).map { Object(name: $0, confidence: $1.0, box: $1.1) })
      #expect(notes.isEmpty)
    }
  }

  @Test func endToEndHeadsAreValidated() throws {
    let folder = SharedFiles.path("cases/02-end-to-end-head-val")
    let result = try TemporaryFolder().edgerunner(
      "val", "-d", "\(folder)/e2e.onnx", "--data", "\(folder)/vv/data.yaml", "--no-plots", "--json")
    #expect(result.status == 0)
    let documents = try #require(try result.json() as? [[String: Any]])
    let results = try #require(documents.first?["results"] as? [String: Any])
    let kind = try #require((results["kinds"] as? [[String: Any]])?.first)
    let all = try #require((kind["ultralytics"] as? [String: Any])?["all"] as? [String: Any])
    #expect(abs((all["map"] as? Double ?? 0) - 0.995) < 1e-9 && abs((all["map50"] as? Double ?? 0) - 0.995) < 1e-9)
    #expect(all["recall"] as? Double == 1)
  }

  @Test(
    "one object each, as Ultralytics finds it",
    arguments: [
      ("10-pixel-box-in-corner", "tiny.onnx", 0.9, [0, 0, 2, 2]),
      ("19-float16-input", "fp16in.onnx", 0.8999, [22, 22, 42, 42]),
      ("20-one-channel-input", "gray.onnx", 0.95, [22, 22, 42, 42]),
    ] as [(String, String, Double, [Double])])
  func oneObject(name: String, model: String, confidence: Double, box: [Double]) throws {
    let (found, notes) = try predict(name, model)
    #expect(found == [Object(name: "a", confidence: confidence, box: box)] && notes.isEmpty)
  }

  @Test func infiniteScoresAreLeftOutAndTold() throws {
    let (found, notes) = try predict("29-infinite-score", "nan.onnx")
    #expect(found == [Object(name: "c", confidence: 0.95, box: [22, 22, 42, 42])])
    #expect(notes.count == 1 && notes[0].contains("infinite"))
  }

  @Test("a score of any object is no class")
  func objectness() throws {
    #expect(try predict("25-class-count-contradicts-names", "v5.onnx").0.isEmpty)
    let folder = SharedFiles.path("cases/25-class-count-contradicts-names")
    let forced = try TemporaryFolder().edgerunner(
      "predict", "\(folder)/sq.png", "-d", "\(folder)/v5.onnx", "--no-save", "--head", "yolo")
    #expect(forced.status == 3 && forced.errors.contains("81 classes"))
  }

  @Test func outputsSizedByTheDataAreGivenWhole() throws {
    let folder = SharedFiles.path("cases/31-onnx-nms-inside")
    let place = try TemporaryFolder()
    let result = try place.edgerunner(
      "run", "\(folder)/nms.onnx", "--valinput", "\(folder)/in.npz", "-o", "o.npz", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let output = try #require(try NPZArchive.read(contentsOf: place.path("o.npz"))["c_outputs_1"])
    #expect(output.shape == [2, 3] && output.doubles() == [0, 0, 0, 0, 0, 2])
  }

  @Test("objects after suppression inside TensorFlow Lite's operator")
  func afterSuppression() throws {
    let folder = SharedFiles.path("cases/28-ssd-postprocess")
    let result = try TemporaryFolder().edgerunner(
      "predict", "\(folder)/sq.png", "-d", "litert:\(folder)/ssd.tflite", "--no-save", "--json")
    // Status 5: LiteRT is not installed.
    if result.status == 5 { return }
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    let found = report.pictures.flatMap(\.detections)
    #expect(found.count == 1 && found.first?.confidence == 0.9)
    if let box = found.first?.box {
      for (a, b) in zip([box.x1, box.y1, box.x2, box.y2], [12.8, 12.8, 44.8, 38.4]) { #expect(abs(a - b) < 1e-4) }
    }
  }
}
