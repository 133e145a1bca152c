import EdgeDetection
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("Results")
struct ResultTests {
  private let geometry = LetterboxGeometry(pictureWidth: 200, pictureHeight: 100, inputWidth: 64, inputHeight: 64)

  private func result(_ detections: [Detection], path: String = "in/street.png") -> PictureResult {
    PictureResult(path: path, geometry: geometry, detections: detections, names: .coco)
  }

  private let person = Detection(
    box: BoundingBox(x1: 20, y1: 10, x2: 60, y2: 90), confidence: 0.81201, classIndex: 0)
  private let bus = Detection(
    box: BoundingBox(x1: 0, y1: 0, x2: 200, y2: 33.3333), confidence: 0.5, classIndex: 5)

  @Test func summaryCountsByClass() {
    #expect(result([]).summary == "no detections")
    #expect(result([bus, person, person]).summary == "2 persons, 1 bus")
    #expect(result([bus, bus]).summary == "2 buss")
  }

  @Test func labelLinesHaveSixDigits() {
    #expect(result([person, bus]).labelLines() == ["0 0.2 0.5 0.2 0.8", "5 0.5 0.166667 1 0.333333"])
    #expect(result([person]).labelLines(withConfidence: true) == ["0 0.2 0.5 0.2 0.8 0.81201"])
  }

  @Test func labelLinesOfPosesAppendPoints() {
    var pose = person
    pose.keypoints = [Keypoint(x: 50, y: 25, visibility: 0.5), Keypoint(x: 0, y: 0, visibility: 0)]
    #expect(result([pose]).labelLines() == ["0 0.2 0.5 0.2 0.8 0.25 0.25 0.5 0 0 0"])
    pose.keypoints = [Keypoint(x: 50, y: 25)]
    #expect(result([pose]).labelLines(withConfidence: true) == ["0 0.2 0.5 0.2 0.8 0.25 0.25 0.81201"])
  }

  @Test func labelLinesOfMasksAreOutlines() {
    var object = person
    // A square of the input: the picture is scaled by 0.32 and lies 16 rows down.
    object.mask = InstanceMask(
      gridWidth: 64, gridHeight: 64, columns: 16..<33, rows: 24..<33, values: [UInt8](repeating: 1, count: 17 * 9))
    #expect(result([object]).labelLines() == ["0 0.25 0.25 0.25 0.5 0.5 0.5 0.5 0.25"])
  }

  @Test func partsOfAMaskAreJoinedOrTheLargestIsKept() {
    let first = MaskContour(points: [.init(x: 0, y: 0), .init(x: 0, y: 2), .init(x: 2, y: 2), .init(x: 2, y: 0)])
    let second = MaskContour(points: [.init(x: 5, y: 0), .init(x: 5, y: 2), .init(x: 9, y: 1)])
    let third = MaskContour(points: [.init(x: 12, y: 1)])
    let joined = MaskContour.joined([first, second, third]).map { [$0.x, $0.y] }
    #expect(
      joined == [
        [2, 2], [2, 0], [0, 0], [0, 2], [2, 2], [5, 2], [9, 1], [12, 1], [12, 1], [9, 1], [5, 0], [5, 2],
      ])
    #expect(MaskContour.largest([third, second, first]) == first.points)
    #expect(MaskContour.joined([]).isEmpty && MaskContour.largest([]).isEmpty)
  }

  @Test func cropsAreEnlargedAndClipped() throws {
    let picture = Picture(width: 200, height: 100, pixels: noise(count: 200 * 100 * 3))
    // 40 * 1.02 + 10 wide around 40, 80 * 1.02 + 10 high around 50.
    let crop = try #require(result([person]).crop(of: person, from: picture))
    #expect(crop.width == 65 - 14 && crop.height == 95 - 4)
    #expect(crop[0, 0] == picture[14, 4])
    let whole = try #require(result([bus]).crop(of: bus, from: picture))
    #expect(whole.width == 200 && whole.height == 38)
    var broken = person
    broken.box.x1 = .nan
    #expect(result([broken]).crop(of: broken, from: picture) == nil)
    broken.box = BoundingBox(x1: 500, y1: 500, x2: 510, y2: 510)
    #expect(result([broken]).crop(of: broken, from: picture) == nil)
  }

  @Test func recordsAreWhatUltralyticsWrites() throws {
    var pose = person
    pose.keypoints = [Keypoint(x: 1.234567, y: 2, visibility: 0.25)]
    pose.box.x2 = .infinity
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(result([pose]).records), as: UTF8.self)
    #expect(
      text == #"[{"box":{"x1":20,"x2":0,"y1":10,"y2":90},"class":0,"confidence":0.81201,"#
        + #""keypoints":{"visible":[0.25],"x":[1.23457],"y":[2]},"name":"person"}]"#)
  }

  @Test func classNamesFallBackToNumbers() {
    #expect(ClassNames()[3] == "class3")
    #expect(ClassNames(metadata: nil, classCount: 80)[0] == "person")
    #expect(ClassNames(metadata: nil, classCount: 1)[0] == "class0")
    #expect(ClassNames(lines: "\u{FEFF}cat \r\n\n dog\n")[1] == "dog")
    #expect(ClassNames.coco.index(of: "toothbrush") == 79 && ClassNames.coco.index(of: "x") == nil)
  }
}

@Suite("Run folders")
struct RunFolderTests {
  @Test func numbersFollowTheName() throws {
    let folder = try TemporaryFolder()
    let project = folder.file("runs/detect")
    let paths = try (0..<3).map { _ in try RunFolder.make(project: project).path }
    #expect(paths == ["predict", "predict2", "predict3"].map { "\(project)/\($0)" })
    #expect(try RunFolder.make(project: project, reusingExisting: true).path == "\(project)/predict")
    #expect(try RunFolder.make(project: project, name: "a/b").path == "\(project)/a/b")
    #expect(try RunFolder.make(project: project, name: "a/b").path == "\(project)/a/b2")
  }

  @Test func simultaneousRunsGetDifferentFolders() async throws {
    let folder = try TemporaryFolder()
    let project = folder.path
    let paths = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<16 { group.addTask { try RunFolder.make(project: project).path } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(paths.count == 16)
  }

  @Test func aFileInTheWayIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "runs")
    let error = #expect(throws: RunFolder.Failure.self) { try RunFolder.make(project: folder.file("runs/detect")) }
    #expect(error?.path == folder.file("runs") || error?.path == folder.file("runs/detect"))
  }

  @Test func writerMakesAllFiles() throws {
    let folder = try TemporaryFolder()
    var options = ResultWriter.Options()
    options.savesLabels = true
    options.savesCrops = true
    let writer = ResultWriter(folder: try RunFolder.make(project: folder.path, name: "run"), options: options)
    let picture = Picture(width: 64, height: 48, pixels: noise(count: 64 * 48 * 3))
    let geometry = LetterboxGeometry(pictureWidth: 64, pictureHeight: 48, inputWidth: 32, inputHeight: 32)
    let detections = [0, 0, 1].map {
      Detection(box: BoundingBox(x1: 4, y1: 5, x2: 30, y2: 40), confidence: 0.5, classIndex: $0)
    }
    let names = ClassNames(list: ["cat", "../dog/x"])
    func write(_ path: String, _ detections: [Detection]) throws -> ResultWriter.Files {
      try writer.write(
        PictureResult(path: path, geometry: geometry, detections: detections, names: names), picture: picture)
    }
    let first = try write("a/p.png", detections)
    #expect(
      first.crops.map { String($0.dropFirst(folder.path.count + 5)) } == [
        "crops/cat/p.jpg", "crops/cat/p2.jpg", "crops/.._dog_x/p.jpg",
      ])
    #expect(first.picture == folder.file("run/p.jpg") && first.labels == folder.file("run/labels/p.txt"))
    let second = try write("b/P.jpeg", [])
    #expect(second.picture == folder.file("run/P2.jpg") && second.labels == nil && second.crops.isEmpty)
    let drawn = try PictureDecoder().decode(file: folder.file("run/p.jpg"))
    #expect(drawn.width == 64 && drawn.height == 48)
    let text = try String(contentsOfFile: folder.file("run/labels/p.txt"), encoding: .utf8)
    #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("\n"))
  }

  @Test func aVanishedFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.make(project: folder.path, name: "run")
    try FileManager.default.removeItem(atPath: run.path)
    let picture = Picture(width: 8, height: 8, pixels: noise(count: 8 * 8 * 3))
    let geometry = LetterboxGeometry(pictureWidth: 8, pictureHeight: 8, inputWidth: 32, inputHeight: 32)
    let result = PictureResult(path: "p.png", geometry: geometry, detections: [], names: ClassNames())
    #expect(throws: PictureError(path: run.file("p.jpg"), reason: .unwritable("No such file or directory"))) {
      try ResultWriter(folder: run).write(result, picture: picture)
    }
  }
}
