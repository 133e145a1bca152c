import EdgeDetection
import EdgeTestSupport
import EdgeVision
import Testing

@Suite("Drawing")
struct AnnotatorTests {
  private let names = ClassNames(list: ["person", "Füße 日本 \u{0} <&>"])

  private func detection(_ x1: Float, _ y1: Float, _ x2: Float, _ y2: Float, _ classIndex: Int = 0) -> Detection {
    Detection(box: BoundingBox(x1: x1, y1: y1, x2: x2, y2: y2), confidence: 0.5, classIndex: classIndex)
  }

  @Test func nothingDrawnLeavesThePictureAlone() throws {
    let picture = Picture(width: 33, height: 17, pixels: noise(count: 33 * 17 * 3))
    let drawn = try Annotator().draw([], names: names, on: picture)
    #expect(drawn == picture)
  }

  @Test func boxEdgesHaveTheClassColour() throws {
    let grey = Picture(width: 200, height: 100, filledWith: .init(hex: 0x808080))
    var style = Annotator.Style()
    style.showsLabels = false
    style.lineWidth = 4
    let drawn = try Annotator(style: style).draw([detection(50, 20, 150, 80, 3)], names: names, on: grey)
    let color = ColorPalette.color(ofClass: 3)
    #expect(drawn[50, 50] == color && drawn[149, 50] == color && drawn[100, 20] == color && drawn[100, 79] == color)
    #expect(drawn[100, 50] == grey[0, 0] && drawn[10, 10] == grey[0, 0])
  }

  @Test(
    "labels stay inside the picture and stand out",
    arguments: [
      (0, 0, 20, 20), (150, 2, 199, 60), (60, 50, 120, 90), (0, 80, 199, 99), (90, -5, 300, 200),
    ] as [(Float, Float, Float, Float)])
  func labelsAreVisible(x1: Float, y1: Float, x2: Float, y2: Float) throws {
    let grey = Picture(width: 200, height: 100, filledWith: .init(hex: 0x808080))
    var style = Annotator.Style()
    let without = try { () throws(PictureError) in
      style.showsLabels = false
      return try Annotator(style: style).draw([detection(x1, y1, x2, y2)], names: names, on: grey)
    }()
    let with = try Annotator().draw([detection(x1, y1, x2, y2)], names: names, on: grey)
    var background = 0
    var text = 0
    for y in 0..<100 {
      for x in 0..<200 where with[x, y] != without[x, y] {
        if with[x, y] == ColorPalette.color(ofClass: 0) { background += 1 }
        if with[x, y] == ColorPalette.textColor(on: ColorPalette.color(ofClass: 0)) { text += 1 }
      }
    }
    #expect(background > 300 && text > 40)
  }

  @Test func textColourFollowsThePalette() {
    let light: Set<UInt32> = [
      0x0BDBEB, 0xF3F3F3, 0x00DFB7, 0xFF6FDD, 0xCCED00, 0x00F344, 0x00FFFF, 0x01FFB3, 0xA2FF0B,
    ]
    for color in ColorPalette.classColors {
      let hex = UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
      let expected = Picture.Color(hex: light.contains(hex) ? 0x111F68 : 0xFFFFFF)
      #expect(ColorPalette.textColor(on: color) == expected)
    }
    #expect(ColorPalette.color(ofClass: 20) == ColorPalette.color(ofClass: 0))
    #expect(ColorPalette.color(ofClass: -1) == ColorPalette.color(ofClass: 19))
  }

  @Test func masksTintTheirPixels() throws {
    let grey = Picture(width: 40, height: 40, filledWith: .init(hex: 0x808080))
    let geometry = LetterboxGeometry(pictureWidth: 40, pictureHeight: 40, inputWidth: 20, inputHeight: 20)
    var object = detection(0, 0, 40, 40)
    object.mask = InstanceMask(
      gridWidth: 20, gridHeight: 20, columns: 5..<15, rows: 5..<15, values: [UInt8](repeating: 1, count: 100))
    var style = Annotator.Style()
    style.showsBoxes = false
    let drawn = try Annotator(style: style).draw([object], names: names, geometry: geometry, on: grey)
    // Half of grey 128 and half of 042AFF.
    let middle = drawn[20, 20]
    #expect(abs(Int(middle.red) - 66) <= 1 && abs(Int(middle.green) - 85) <= 1 && abs(Int(middle.blue) - 191) <= 1)
    #expect(drawn[2, 2] == grey[0, 0] && drawn[37, 20] == grey[0, 0])
  }

  @Test func posesLeaveOutInvisiblePoints() throws {
    let grey = Picture(width: 60, height: 60, filledWith: .init(hex: 0x808080))
    var points = [Keypoint](repeating: Keypoint(x: 0, y: 0, visibility: 0), count: 17)
    points[5] = Keypoint(x: 10, y: 30, visibility: 0.9)
    points[6] = Keypoint(x: 50, y: 30, visibility: 0.9)
    points[7] = Keypoint(x: 30, y: 55, visibility: 0.1)
    var style = Annotator.Style()
    style.showsBoxes = false
    var object = detection(0, 0, 60, 60)
    object.keypoints = points
    let drawn = try Annotator(style: style).draw([object], names: names, on: grey)
    let arms = Picture.Color(hex: 0xFF8000)
    #expect(drawn[10, 30] == arms && drawn[30, 30] == arms && drawn[50, 30] == arms)
    #expect(drawn[30, 55] == grey[0, 0] && drawn[20, 42] == grey[0, 0] && drawn[0, 0] == grey[0, 0])
  }

  @Test(
    "any size of picture and any numbers are drawn on without a trap",
    arguments: [(1, 1), (1, 50), (20_000, 3), (3, 3000), (300, 200)])
  func oddInput(width: Int, height: Int) throws {
    let picture = Picture(width: width, height: height, filledWith: .init(hex: 0xFFFFFF))
    let geometry = LetterboxGeometry(pictureWidth: width, pictureHeight: height, inputWidth: 32, inputHeight: 32)
    var detections: [Detection] = []
    for value in [Float(0), 1, -5, 1e30, -1e30, .nan, .infinity] {
      var object = detection(0, value, value, 7, Int.max)
      object.keypoints = [Keypoint(x: value, y: 3), Keypoint(x: 2, y: value, visibility: value)]
      object.mask = InstanceMask(
        gridWidth: 32, gridHeight: 32, columns: 0..<32, rows: 0..<32, values: [UInt8](repeating: 1, count: 1024))
      detections.append(object)
    }
    let drawn = try Annotator().draw(detections, names: names, geometry: geometry, on: picture)
    #expect(drawn.width == width && drawn.height == height)
  }

  @Test func picturesBeyondCairosLimitAreRefused() {
    let picture = Picture(width: 40_000, height: 1, filledWith: .init(hex: 0))
    #expect(throws: PictureError.self) { try Annotator().draw([], names: names, on: picture) }
  }
}
