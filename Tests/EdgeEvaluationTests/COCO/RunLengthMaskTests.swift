import EdgeDatasets
import Testing

@Suite("Run-length masks")
struct RunLengthMaskTests {
  @Test func rasterisesPolygonsAsPycocotools() throws {
    #expect(RecordedCOCO.polygons.count > 50)
    for recorded in RecordedCOCO.polygons {
      let mask = try #require(RunLengthMask(polygons: recorded.rings, height: 17, width: 23))
      #expect(mask.text == recorded.text, "\(recorded.rings)")
      #expect(mask.area == recorded.area)
      #expect([mask.box.x, mask.box.y, mask.box.width, mask.box.height] == recorded.box, "\(recorded.rings)")
    }
  }

  @Test func textAndBitmapKeepTheMask() throws {
    for recorded in RecordedCOCO.polygons {
      let mask = try #require(RunLengthMask(polygons: recorded.rings, height: 17, width: 23))
      #expect(RunLengthMask(text: mask.text.utf8, height: 17, width: 23) == mask)
      let box = mask.box
      let copy = RunLengthMask(
        bitmap: mask.bitmap(), height: 17, width: 23, columns: Int(box.x)..<Int(box.x + box.width),
        rows: Int(box.y)..<Int(box.y + box.height))
      #expect(copy.area == mask.area)
      #expect(copy.overlap(with: mask, isCrowd: false) == (mask.area > 0 ? 1 : 0))
    }
  }

  @Test(arguments: ["", "0", "0000", "o", "P", "~", "f8h0", "ooooooooooooooo0"])
  func refusesTextThatDoesNotFillThePicture(_ text: String) {
    #expect(RunLengthMask(text: text.utf8, height: 17, width: 23) == nil)
  }

  @Test(arguments: [
    [[1.0, 2, 3]], [[1, 2, 3, 4, 5]], [[]], [[.nan, 0, 1, 1, 2, 2]], [[1e300, 0, 1, 1, 2, 2]], [[1, 2]],
  ])
  func refusesPolygonsThatAreNone(_ rings: [[Double]]) {
    #expect(RunLengthMask(polygons: rings, height: 17, width: 23) == nil)
  }

  @Test func refusesSizesBeyondTheLimit() {
    #expect(RunLengthMask(height: 1 << 20, width: 1 << 20, runs: [0]) == nil)
    #expect(RunLengthMask(height: -1, width: 5, runs: []) == nil)
    #expect(RunLengthMask(height: .max, width: .max, runs: []) == nil)
    #expect(RunLengthMask.empty(height: .max, width: 2).area == 0)
  }

  @Test func overlapWithACrowdIsOverItsOwnArea() throws {
    let small = try #require(RunLengthMask(polygons: [[2, 2, 4, 4]], height: 17, width: 23))
    let large = try #require(RunLengthMask(polygons: [[0, 0, 8, 16]], height: 17, width: 23))
    #expect(small.overlap(with: large, isCrowd: true) == 1)
    #expect(small.overlap(with: large, isCrowd: false) == 16.0 / 128)
    let other = try #require(RunLengthMask(polygons: [[0, 0, 8, 16]], height: 20, width: 23))
    #expect(small.overlap(with: other, isCrowd: false) == -1)
  }
}
