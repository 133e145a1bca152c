import EdgeDatasets
import EdgeDetection
import Testing

@Suite("Run-length masks on other grids")
struct RunLengthSamplingTests {
  @Test func aMaskAtItsOwnSizeIsItsBitmap() throws {
    for recorded in RecordedCOCO.polygons {
      let mask = try #require(RunLengthMask(polygons: recorded.rings, height: 17, width: 23))
      #expect(mask.sampled(width: 23, height: 17).fullGrid() == mask.bitmap())
    }
  }

  @Test("each place has the pixel at its centre", arguments: [(46, 34), (11, 8), (23, 50), (1, 1), (100, 3)])
  func otherSizes(width: Int, height: Int) throws {
    for recorded in RecordedCOCO.polygons {
      let mask = try #require(RunLengthMask(polygons: recorded.rings, height: 17, width: 23))
      let bitmap = mask.bitmap()
      let grid = mask.sampled(width: width, height: height).fullGrid()
      let wanted = (0..<width * height).map { place in
        let (row, column) = place.quotientAndRemainder(dividingBy: width)
        return bitmap[(2 * row + 1) * 17 / (2 * height) * 23 + (2 * column + 1) * 23 / (2 * width)]
      }
      #expect(grid == wanted)
    }
  }

  @Test func emptyMasksStayEmpty() {
    #expect(RunLengthMask.empty(height: 0, width: 0).sampled(width: 3, height: 2).area == 0)
    #expect(RunLengthMask.empty(height: 9, width: 9).sampled(width: 3, height: 2).fullGrid() == [0, 0, 0, 0, 0, 0])
  }
}
