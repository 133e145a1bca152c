import EdgeTestSupport
import Foundation
import Testing

@Suite("edgerunner val") struct ValCommandTests {
  /// The parts of `results.json` that tests look at.
  private struct Results: Decodable {
    struct Kind: Decodable {
      struct Figures: Decodable { var all: Row }
      struct Row: Decodable {
        var pictures: Int
        var objects: Int
        var map50: Double
        var map: Double
      }
      struct Line: Decodable {
        var name: String
        var value: Double?
      }
      var kind: String
      var ultralytics: Figures
      var coco: [Line]
    }
    struct Problem: Decodable { var path: String }
    var kinds: [Kind]
    var problems: [Problem]
  }

  private func results(_ folder: TemporaryFolder, _ run: String = "runs/detect/val") throws -> Results {
    try JSONDecoder().decode(Results.self, from: Data(folder.text(of: "\(run)/results.json").utf8))
  }

  @Test("the built-in model finds again what it labelled, and every file is written")
  func validates() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    let result = try folder.edgerunner("val", "--data", "data.yaml")
    #expect(result.status == 0, "\(result.errors)")
    for text in [
      "Instances", "mAP50-95)", "Ultralytics 8.4.190", "COCO protocol", "maxDets=100", "Speed:", "conf 0.001",
    ] {
      #expect(result.output.contains(text), "\(text)")
    }
    let written = Set(try folder.names(in: "runs/detect/val"))
    #expect(
      written.isSuperset(of: [
        "predictions.json", "results.csv", "results.json", "speed.json", "report.html", "BoxPR_curve.png",
        "BoxP_curve.png", "BoxR_curve.png", "BoxF1_curve.png", "confusion_matrix.png",
        "confusion_matrix_normalized.png",
      ]), "\(written)")
    #expect(!written.contains("journal.jsonl"))
    let scores = try results(folder)
    let boxes = try #require(scores.kinds.first)
    #expect(boxes.kind == "boxes" && boxes.ultralytics.all.pictures == 4 && boxes.ultralytics.all.objects > 0)
    #expect(boxes.ultralytics.all.map50 > 0.9)
    #expect(boxes.coco.count == 12)
    let predictions = try JSONSerialization.jsonObject(
      with: Data(folder.text(of: "runs/detect/val/predictions.json").utf8))
    #expect(
      (predictions as? [[String: Any]])?.first?.keys.sorted() == [
        "bbox", "category_id", "file_name", "image_id", "score",
      ])
    let again = try folder.edgerunner("val", "--data", ".", "--json")
    #expect(again.status == 0 && FileManager.default.fileExists(atPath: folder.path("runs/detect/val2")))
    #expect(((try again.json()) as? [[String: Any]])?.first?["speed"] != nil)
    let files = try ["val", "val2"].map { try folder.text(of: "runs/detect/\($0)/predictions.json") }
    #expect(files[0] == files[1])
  }

  @Test("an interrupted run goes on and gives the same files as one in one piece")
  func resumes() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    // What is told of unusable pictures is more than a pipe holds: while nobody reads it, the run cannot end. Data sets
    // are sorted by path: these pictures come after some of the others and before the rest.
    let broken = "images/\(String(repeating: "damage", count: 35)).jpg"
    try folder.write("no picture", to: broken)
    let pictures = try folder.text(of: "list.txt")
    try folder.write(pictures + String(repeating: "./\(broken)\n", count: 1000) + pictures, to: "list.txt")
    let arguments = ["val", "--data", "data.yaml", "--no-plots", "--project", "out", "--name", "cut"]
    let process = try folder.start(arguments, reading: .errors)
    // Said when the picture's turn comes, after those before it are in the journal.
    _ = try process.line { $0.contains("is not a JPEG") }
    process.send(SIGINT)
    #expect(process.waitForEnd() == 130)
    #expect(!FileManager.default.fileExists(atPath: folder.path("out/cut/results.json")))
    // As if the process had been killed while it wrote a line.
    let journal = folder.path("out/cut/journal.jsonl")
    let file = try #require(FileHandle(forUpdatingAtPath: journal))
    try file.truncate(atOffset: file.seekToEnd() - 7)
    try file.close()
    let other = try folder.edgerunner(arguments + ["--resume", "--conf", "0.25"])
    #expect(other.status == 4 && other.errors.contains("starting anew"))
    let resumed = try folder.edgerunner(arguments + ["--resume"])
    #expect(resumed.status == 4 && resumed.errors.contains("going on after"), "\(resumed.errors.prefix(500))")
    let whole = try folder.edgerunner(
      "val", "--data", "data.yaml", "--no-plots", "--project", "out", "--name", "whole")
    #expect(whole.status == 4 && whole.errors.contains("error: 1000 pictures or label files"))
    #expect(try folder.names(in: "out") == ["cut", "cut2", "whole"])
    for name in ["predictions.json", "results.json", "results.csv"] {
      #expect(try folder.text(of: "out/cut/\(name)") == folder.text(of: "out/whole/\(name)"), "\(name)")
    }
  }

  @Test("pictures and labels that cannot be used are told and left out, or end the run when it is strict")
  func leavesOutBrokenFiles() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    try folder.write("no picture", to: "images/broken.jpg")
    try folder.write("7 0.5 0.5\n", to: "labels/coffee.txt")
    try folder.write("path: .\ntrain: images\nval: images\nnc: 80\n", to: "data.yaml")
    let result = try folder.edgerunner("val", "--data", "data.yaml", "-d", "builtin:")
    #expect(result.status == 4)
    for text in ["broken.jpg", "coffee.txt", "3 columns", "error: 2 pictures or label files"] {
      #expect(result.errors.contains(text), "\(text) in \(result.errors)")
    }
    let scores = try results(folder)
    #expect(scores.kinds.first?.ultralytics.all.pictures == 3 && scores.problems.count == 2)
    let strict = try folder.edgerunner("val", "--data", "data.yaml", "--strict")
    #expect(strict.status == 4 && strict.errors.contains("hint: without --strict"))
    #expect(try folder.names(in: "runs/detect") == ["val"])
  }

  @Test("results that cannot be written lose nothing of what was found")
  func goesOnAfterAFailedDrawing() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    let arguments = ["val", "--data", "data.yaml", "--project", "out", "--name", "v"]
    // A folder of that name cannot be replaced by a picture.
    try folder.write("", to: "out/v/BoxF1_curve.png/occupied")
    let failed = try folder.edgerunner(arguments + ["--exist-ok"])
    #expect(failed.status == 8, "\(failed.errors)")
    for text in ["BoxF1_curve.png", "hint: check free space", "4 of 4 pictures are kept in out/v; --resume"] {
      #expect(failed.errors.contains(text), "\(text) in \(failed.errors)")
    }
    try FileManager.default.removeItem(atPath: folder.path("out/v/BoxF1_curve.png"))
    let resumed = try folder.edgerunner(arguments + ["--resume"])
    #expect(resumed.status == 0 && resumed.errors.contains("going on after 4 pictures"), "\(resumed.errors)")
    #expect(!(try folder.names(in: "out/v")).contains("journal.jsonl"))
    #expect(try folder.names(in: "out") == ["v"])
  }

  @Test("a data set of which nothing can be used gives no figures and leaves no folder")
  func refusesToScoreNothing() throws {
    let folder = try TemporaryFolder()
    try folder.write("no picture", to: "images/a.jpg")
    try folder.write("0 0.5 0.5 0.5 0.5\n", to: "labels/a.txt")
    try folder.write("path: .\ntrain: images\nval: images\nnc: 80\n", to: "data.yaml")
    let result = try folder.edgerunner("val", "--data", "data.yaml", "--project", "out")
    #expect(result.status == 4 && result.output.isEmpty)
    #expect(result.errors.contains("error: none of the data set's pictures could be used: "), "\(result.errors)")
    #expect(result.errors.contains("a.jpg: is not a") && result.errors.contains("hint: "))
    #expect(try folder.names(in: "out").isEmpty)
  }

  private static let badInputs: [(arguments: String, status: Int32)] = [
    ("--data missing.yaml", 4), ("--data data.yaml --split test", 4), ("", 2), ("--data data.yaml --conf 2", 2),
    ("--data data.yaml --limit 0", 2), ("--data data.yaml --limit 1 --fraction 0.5", 2),
    ("--data data.yaml --imgsz 320", 2), ("--data data.yaml --classes unicorn", 2),
    ("--data data.yaml -d missing.tflite", 3), ("--data data.yaml -d small.tflite", 4),
    ("--data data.yaml --task pose", 3), ("--data data.yaml --project list.txt", 8),
  ]

  @Test("bad inputs end with a status, an error and no folder", arguments: badInputs)
  func refuses(_ arguments: String, status: Int32) throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("cat.jpg", as: "images/cat.jpg")
    try folder.write("15 0.5 0.5 0.5 0.5\n", to: "labels/cat.txt")
    try folder.write("./images/cat.jpg\n", to: "list.txt")
    try folder.write("path: .\ntrain: images\nval: list.txt\nnc: 80\n", to: "data.yaml")
    try SampleModels.classifier().write(to: folder.url.appendingPathComponent("small.tflite"))
    let result = try folder.edgerunner(["val"] + arguments.split(separator: " ").map(String.init))
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains("error: ") && result.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
  }

  @Test("the same part of the pictures is drawn for the same seed")
  func draws() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    let runs = try [["--seed", "3"], ["--seed", "3"]].map { seed in
      try folder.edgerunner(["val", "--data", "data.yaml", "--fraction", "0.5", "--name", "same", "--exist-ok"] + seed)
    }
    #expect(runs.allSatisfy { $0.status == 0 && $0.output.contains("2 of 4 pictures (seed 3)") })
  }

  @Test("a board gives the same predictions as the engine")
  func boardAgrees() throws {
    let folder = try TemporaryFolder()
    _ = try SampleDataset(in: folder)
    let board = try BoardProcess("--socket", "0", "--model", "builtin:", in: folder)
    for (name, descriptor) in [("native", "builtin:"), ("board", board.descriptor)] {
      // A board does not know that the model wants pictures stretched.
      let result = try folder.edgerunner(
        "val", "--data", "data.yaml", "-d", descriptor, "--name", name, "--resize", "stretch", "--limit", "2")
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(
      try folder.text(of: "runs/detect/native/predictions.json")
        == folder.text(of: "runs/detect/board/predictions.json"))
  }

  @Test(
    "LiteRT gives the same predictions as the engine",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func liteRTAgrees() throws {
    let folder = try TemporaryFolder()
    let model = SharedFiles.path("models/yolov8n_192_quant_pc_uf_od_coco-person-st.tflite")
    for driver in ["native", "litert"] {
      let result = try folder.edgerunner(
        "val", "--data", SharedFiles.path("coco/person225/person.yaml"), "-d", "\(driver):\(model)", "--limit", "30",
        "--name", driver)
      // LiteRT is optional.
      if driver == "litert", result.status == 5 { return }
      #expect(result.status == 0, "\(result.errors)")
    }
    #expect(
      try folder.text(of: "runs/detect/native/predictions.json")
        == folder.text(of: "runs/detect/litert/predictions.json"))
  }
}
