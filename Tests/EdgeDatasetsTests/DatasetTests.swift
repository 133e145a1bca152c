import EdgeDatasets
import EdgeDetection
import EdgeTestSupport
import Foundation
import Testing

@Suite("Data sets")
struct DatasetTests {
  @Test(
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: [
      ("coco225/coco.yaml", DetectorTask.detect, 225, 1663), ("person225/person.yaml", .detect, 225, 519),
      ("segment128/data.yaml", .segment, 128, 977), ("pose128/data.yaml", .pose, 128, 112),
      ("pose128/data.yaml", .detect, 128, 112), ("coco225/annotations/instances.json", .detect, 225, 1663),
    ])
  func opensRealDataSets(_ path: String, _ task: DetectorTask, _ pictures: Int, _ objects: Int) throws {
    let dataset = try Dataset.open(SharedFiles.path("coco/\(path)"), options: .init(task: task))
    #expect(dataset.pictures.count == pictures)
    #expect(dataset.objectCount == objects)
    #expect(dataset.problems.isEmpty)
    #expect(dataset.pictures.first?.id == .number(139))
    let first = try #require(dataset.pictures.first { !$0.labels.isEmpty }?.labels.first)
    #expect(first.polygons.isEmpty == (task != .segment))
    #expect(first.keypoints.count == (task == .pose ? 17 : 0))
  }

  @Test(.enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func labelsOfCOCOFilesAreThoseOfTheConvertedLabels() throws {
    let converted = try Dataset.open(SharedFiles.path("coco/coco225/coco.yaml"))
    let original = try Dataset.open(SharedFiles.path("coco/coco225/annotations/instances.json"))
    #expect(converted.annotations != nil)
    #expect(converted.categoryIDs == original.categoryIDs)
    for (a, b) in zip(converted.pictures, original.pictures) {
      #expect(a.id == b.id && a.annotation == b.annotation)
      #expect(a.labels.map(\.classIndex) == b.labels.map(\.classIndex))
      // The text labels are rounded to six digits.
      for (x, y) in zip(a.labels, b.labels) { #expect(abs(x.box.centerX - y.box.centerX) < 2e-6) }
    }
  }

  @Test func findsPicturesInFoldersListsAndLists() throws {
    let files = try TemporaryFolder(files: [
      "set/data.yaml": """
      # where things are
      path: ../root  # relative to this file
      train: images/train
      val:
        - images/a
        - lists/b.txt
      names: {0: cat, 1: "the dog"}
      """,
      "root/images/a/2.jpg": "", "root/images/a/deep/1.png": "", "root/images/a/notes.md": "",
      "root/labels/a/2.txt": "1 0.5 0.5 0.25 0.25\n", "root/lists/b.txt": "\u{FEFF}./../images/c/9.jpg\r\n\r\n",
      "root/labels/c/9.txt": "0 0.5 0.5 1 1\n0 0.5 0.5 1 1\n0 0.1 0.1 0.1 0.1\n",
    ])
    let dataset = try Dataset.open(files.file("set/data.yaml"))
    #expect(dataset.classNames == ["cat", "the dog"])
    #expect(dataset.pictures.count == 3)
    #expect(dataset.missingLabelCount == 1)
    #expect(dataset.pictures.flatMap(\.labels).map(\.classIndex).sorted() == [0, 0, 1])
    #expect(dataset.problems.map(\.kind) == [.note])
    #expect(throws: DatasetError.self) { try Dataset.open(files.file("set/data.yaml"), options: .init(split: "train")) }
    #expect(throws: DatasetError.self) { try Dataset.open(files.file("set/data.yaml"), options: .init(split: "test")) }
    #expect(try Dataset.open(files.file("set")).pictures.count == 3)
  }

  @Test("folders that Roboflow's files look for a level too high are found beside the file")
  func findsRoboflowsFolders() throws {
    let files = try TemporaryFolder(files: [
      "set/data.yaml": "train: ../train/images\nval: ../valid/images\ntest: [../test/images]\nnames: [a]",
      "set/valid/images/p.png": "", "set/valid/labels/p.txt": "0 0.5 0.5 0.5 0.5",
      "set/test/images/p.png": "", "set/test/labels/p.txt": "", "set/train/images/p.png": "",
      "train/images/q.png": "", "train/labels/q.txt": "",
    ])
    func pictures(_ split: String) throws -> [String] {
      try Dataset.open(files.file("set/data.yaml"), options: .init(split: split)).pictures.map(\.path)
    }
    #expect(try pictures("val") == [files.file("set/valid/images/p.png")])
    #expect(try pictures("test") == [files.file("set/test/images/p.png")])
    // What is there as the file says it counts first.
    #expect(try pictures("train") == [files.file("set/../train/images/q.png")])
  }

  @Test("sizes that an annotation file does not state come from the pictures")
  func measuresPictures() throws {
    let files = try TemporaryFolder(files: [
      "ann.json": """
      {"images": [{"id": "x", "file_name": "a.bmp"}, {"id": "y", "file_name": "b.bmp", "width": null, "height": 0},
                  {"id": "z", "file_name": "c.bmp"}],
       "categories": [{"id": 3, "name": "cat"}],
       "annotations": [{"id": 1, "image_id": "x", "category_id": 3, "bbox": [1, 0, 1, 1], "area": 1}]}
      """,
      "c.bmp": "BM",
    ])
    let header: [UInt8] = [26, 0, 0, 0, 12, 0, 0, 0, 4, 0, 2, 0, 1, 0, 24, 0]
    for name in ["a.bmp", "b.bmp"] {
      try files.write(
        Array("BM".utf8) + [50, 0, 0, 0, 0, 0, 0, 0] + header + [UInt8](repeating: 9, count: 24), to: name)
    }
    let dataset = try Dataset.open(files.file("ann.json"))
    #expect(dataset.pictures.map(\.id) == [.name("x"), .name("y")])
    #expect(dataset.annotations?.pictures.map(\.width) == [4, 4, 0])
    #expect(
      dataset.pictures.first?.labels.first?.box == .init(centerX: 0.375, centerY: 0.25, width: 0.25, height: 0.5))
    #expect(dataset.problems.map(\.kind) == [.picture] && dataset.problems[0].path == files.file("c.bmp"))
  }

  @Test func followsLinksThatGitStoredAsText() throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [a]", "images": "../\(UUID())", "labels/1.txt": "0 0.5 0.5 0.5 0.5",
    ])
    #expect(throws: DatasetError.self) { try Dataset.open(files.file("data.yaml")) }
    try files.write(Array("elsewhere".utf8), to: "images")
    try files.write(Array("../real/2.jpg".utf8), to: "elsewhere/1.jpg")
    try files.write([0xFF, 0xD8], to: "real/2.jpg")
    let picture = try #require(try Dataset.open(files.file("data.yaml")).pictures.first)
    #expect(picture.path == files.file("images/1.jpg") && picture.labels.count == 1)
    #expect(picture.file == files.file("elsewhere/../real/2.jpg"))
  }

  @Test(arguments: [
    ("0 0.5 0.5 0.5", "4 columns"), ("2 0.5 0.5 0.5 0.5", "class 2"), ("0 0.5 0.5 1.02 0.5", "above 1"),
    ("0 -0.02 0.5 0.5 0.5", "below 0"), ("0 0.5 0.5 -0.005 0.5", "below 0"), ("0 x 0.5 0.5 0.5", "not a number"),
    ("0 0x1 0.5 0.5 0.5", "not a number"), ("0 0.5_ 0.5 0.5 0.5", "not a number"),
    ("0 0._5 0.5 0.5 0.5", "not a number"), ("0 infinity 0.5 0.5 0.5", "not a number"),
    ("0.5 0.5 0.5 0.5 0.5", "class number"), ("-1 0.5 0.5 0.5 0.5", "class number"), ("0 nan 1 1 1", "not a number"),
    ("0 0.1 0.1 0.2 0.2 0.3 0.1\n0 0.5 0.5 0.1 0.1", "box among polygons"), ("0 1 1 1 1 1 1 1", "odd number"),
  ])
  func namesLabelFilesThatCannotBeUsed(_ text: String, _ reason: String) throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnc: 2\ntrain: x", "images/a.jpg": "", "images/b.jpg": "", "labels/a.txt": text,
      "labels/b.txt": "",
    ])
    let dataset = try Dataset.open(files.file("data.yaml"))
    #expect(dataset.pictures.map(\.path) == [files.file("images/b.jpg")])
    let problem = try #require(dataset.problems.first)
    #expect(problem.kind == .labels && problem.path == files.file("labels/a.txt"))
    #expect(problem.message.contains(reason), "\(problem)")
    #expect(problem.message.contains("line"))
  }

  @Test("label files are cut and read as Python cuts and reads them")
  func readsLabelsAsPythonDoes() throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [a]", "images/a.jpg": "",
      "labels/a.txt":
        "0\u{A0}0.5\u{3000}.5\u{2003}5e-1\u{1F}0.5\u{85}0 0.2_5 0.2\u{665} \u{660}.\u{FF12}5 +.25\u{1C}\u{2028}\r\n",
    ])
    let dataset = try Dataset.open(files.file("data.yaml"))
    #expect(dataset.problems.isEmpty)
    #expect(
      dataset.pictures.flatMap(\.labels).map(\.box) == [
        .init(centerX: 0.5, centerY: 0.5, width: 0.5, height: 0.5),
        .init(centerX: 0.25, centerY: 0.25, width: 0.25, height: 0.25),
      ])
  }

  @Test func oldReleaseBearsNothingBeyondThePicture() throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [a]", "images/a.jpg": "", "labels/a.txt": "0 1.005 0.5 0.5 0.5",
    ])
    #expect(try Dataset.open(files.file("data.yaml")).objectCount == 1)
    #expect(try Dataset.open(files.file("data.yaml"), options: .init(version: .v8239)).pictures.isEmpty)
    #expect(try Dataset.open(files.file("data.yaml"), options: .init(version: .v8239)).categoryIDs == [0])
  }

  @Test func poseLabelsWithTwoNumbersPerPointAreVisibleUnlessNegative() throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [a]\nkpt_shape: [2, 2]\nkpt_oks_sigmas: [0.1, 0.2]", "images/a.jpg": "",
      "labels/a.txt": "0 0.5 0.5 0.5 0.5 0.25 0.75 -0.005 0.5",
    ])
    let dataset = try Dataset.open(files.file("data.yaml"), options: .init(task: .pose))
    #expect(dataset.keypointDeviations == [0.1, 0.2])
    #expect(
      dataset.pictures.first?.labels.first?.keypoints == [
        Keypoint(x: 0.25, y: 0.75, visibility: 1), Keypoint(x: -0.005, y: 0.5, visibility: 0),
      ])
  }

  @Test("pose labels with numbers below zero cannot be used", arguments: ["-0.5 0.5 2", "0.5 -1e39 2", "0.5 0.5 -1"])
  func refusesNegativeKeypoints(_ point: String) throws {
    let files = try TemporaryFolder(files: [
      "data.yaml": "val: images\nnames: [a]\nkpt_shape: [1, 3]", "images/a.jpg": "",
      "labels/a.txt": "0 0.5 0.5 0.5 0.5 \(point)",
    ])
    let dataset = try Dataset.open(files.file("data.yaml"), options: .init(task: .pose))
    #expect(dataset.pictures.isEmpty && dataset.problems.first?.message.contains("below 0") == true)
  }

  @Test(
    "masks of COCO files that are none are told and left out",
    arguments: [
      "[[1e300,1,2,2,3,3]]", "[[1e30,1,2,2,3,3]]", "[[1,2,3]]", "{\"size\":[2,2],\"counts\":[0,4]}",
      "{\"size\":[40,50],\"counts\":[5]}", "{\"size\":[40,50],\"counts\":\"~~\"}", "{\"counts\":[5]}", "[5]",
    ])
  func tellsUnusableSegmentations(_ segmentation: String) throws {
    let files = try TemporaryFolder(files: [
      "a.jpg": "",
      "a.json": """
      {"images":[{"id":1,"file_name":"a.jpg","width":50,"height":40}],"categories":[{"id":1,"name":"cat"}],
      "annotations":[{"id":1,"image_id":1,"category_id":1,"area":81,"bbox":[1,1,9,9],"segmentation":\(segmentation)}]}
      """,
    ])
    let dataset = try Dataset.open(files.file("a.json"), options: .init(task: .segment))
    #expect(dataset.problems.map(\.kind) == [.note])
    #expect(dataset.problems.first?.message.contains("1 annotation with a segmentation that cannot be read") == true)
    #expect(dataset.pictures.first?.labels.first?.polygons == [])
  }

  @Test func samplesDependOnTheSeedAlone() throws {
    var dataset = Dataset(source: "", classNames: ["a"])
    dataset.pictures = (0..<100).map { .init(path: "\($0)", id: .number($0)) }
    let paths = { (seed: UInt64) in dataset.sampled(count: 10, seed: seed).pictures.map(\.path) }
    #expect(paths(1) == paths(1))
    #expect(paths(1) != paths(2))
    #expect(paths(1).compactMap { Int($0) } == paths(1).compactMap { Int($0) }.sorted())
    #expect(dataset.sampled(count: 1000, seed: 1).pictures.count == 100)
  }

  @Test func restrictsToTheClassesAModelKnows() {
    var dataset = Dataset(source: "", classNames: ["a", "b", "c"])
    let box = ObjectLabel.Box(centerX: 0, centerY: 0, width: 0, height: 0)
    dataset.pictures = [.init(path: "", id: .number(1), labels: (0..<3).map { .init(classIndex: $0, box: box) })]
    let restricted = dataset.restricted(toClassesBelow: 2)
    #expect(restricted.objectCount == 2 && restricted.classNames == ["a", "b"] && restricted.categoryIDs == [1, 2])
  }
}
