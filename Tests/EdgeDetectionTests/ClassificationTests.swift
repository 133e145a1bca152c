import EdgeDetection
import EdgeTestSupport
import EdgeVision
import Testing

@Suite("Classification")
struct ClassificationTests {
  /// A picture of noise.
  private func noise(_ width: Int, _ height: Int) -> Picture {
    var state: UInt32 = 12345
    let pixels = (0..<width * height * 3).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    return Picture(width: width, height: height, pixels: pixels)
  }

  /// Hashes of what Ultralytics 8.4.190's `classify_transforms` makes of the same pictures, with torchvision 0.29.2 and
  /// Pillow 13.0.0: made smaller and larger, in both orders of passes, cut on either side, square and not.
  @Test(
    "the middle of a picture is Pillow's, to the last bit",
    arguments: [
      ([64, 48, 32, 32], 0x951D13F8C45D3CDA),
      ([50, 91, 32, 32], 0xDAC7D0FE725FEDF2),
      ([33, 33, 32, 32], 0x75DA040978A44D2),
      ([32, 32, 32, 32], 0xCA1D3DD2F6110DEB),
      ([20, 31, 48, 48], 0x9FFDA71989E80C7D),
      ([100, 7, 16, 16], 0x234DCD4F8ED1BC33),
      ([7, 100, 16, 16], 0x9DE6B2D628A25C40),
      ([97, 61, 40, 24], 0xBCBB407E33F3FA3),
      ([31, 200, 24, 40], 0x9B93C290B5BFB48F),
      ([300, 211, 96, 96], 0x4EAA748579637AB8),
      ([10, 10, 64, 32], 0x5774D4AA119191A0),
      ([200, 900, 64, 64], 0x2D40700701323062),
      ([11, 100, 10, 90], 0x50DEE18F72CAEA97),
      ([90, 400, 60, 90], 0x592A8DD98706E496),
    ] as [([Int], UInt64)])
  func resizes(_ sides: [Int], _ expected: UInt64) {
    let result = noise(sides[0], sides[1]).centerCropped(width: sides[2], height: sides[3])
    #expect(fnv1a(result.pixels) == expected)
  }

  @Test("what is cut off is rounded as Python rounds") func crops() {
    let wide = CenterCrop(pictureWidth: 101, pictureHeight: 64, inputWidth: 64, inputHeight: 64)
    #expect(wide.scaledWidth == 101 && wide.columns == 18..<82 && wide.rows == 0..<64)
    let tall = CenterCrop(pictureWidth: 810, pictureHeight: 1080, inputWidth: 192, inputHeight: 192)
    #expect(tall.scaledHeight == 256 && tall.rows == 32..<224)
    let stretched = CenterCrop(pictureWidth: 50, pictureHeight: 90, inputWidth: 64, inputHeight: 32)
    #expect(stretched.scaledWidth == 64 && stretched.scaledHeight == 32 && stretched.columns == 0..<64)
  }

  private func scores(_ scores: [Float]) -> PictureClassification {
    PictureClassification(path: "in/cat.jpg", scores: scores, names: ClassNames(list: ["cat", "dog", "eel"]))
  }

  @Test("of equal scores the lower class comes first, and what is no number comes last") func ranks() {
    #expect(scores([0.2, 0.5, 0.2, 0, .nan, 0.5, 0.1]).top().map(\.classIndex) == [1, 5, 0, 2, 6])
    #expect(scores([.nan, 0.5]).top().map(\.classIndex) == [1, 0])
    #expect(scores([0.5]).top(0).isEmpty)
  }

  @Test("scores are told as Ultralytics tells them") func tells() {
    let result = scores([0.125, 0.75, 0.0625, 0.0625])
    #expect(result.summary == "dog 0.75, cat 0.12, eel 0.06, class3 0.06")
    #expect(result.labelLines() == ["0.75 dog", "0.12 cat", "0.06 eel", "0.06 class3"])
    #expect(result.records[0] == ClassRecord(name: "dog", classIndex: 1, confidence: 0.75))
    #expect(result.notes.isEmpty)
    #expect(scores([7.5, -2, 1]).notes.count == 1)
  }

  @Test("classes are drawn in the upper left corner") func draws() throws {
    let picture = Picture(width: 200, height: 120, filledWith: Picture.Color(hex: 0xA0A0A0))
    let drawn = try scores([0.25, 0.75]).annotated(picture)
    #expect(drawn[5, 5] != picture[5, 5] && drawn[195, 5] == picture[195, 5] && drawn[5, 100] == picture[5, 100])
  }

  @Test("only one vector of numbers holds scores of classes") func tellsShapes() {
    #expect(Classifier.classCount(outputShapes: [[1, 1000]]) == 1000)
    #expect(Classifier.classCount(outputShapes: [[1, 1, 1, 10]]) == 10)
    for shapes in [[], [[1, 84, 756]], [[1, 1]], [[2, 10]], [[1, 10], [1, 10]], [[1, 0]]] as [[[Int]]] {
      #expect(Classifier.classCount(outputShapes: shapes) == nil)
    }
  }
}
