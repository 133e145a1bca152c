import EdgeDetection
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("edgerunner predict")
struct PredictCommandTests {
  /// The parts of `predict --json` that tests look at.
  struct Report: Decodable {
    struct Picture: Decodable {
      var path: String
      var width: Int
      var height: Int
      var detections: [DetectionRecord]
      var saved: String?
    }
    struct Failure: Decodable {
      var source: String
      var error: String
    }
    struct Summary: Decodable {
      var pictures: Int
      var failed: Int
      var detections: Int
      var classes: [String: Int]
    }
    var pictures: [Picture]
    var failures: [Failure]
    var summary: Summary
    var folder: String?
  }

  private func report(_ result: CommandProcess.Result) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test func helpListsSourcesAndOptions() throws {
    let result = try TemporaryFolder().edgerunner("predict", "--help")
    #expect(result.status == 0)
    for option in ["<sources>", "-d", "--conf", "--iou", "--save-txt", "--json", "--project", "--rounding"] {
      #expect(result.output.contains(option), "\(option)")
    }
  }

  @Test func withoutArgumentsItFindsObjectsOnTheDemoPictures() throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner("predict", "--conf", "0.4")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let lines = result.outputLines
    #expect(lines.count == 6)
    #expect(lines[0].hasPrefix("image 1/4 builtin/dog.jpg: 416x416 1 bicycle, 1 car, 1 truck, 1 dog, "))
    #expect(lines[1].hasPrefix("image 2/4 builtin/person.jpg: 416x416 1 person, 1 dog, 1 horse, "))
    #expect(lines[4].hasPrefix("Speed: ") && lines[4].hasSuffix("per image at shape (1, 3, 416, 416)"))
    #expect(lines[5] == "Results saved to runs/detect/predict")
    #expect(try folder.names(in: "runs/detect/predict") == ["cat.jpg", "coffee.jpg", "dog.jpg", "person.jpg"])
    let saved = try PictureDecoder().decode(file: folder.path("runs/detect/predict/dog.jpg"))
    #expect(saved.width == 768 && saved.height == 576)
  }

  @Test func eachRunGetsAFolderOfItsOwnUnlessToldOtherwise() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("cat.jpg")
    for arguments in [[], [], ["--exist-ok"], ["--project", "out", "--name", "a"]] {
      #expect(try folder.edgerunner(["predict", "cat.jpg"] + arguments).status == 0)
    }
    #expect(try folder.names(in: "runs/detect") == ["predict", "predict2"])
    #expect(try folder.names(in: "out/a") == ["cat.jpg"])
  }

  @Test func jsonIsOneDocumentWithBoxesInPixels() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("person.jpg")
    let result = try folder.edgerunner("predict", "person.jpg", "--json", "--rounding", "nearest", "--no-save")
    #expect(result.status == 0)
    let report = try report(result)
    let picture = try #require(report.pictures.first)
    #expect(picture.width == 640 && picture.height == 424)
    #expect(picture.detections.map(\.name) == ["person", "dog", "horse"])
    // What LiteRT gives for the same input.
    #expect(picture.detections.map { ($0.confidence * 1000).rounded() } == [879, 758, 621])
    let person = picture.detections[0].box
    #expect(abs(person.x1 - 193) < 3 && abs(person.y1 - 97) < 3 && abs(person.x2 - 274) < 3)
    #expect(report.summary.classes == ["person": 1, "dog": 1, "horse": 1])
    #expect(report.folder == nil && picture.saved == nil)
    #expect(try folder.names() == ["person.jpg"])
  }

  @Test func labelsAndCropsAreSavedOnRequest() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("person.jpg")
    let result = try folder.edgerunner(
      "predict", "person.jpg", "--conf", "0.4", "--save-txt", "--save-conf", "--save-crop", "--no-save")
    #expect(result.status == 0)
    #expect(try folder.names(in: "runs/detect/predict") == ["crops", "labels"])
    #expect(try folder.names(in: "runs/detect/predict/crops") == ["dog", "horse", "person"])
    let labels = try folder.text(of: "runs/detect/predict/labels/person.txt").split(separator: "\n")
    let rows = labels.map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.map(\.count) == [6, 6, 6])
    #expect(rows.map { $0[0] } == [0, 16, 17])
    #expect(rows.allSatisfy { $0.dropFirst().allSatisfy { (0...1).contains($0) } })
  }

  @Test(arguments: ["horse", "17", "horse,cow"])
  func classesCanBeChosenByNameOrNumber(_ classes: String) throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("person.jpg")
    let result = try folder.edgerunner("predict", "person.jpg", "--json", "--no-save", "--classes", classes)
    #expect(try report(result).summary.classes == ["horse": 1])
  }

  @Test func namesCanBeReplaced() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("cat.jpg")
    try folder.write("path: x\nnames:\n  0: human\n  15: 'tomcat'\nval: y\n", to: "pets.yaml")
    let result = try folder.edgerunner(
      "predict", "cat.jpg", "--conf", "0.5", "--json", "--no-save", "--names", "pets.yaml")
    #expect(try report(result).summary.classes == ["tomcat": 1])
  }

  @Test func badPicturesAreToldAndCountedAndTheOthersProcessed() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("cat.jpg", as: "in/b.jpg")
    try folder.write("", to: "in/a.jpg")
    try folder.write("no picture", to: "in/c.png")
    let whole = try Data(contentsOf: SharedFiles.repositoryRoot.appendingPathComponent("Pictures/dog.jpg"))
    try whole.prefix(20_000).write(to: URL(fileURLWithPath: folder.path("in/d.jpg")))
    let result = try folder.edgerunner("predict", "in", "absent.jpg", "--json")
    #expect(result.status == 4)
    let report = try report(result)
    #expect(report.pictures.map(\.path) == ["in/b.jpg"])
    #expect(report.summary.failed == 4)
    #expect(report.failures.map(\.source) == ["absent.jpg", "in/a.jpg", "in/c.png", "in/d.jpg"])
    for text in [
      "warning: ", "in/a.jpg: is empty", "in/c.png: is not a JPEG", "in/d.jpg: ", "absent.jpg: no such file",
    ] {
      #expect(result.errors.contains(text), "\(text)")
    }
    #expect(result.errors.hasSuffix("error: 4 of 5 pictures or sources could not be processed\n"))
    #expect(try folder.names(in: "runs/detect/predict") == ["b.jpg"])
  }

  @Test(arguments: ["absent.jpg", "empty-folder", "*.bmp", "movie.mp4"])
  func nothingToProcessIsStatus4AndLeavesNoFolder(_ source: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("empty-folder"), withIntermediateDirectories: true)
    try folder.write("x", to: "movie.mp4")
    let result = try folder.edgerunner("predict", source)
    #expect(result.status == 4)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(source))
    #expect(try folder.names() == ["empty-folder", "movie.mp4"])
  }

  @Test(
    "wrong usage is status 2 and names what is wrong",
    arguments: [
      (["--conf", "1.5"], "--conf 1.5"), (["--iou", "-1"], "--iou"), (["--max-det", "0"], "--max-det"),
      (["--rounding", "up"], "truncate"), (["--imgsz", "320"], "416"), (["--imgsz", "big"], "imgsz"),
      (["--classes", "unicorn"], "unicorn"), (["--save-conf"], "--save-txt"), (["--name", ""], "--name"),
      (["--names", "absent.txt"], "names"), (["--names", "absent.yml"], "absent.yml"),
      (["model.tflite"], "-d model.tflite"),
      (["-d", "litter:model.tflite"], "litert"), (["-d", "builtin:x"], "builtin"), (["--task", "sing"], "segment"),
    ])
  func wrongUsage(_ arguments: [String], _ text: String) throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner(["predict"] + arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.contains(text), "\(result.errors)")
    #expect(try folder.names().isEmpty)
  }

  @Test func anUnusableModelIsStatus3() throws {
    let folder = try TemporaryFolder()
    let model = try Data(contentsOf: SharedFiles.repositoryRoot.appendingPathComponent(demoModelPath))
    try model.prefix(1_000_000).write(to: URL(fileURLWithPath: folder.path("cut.tflite")))
    try folder.write("", to: "empty.tflite")
    for name in ["absent.tflite", "cut.tflite", "empty.tflite"] {
      let result = try folder.edgerunner("predict", "-d", name)
      #expect(result.status == 3, "\(name)")
      #expect(result.errors.contains(name), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    #expect(try folder.names() == ["cut.tflite", "empty.tflite"])
  }

  @Test func aClassifierThatDoesNotSaySoIsTakenForOneAndTold() throws {
    let folder = try TemporaryFolder()
    try SampleModels.classifier().write(to: URL(fileURLWithPath: folder.path("classifier.tflite")))
    let result = try folder.edgerunner("predict", "-d", "classifier.tflite", "--no-save")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("its output of 3 numbers is taken for class scores"), "\(result.errors)")
    #expect(try folder.names() == ["classifier.tflite"])
  }

  @Test func anUnwritableFolderIsStatus8() throws {
    let folder = try TemporaryFolder()
    try folder.write("a file where a folder is needed", to: "runs")
    let result = try folder.edgerunner("predict")
    #expect(result.status == 8)
    #expect(result.errors.contains("runs"))
    #expect(result.errors.contains("hint: "))
  }

  @Test func aFullDiskIsStatus8AndLeavesNoPartOfAFile() throws {
    let folder = try TemporaryFolder()
    // A limit on the size of files stands for the full disk: writing fails half way through the picture.
    let script = "ulimit -f 100; exec \"$0\" predict"
    let result = try CommandProcess(folder: folder.url).run(
      ["-c", script, CommandProcess.executable.path], executable: "/bin/bash")
    #expect(result.status == 8)
    #expect(result.errors.contains("cannot be written"))
    #expect(try folder.names(in: "runs/detect/predict").isEmpty)
  }

  @Test func anInterruptEndsItWithStatus130() throws {
    let folder = try TemporaryFolder()
    try folder.addDemoPicture("cat.jpg")
    try folder.write(String(repeating: "cat.jpg\n", count: 5_000), to: "list.txt")
    let process = try folder.start(["predict", "list.txt", "--no-save"])
    #expect(try process.line().hasPrefix("image 1/5000 cat.jpg"))
    process.send(SIGINT)
    // It cannot come to the last picture before somebody has read what it prints.
    _ = try process.rest()
    #expect(process.waitForEnd() == 130)
    #expect(process.otherText.contains("interrupted"))
  }

  private var demoModelPath: String { "Models/picodet_s_416_int8.tflite" }
}
