import EdgeDatasets
import EdgeEvaluation
import Foundation
import Testing

@Suite("Polygon fill") struct PolygonFillTests {
  /// One polygon as OpenCV fills it, recorded by `scripts/record_polygons.py`.
  private struct Case: Decodable {
    var width: Int
    var height: Int
    var corners: [[Int]]
    var runs: String
  }

  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/filled_polygons.json")

  @Test("pixels are OpenCV's, within the picture and beyond its edges")
  func equalsOpenCV() throws {
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: Self.fixture))
    #expect(cases.count == 60)
    for (index, one) in cases.enumerated() {
      var fill = PolygonFill(width: one.width, height: one.height)
      fill.fill(one.corners.map { .init(x: $0[0], y: $0[1]) })
      let mask = RunLengthMask(bitmap: fill.pixels, height: one.height, width: one.width)
      #expect(mask.text == one.runs, "case \(index): \(one.corners)")
    }
  }

  @Test("no corners fill nothing")
  func fillsNothing() {
    var fill = PolygonFill(width: 3, height: 2)
    fill.fill([])
    #expect(fill.pixels == [0, 0, 0, 0, 0, 0])
  }
}
