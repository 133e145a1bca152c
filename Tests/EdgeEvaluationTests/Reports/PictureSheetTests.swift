import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeReports
import EdgeVision
import Testing

@Suite("Sheets of pictures")
struct PictureSheetTests {
  private static let gray = Picture.Color(hex: 0x8899AA)

  /// The number of pixels whose colour is nearly that of a tone.
  private func count(_ tone: PictureSheet.Tone, in picture: Picture) -> Int {
    let wanted = tone.color
    return stride(from: 0, to: picture.pixels.count, by: 3).count { index in
      abs(Int(picture.pixels[index]) - Int(wanted.red)) < 8
        && abs(Int(picture.pixels[index + 1]) - Int(wanted.green)) < 8
        && abs(Int(picture.pixels[index + 2]) - Int(wanted.blue)) < 8
    }
  }

  /// A sheet of one mark on a gray picture of 400 x 400 pixels; its panel begins at (12, 80).
  private func panel(_ shape: ObjectShape, tone: PictureSheet.Tone = .wrong) throws -> Picture {
    let mark = PictureSheet.Mark(
      box: BoundingBox(x1: 100, y1: 100, x2: 300, y2: 300), shape: shape, label: "cat", tone: tone)
    let sheet = PictureSheet(title: "one", sides: [.init(caption: "left", marks: [mark])])
    let drawn = try sheet.draw(over: Picture(width: 400, height: 400, filledWith: Self.gray))
    return try #require(drawn.cropped(columns: 12..<412, rows: 80..<480))
  }

  private func isGray(_ picture: Picture, _ x: Int, _ y: Int) -> Bool {
    let first = 3 * (y * picture.width + x)
    return Array(picture.pixels[first..<first + 3]) == [Self.gray.red, Self.gray.green, Self.gray.blue]
  }

  @Test func errorsAreCountedAndDrawn() throws {
    let outcomes = GeneratedOutcomes(pictureCount: 30).outcomes()
    let worst = PictureErrors.worst(outcomes, above: 0.25, limit: 5)
    #expect(worst.count == 5 && worst.map(\.count) == worst.map(\.count).sorted(by: >))
    let first = try #require(worst.first)
    let outcome = outcomes[first.picture]
    let found = outcome.truthBoxes.count - first.missed.count
    #expect(found == first.detectionCount - first.wrong.count)
    let sheet = PictureSheet(first, of: outcome, names: .coco, above: 0.25)
    let drawn = try sheet.draw(over: Picture(width: 640, height: 480, filledWith: Self.gray))
    #expect(drawn.width == 12 + 2 * 652 && drawn.height == 80 + 480 + 12)
    #expect(count(.wrong, in: drawn) > 100 && sheet.legend.map(\.tone) == [.right, .wrong])
  }

  @Test("masks from polygons, at the picture's size and from annotations cover the same place")
  func masks() throws {
    var polygon = ObjectShape()
    polygon.polygons = [[0.3, 0.3, 0.6, 0.3, 0.6, 0.6, 0.3, 0.6]]
    var runs = ObjectShape()
    runs.mask = RunLengthMask(
      polygons: [[120, 120, 240, 120, 240, 240, 120, 240]], height: 400, width: 400)
    let text =
      #"{"images":[{"id":1,"file_name":"a.jpg","width":400,"height":400}],"categories":[{"id":1,"name":"cat"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[100,100,200,200],"area":1,"iscrowd":0,"segmentation":{"size":[400,400],"counts":["#
    let columns = (0..<120).map { _ in "280,120" }.joined(separator: ",")
    let annotations = try COCOAnnotations(Array((text + "48120\(columns.dropFirst(3)),64160]}}]}").utf8))
    var label = ObjectLabel(classIndex: 0, box: .init(centerX: 0.5, centerY: 0.5, width: 0.5, height: 0.5))
    label.annotation = 0
    let annotated = ObjectShape(label, annotations: annotations, statesVisibility: false, width: 400, height: 400)
    for shape in [polygon, runs, annotated] {
      let panel = try panel(shape)
      #expect(!isGray(panel, 180, 180) && !isGray(panel, 125, 235))
      #expect(isGray(panel, 90, 180) && isGray(panel, 270, 270) && isGray(panel, 110, 180))
    }
  }

  @Test("hidden keypoints are rings, and those that are not seen are left out")
  func poses() throws {
    var object = PictureRecord.Object(
      box: BoundingBox(x1: 100, y1: 100, x2: 300, y2: 300), confidence: 1, classIndex: 0,
      keypoints: [Keypoint(x: 200, y: 200, visibility: 0.9), Keypoint(x: 250, y: 250, visibility: 0.1)])
    let found = try panel(ObjectShape(object))
    #expect(!isGray(found, 200, 200) && isGray(found, 250, 250))
    object.keypoints[0].visibility = nil
    #expect(!isGray(try panel(ObjectShape(object)), 200, 200))
    let label = ObjectLabel(
      classIndex: 0, box: .init(centerX: 0.5, centerY: 0.5, width: 0.5, height: 0.5),
      keypoints: [Keypoint(x: 0.5, y: 0.5, visibility: 1), Keypoint(x: 0.6, y: 0.6, visibility: 0)])
    let hidden = try panel(
      ObjectShape(label, annotations: nil, statesVisibility: true, width: 400, height: 400))
    #expect(!isGray(hidden, 200, 200) && isGray(hidden, 240, 240))
    let visible = try panel(
      ObjectShape(label, annotations: nil, statesVisibility: false, width: 400, height: 400))
    #expect(count(.wrong, in: visible) > count(.wrong, in: hidden))
  }

  @Test("an object whose box fits but not its mask is orange, and the legend says so")
  func mismatches() throws {
    let box = BoundingBox(x1: 100, y1: 100, x2: 300, y2: 300)
    let outcome = PictureOutcome(
      path: "a.jpg", id: .number(1), width: 400, height: 400, boxes: [box], confidences: [0.9], classes: [0],
      truthBoxes: [box], truthClasses: [0], found: [.boxes: [0], .masks: [nil]])
    let errors = PictureErrors(outcome, kind: .masks, above: 0.25)
    let sheet = PictureSheet(errors, of: outcome, names: .coco, above: 0.25)
    #expect(sheet.title == "a.jpg: 0 missed, 0 false, 1 wrong mask")
    #expect(sheet.sides.map { $0.marks.map(\.tone) } == [[.changed], [.changed]])
    #expect(sheet.legend.last?.text == "box right, mask wrong")
    let right = PictureSheet(PictureErrors(outcome, above: 0.25), of: outcome, names: .coco, above: 0.25)
    #expect(right.sides.map { $0.marks.map(\.tone) } == [[.right], [.right]])
  }

  @Test("what was lost or added is red, what moved orange, on the side where it is")
  func changes() throws {
    func object(_ x: Float, _ confidence: Float) -> PictureRecord.Object {
      .init(box: BoundingBox(x1: x, y1: 0, x2: x + 50, y2: 50), confidence: confidence, classIndex: 0)
    }
    let before = [object(0, 0.9), object(100, 0.8), object(200, 0.7), object(300, 0.1)]
    let after = [object(0, 0.9), object(105, 0.8), object(300, 0.6)]
    let change = try #require(PictureChange(path: "x/a.jpg", before, after))
    let sheet = PictureSheet(
      change, reference: before, candidate: after, labels: ("A", "B"), names: .coco, rule: .init())
    #expect(sheet.title == "a.jpg: 1 lost, 1 added, 1 moved")
    #expect(sheet.sides.map { $0.marks.map(\.tone) } == [[.right, .changed, .wrong], [.right, .changed, .wrong]])
    #expect(sheet.sides[1].marks.last?.box.x1 == 300)
    #expect(sheet.sides[0].caption == "A: 3 detections above 0.25")
  }

  @Test("sheets of any picture", arguments: [(1, 1), (3, 4000), (4000, 30), (60, 40)])
  func sheetsOfAnyPicture(width: Int, height: Int) throws {
    var shape = ObjectShape()
    shape.polygons = [[-1, 0, 5, 0.5, 1e9, .nan], [0, 0], []]
    shape.keypoints = [Keypoint(x: .infinity, y: 1), Keypoint(x: 1e30, y: -1e30), Keypoint(x: .nan, y: 2)]
    shape.mask = RunLengthMask(height: height, width: width, runs: [0, UInt32(width * height)])
    var other = shape
    other.mask = nil
    let marks = [-5, Float.nan, 1e9].flatMap { x in
      [shape, other].map {
        PictureSheet.Mark(
          box: BoundingBox(x1: x, y1: 0, x2: 20, y2: 1e8), shape: $0, label: "a\u{0}", tone: .changed)
      }
    }
    let sheet = PictureSheet(
      title: String(repeating: "long ", count: 80),
      sides: [.init(caption: "left", marks: marks), .init(caption: "right", marks: [])],
      legend: [.init(.right, String(repeating: "long ", count: 80))])
    let drawn = try sheet.draw(over: Picture(width: width, height: height, filledWith: .init(hex: 0x204060)))
    #expect(drawn.width <= 2000 && drawn.height <= 1000)
  }
}
