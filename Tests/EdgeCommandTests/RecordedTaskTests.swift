import EdgeDatasets
import EdgeDetection
import EdgeDrivers
import EdgeEvaluation
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Turned boxes and classes through the whole chain, against what Ultralytics gave for the same networks and pictures.
///
/// The networks are of floats, so that another processor may give other last bits; classes and orders are the same.
@Suite("Recorded tasks", RecordedTask.needsRuntime)
struct RecordedTaskTests {
  private let recorded: RecordedTask

  init() throws { recorded = try RecordedTask.load() }

  private func isClose(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= max(abs(b), 1) * 2e-5 }

  @Test(
    "turned boxes are Ultralytics', with suppression outside of the network and inside",
    arguments: ["obb", "obb-end2end"]
  )
  func findsTurnedBoxes(_ network: String) async throws {
    let runner = try await Drivers.connect(RecordedTask.network(network))
    let detector = try Detector(session: await runner.makeSession(), options: PostprocessOptions(confidence: 0.6))
    #expect(detector.head.task == .obb && detector.head.classCount == 2)
    for (index, expected) in (network == "obb" ? recorded.obb : recorded.end2end).enumerated() {
      let result = try await detector.detect(recorded.picture(index)).result
      #expect(result.detections.map(\.classIndex) == expected.boxes.map { Int($0[6]) }, "picture \(index)")
      for (object, numbers) in zip(result.detections, expected.boxes) {
        let box = try #require(object.orientedBox)
        let found = [box.centerX, box.centerY, box.width, box.height, box.angle, object.confidence]
        #expect(zip(found, numbers).allSatisfy(isClose), "picture \(index): \(found), \(numbers)")
        #expect(object.box == box.hull)
      }
      guard let lines = expected.lines, let json = expected.json else { continue }
      let written = result.labelLines(withConfidence: true)
      #expect(written.count == lines.count)
      for (a, b) in zip(written, lines) {
        let (a, b) = (
          a.split(separator: " ").compactMap { Float($0) }, b.split(separator: " ").compactMap { Float($0) }
        )
        #expect(a.count == 10 && a.count == b.count && zip(a, b).allSatisfy(isClose))
      }
      for (record, object) in zip(result.records, json) {
        let box = record.box
        let corners = [box.x1, box.y1, box.x2, box.y2, box.x3, box.y3, box.x4, box.y4]
        let expected = (1...4).flatMap { [object.box["x\($0)"], object.box["y\($0)"]] }
        #expect(record.name == object.name && abs(record.confidence - object.confidence) < 2e-5)
        #expect(zip(corners, expected).allSatisfy { abs(($0 ?? .nan) - ($1 ?? .nan)) < 1e-2 }, "\(corners) \(expected)")
      }
    }
    await runner.close()
  }

  @Test("the scores of turned boxes are Ultralytics'") func validatesTurnedBoxes() async throws {
    let folder = try TemporaryFolder()
    for (index, labels) in recorded.val.labels.enumerated() {
      try recorded.write(index, to: "images/\(index).png", in: folder)
      try folder.write(labels, to: "labels/\(index).txt")
    }
    try folder.write("path: .\nval: images\nnames: [plane, ship]\n", to: "data.yaml")
    let result = try folder.edgerunner("val", "-d", RecordedTask.network("obb"), "--data", "data.yaml", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let runner = try await Drivers.connect(RecordedTask.network("obb"))
    let job = try await ValidationJob(runner: runner, options: .init(data: folder.path("data.yaml")))
    let report = try await job.run(in: nil)
    let kind = try #require(report.kinds.first)
    #expect(report.kinds.count == 1 && kind.kind == .orientedBoxes && kind.coco.isEmpty)
    let figures = kind.ultralytics
    let pairs = [
      (figures.all.map50, recorded.val.map50), (figures.map75, recorded.val.map75), (figures.all.map, recorded.val.map),
      (figures.all.precision, recorded.val.precision), (figures.all.recall, recorded.val.recall),
    ]
    for (found, expected) in pairs { #expect(abs(found - expected) < 1e-6, "\(found), recorded \(expected)") }
    #expect(figures.classes.count == recorded.val.classes.count)
    for (row, expected) in zip(figures.classes, recorded.val.classes) {
      #expect(row.classIndex == expected.index && abs(row.map50 - expected.ap50) < 1e-6)
      #expect(abs(row.map - expected.ap) < 1e-6 && abs(row.recall - expected.recall) < 1e-6)
    }
    let matrix = ConfusionMatrix(job.outcomes, classCount: 2)
    #expect(matrix.counts == recorded.val.confusion.flatMap { $0 })
    let predictions = try JSONDecoder().decode(
      [RecordedTask.Validation.Prediction].self, from: Data(folder.text(of: "runs/obb/val/predictions.json").utf8))
    for (found, expected) in zip(predictions, recorded.val.predictions) {
      let (a, b) = ([found.score] + found.rbox + found.poly, [expected.score] + expected.rbox + expected.poly)
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 2e-3 }, "\(a), recorded \(b)")
    }
    #expect(
      Set(try folder.names(in: "runs/obb/val")).isSuperset(of: ["BoxPR_curve.png", "confusion_matrix.png", "worst"]))
    await runner.close()
  }

  @Test("an interrupted run of turned boxes goes on and gives the same figures") func resumesTurnedBoxes() async throws
  {
    let runner = try await Drivers.connect(RecordedTask.network("obb"))
    let folder = try TemporaryFolder()
    for (index, labels) in recorded.val.labels.enumerated() {
      try recorded.write(index, to: "images/\(index).png", in: folder)
      try folder.write(labels, to: "labels/\(index).txt")
    }
    try folder.write("path: .\nval: images\nnames: [plane, ship]\n", to: "data.yaml")
    let options = ValidationJob.Options(data: folder.path("data.yaml"))
    let place = ValidationJob.Place(project: folder.path("out"), resumes: true)
    let first = try await ValidationJob(runner: runner, options: options)
    try first.open(place)
    try await first.process(upTo: 3)
    let second = try await ValidationJob(runner: runner, options: options)
    let report = try await second.run(in: place)
    #expect(second.nextPosition == recorded.sizes.count)
    #expect(abs((report.kinds.first?.ultralytics.all.map ?? 0) - recorded.val.map) < 1e-6)
    await runner.close()
  }

  @Test("the scores of classes are Ultralytics'") func classifies() async throws {
    let runner = try await Drivers.connect(RecordedTask.network("classify"))
    let classifier = try Classifier(session: await runner.makeSession())
    for expected in recorded.classify.pictures {
      let result = try await classifier.classify(recorded.picture(expected.picture)).result
      #expect(zip(result.scores, expected.scores).allSatisfy(isClose), "\(result.scores), \(expected.scores)")
      #expect(result.labelLines() == expected.lines)
      #expect(result.records.map(\.name) == expected.json.map(\.name))
      #expect(result.summary + ", " == expected.text)
    }
    await runner.close()
  }

  @Test("predict and val classify, and say what they leave out") func commandsClassify() async throws {
    let folder = try TemporaryFolder()
    for found in recorded.classify.pictures {
      try recorded.write(found.picture, to: "set/val/\(found.folder)/\(found.picture).png", in: folder)
    }
    let network = RecordedTask.network("classify")
    let predicted = try folder.edgerunner("predict", "-d", network, "set/val/cat", "--save-txt", "--save-crop")
    #expect(predicted.status == 0 && predicted.output.contains("32x32 ibex 0.36, eel 0.27"), "\(predicted.errors)")
    #expect(predicted.errors.contains("no boxes to cut out"))
    #expect(try folder.text(of: "runs/classify/predict/labels/0.txt").hasPrefix("0.36 ibex\n0.27 eel\n"))
    #expect(try folder.names(in: "runs/classify/predict") == ["0.jpg", "1.jpg", "labels"])
    for data in ["set", "set/val"] {
      let result = try folder.edgerunner("val", "-d", network, "--data", data, "--json", "--name", "run", "--exist-ok")
      #expect(result.status == 0 && result.errors.contains("zebra"), "\(result.errors)")
      let document = try #require((try result.json() as? [[String: Any]])?.first?["results"] as? [String: Any])
      let all = try #require((document["scores"] as? [String: Any])?["all"] as? [String: Any])
      // Ultralytics' means are of float32.
      #expect(abs((all["top1"] as? Double ?? 0) - recorded.classify.top1) < 1e-7)
      #expect(abs((all["top5"] as? Double ?? 0) - recorded.classify.top5) < 1e-7)
    }
    #expect(
      try folder.names(in: "runs/classify/run") == [
        "confusion_matrix.png", "confusion_matrix_normalized.png", "predictions.json", "results.csv", "results.json",
        "speed.json",
      ])
    let twice = try folder.edgerunner("val", "-d", network, "-d", network, "--data", "set", "--no-plots")
    #expect(twice.status == 0 && twice.output.contains("the same class on 7 of 7 pictures"), "\(twice.errors)")
    let mixed = try folder.edgerunner("val", "-d", network, "-d", RecordedTask.network("obb"), "--data", "set")
    #expect(mixed.status == 2)
    let meaningless = try folder.edgerunner("val", "-d", network, "--data", "set", "--conf", "0.1")
    #expect(meaningless.status == 2 && meaningless.errors.contains("--conf"))
    let absent = try folder.edgerunner("val", "-d", network, "--data", "nowhere")
    #expect(absent.status == 4)
  }

  @Test("turned boxes are drawn and written, and known for the release that they are taken from")
  func commandsFindTurnedBoxes() throws {
    let folder = try TemporaryFolder()
    try recorded.write(3, to: "sea.png", in: folder)
    let network = RecordedTask.network("obb")
    let result = try folder.edgerunner("predict", "-d", network, "sea.png", "--conf", "0.6", "--save-txt")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      try folder.text(of: "runs/obb/predict/labels/sea.txt").split(separator: "\n").first?.split(separator: " ").count
        == 9)
    let old = try folder.edgerunner("predict", "-d", network, "sea.png", "--compat", "8.2.39")
    #expect(old.status == 2 && old.errors.contains("8.4.190"))
  }
}
