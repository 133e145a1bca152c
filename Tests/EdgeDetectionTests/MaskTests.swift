import EdgeDetection
import Foundation
import Testing

@Suite("Masks")
struct MaskTests {
  private struct Recorded: Decodable {
    var width: Int
    var height: Int
    var bits: String
    var contours: [[[Int]]]
  }

  @Test func outlinesEqualOpenCV() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/contours.json")
    let cases = try JSONDecoder().decode([Recorded].self, from: Data(contentsOf: url))
    #expect(cases.count == 60)
    for recorded in cases {
      let values = recorded.bits.utf8.map { $0 - UInt8(ascii: "0") }
      let whole = InstanceMask(
        gridWidth: recorded.width, gridHeight: recorded.height, columns: 0..<recorded.width,
        rows: 0..<recorded.height, values: values)
      let found = MaskContour.outlines(of: whole).map { $0.points.map { [$0.x, $0.y] } }
      #expect(found == recorded.contours)
      // The same mask as a part of a larger grid.
      let part = InstanceMask(
        gridWidth: recorded.width + 7, gridHeight: recorded.height + 9, columns: 3..<recorded.width + 3,
        rows: 5..<recorded.height + 5, values: values)
      let moved = MaskContour.outlines(of: part).map { $0.points.map { [$0.x - 3, $0.y - 5] } }
      #expect(moved == recorded.contours)
    }
  }
}
