import EdgeDrivers
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite(
  "val with several descriptors", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct ValComparisonTests {
  private static let detector = SharedFiles.path("models/yolov8n_192_quant_pc_uf_od_coco-person-st.tflite")
  private static let people = SharedFiles.path("coco/person225/person.yaml")

  private func val(_ arguments: [String], in folder: TemporaryFolder) throws -> CommandProcess.Result {
    try CommandProcess(folder: folder.url).run(["val"] + arguments)
  }

  private func comparisons(_ result: CommandProcess.Result) throws -> [[String: Any]] {
    let documents = try #require(try result.json() as? [[String: Any]])
    #expect(documents[0]["comparison"] == nil)
    return documents.compactMap { $0["comparison"] as? [String: Any] }
  }

  private static func hasLiteRT() async -> Bool {
    await (try? Drivers.connect("litert:" + detector)) != nil
  }

  @Test(.enabled("LiteRT is not usable here") { await hasLiteRT() })
  func twoRuntimesThatAgreeAreIdenticalAndOtherArithmeticIsTold() throws {
    let folder = try TemporaryFolder()
    let result = try val(
      [
        "-d", Self.detector, "-d", "litert:" + Self.detector, "-d", "native:\(Self.detector)?arithmetic=reference",
        "--data", Self.people, "--limit", "40", "--resamples", "40", "--worst", "2", "--json",
      ], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let reports = try comparisons(result)
    #expect(reports.map { $0["candidate"] as? String } == ["B", "C"])
    #expect(reports[0]["verdict"] as? String == "identical" && reports[0]["changedPictureCount"] as? Int == 0)
    for figure in try #require(reports[0]["figures"] as? [[String: Any]]) {
      #expect(figure["difference"] as? Double == 0 && figure["lower"] as? Double == 0)
    }
    #expect(reports[1]["verdict"] as? String != "identical")
    #expect(try #require(reports[1]["changedPictureCount"] as? Int) > 0)
    let predictions = try (1...2).map {
      try Data(contentsOf: folder.url.appendingPathComponent("runs/detect/val-\($0)/predictions.json"))
    }
    #expect(predictions[0] == predictions[1])
    let third = folder.url.appendingPathComponent("runs/detect/val-3")
    for name in ["BoxPR_curve", "BoxF1_curve", "BoxP_curve", "BoxR_curve", "confusion_matrix"] {
      let picture = try PictureDecoder().decode(file: third.appendingPathComponent("\(name).png").path)
      #expect(picture.width > 400)
    }
    for page in ["report.html", "comparison.html"] {
      let html = try String(contentsOf: third.appendingPathComponent(page), encoding: .utf8)
      #expect(html.hasPrefix("<!DOCTYPE html>") && !html.contains("http"))
    }
    for name in ["worst", "changed"] {
      let files = try FileManager.default.contentsOfDirectory(atPath: third.appendingPathComponent(name).path)
      #expect((1...2).contains(files.count) && files.allSatisfy { $0.hasSuffix(".png") })
    }
  }

  @Test func masksOfOtherArithmeticAreNotTakenForTheSame() throws {
    let folder = try TemporaryFolder()
    let model = SharedFiles.path("models/yolov8n_256_quant_pc_ii_seg_coco-st.tflite")
    let result = try val(
      [
        "-d", model, "-d", model, "-d", "native:\(model)?arithmetic=reference", "--data",
        SharedFiles.path("coco/segment128/data.yaml"), "--limit", "4", "--resamples", "20", "--no-plots", "--conf",
        "0.1", "--json",
      ], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let reports = try comparisons(result)
    #expect(reports[0]["verdict"] as? String == "identical")
    #expect(reports[1]["verdict"] as? String != "identical")
    #expect(try #require(reports[1]["figures"] as? [[String: Any]]).contains { $0["kind"] as? String == "masks" })
    let files = try (1...3).map {
      try String(
        contentsOf: folder.url.appendingPathComponent("runs/segment/val-\($0)/predictions.json"), encoding: .utf8)
    }
    #expect(files[0].contains("segmentation") && files[0] == files[1] && files[0] != files[2])
  }

  @Test func aClearDifferenceIsDecidedBeforeAllPicturesAreSeen() throws {
    let folder = try TemporaryFolder()
    let better = SharedFiles.path("models/yolov8n_320_quant_pt_uf_od_coco-person-st.tflite")
    let result = try val(
      [
        "-d", better, "-d", Self.detector, "--data", Self.people, "--until-decided", "--no-plots", "--resamples", "20",
      ], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let line = try #require(result.outputLines.last)
    #expect(line.hasPrefix("B is worse than A by 0.") && line.contains("; decided (worse) after "))
    let words = line.components(separatedBy: "; decided (worse) after ")[1].split(separator: " ")
    let count = try #require(Int(words[0]))
    #expect([30, 45, 68, 102].contains(count) && words[2] == "225")
    #expect(result.output.contains("\(count) of 225 pictures (seed 0)"))
    let inside = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("runs/detect/val-2").path)
    #expect(inside.contains("comparison.json") && !inside.contains { $0.hasSuffix(".png") || $0.hasSuffix(".html") })
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    let folder = try TemporaryFolder()
    let pose = SharedFiles.path("models/yolov8n_256_quant_pc_uf_pose_coco-st.tflite")
    for (arguments, words) in [
      (["-d", Self.detector, "--until-decided"], "at least twice"),
      (["-d", Self.detector, "-d", pose, "--margin", "2"], "--margin"),
      (["-d", Self.detector, "-d", Self.detector, "--resamples", "3"], "--resamples"),
    ] {
      let result = try val(arguments + ["--data", Self.people], in: folder)
      #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    }
    let result = try val(
      ["-d", pose, "-d", Self.detector, "--data", SharedFiles.path("coco/pose128/data.yaml")], in: folder)
    #expect(result.status == 2 && result.errors.contains("does pose"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("runs").path))
  }
}
