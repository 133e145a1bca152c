import EdgeDetection
import EdgeEvaluation
import EdgeReports
import EdgeVision
import Foundation
import Testing

@Suite("Plots")
struct PlotTests {
  private func outcomes(classCount: Int) -> [UltralyticsOutcome] {
    (0..<classCount).map { index in
      UltralyticsOutcome(
        confidences: [0.9, 0.6, 0.3], classes: [Int32](repeating: Int32(index), count: 3),
        correct: [0x3FF, 0, UInt16(index % 2)], truthClasses: [Int32(index), Int32(index)])
    }
  }

  private func colors(of picture: Picture) -> [Picture.Color: Int] {
    var counts: [Picture.Color: Int] = [:]
    for offset in stride(from: 0, to: picture.pixels.count, by: 3) {
      let color = Picture.Color(
        red: picture.pixels[offset], green: picture.pixels[offset + 1], blue: picture.pixels[offset + 2])
      counts[color, default: 0] += 1
    }
    return counts
  }

  @Test(arguments: [1, 2, 80, 500])
  func curvesAreNamedAsUltralyticsNamesThem(classCount: Int) throws {
    let scores = UltralyticsScores(outcomes(classCount: classCount))
    let plots = ValidationPlots.curves(scores, kind: "Mask", names: ClassNames())
    #expect(plots.map(\.name) == ["MaskPR_curve", "MaskF1_curve", "MaskP_curve", "MaskR_curve"])
    let picture = try plots[0].plot.picture()
    #expect(picture.width == Int((plots[0].plot.width * 2).rounded(.up)) && picture.height == 1080)
    let counts = colors(of: picture)
    #expect(try #require(counts[PlotColor.accent.onWhite]) > 1000, "the bold curve is there")
    #expect(try #require(counts[Picture.Color(hex: 0xFFFFFF)]) > picture.width * picture.height / 3)
  }

  @Test(arguments: [0, 1, 80, 300])
  func confusionMatricesShowEveryCell(classCount: Int) throws {
    var matrix = ConfusionMatrix(classCount: classCount)
    for index in 0...classCount { matrix[index, index] = 5 + index }
    let plots = ValidationPlots.confusion(matrix, names: ClassNames(), above: 0.25)
    #expect(plots.map(\.name) == ["confusion_matrix", "confusion_matrix_normalized"])
    let normalized = try plots[1].plot.picture()
    let cell = classCount == 0 ? 130.0 : classCount < 100 ? min(560 / Double(classCount + 1), 130) : 1000 / 301
    let strong = try #require(colors(of: normalized)[PlotColor.accent.onWhite])
    #expect(Double(strong) > Double(classCount + 1) * cell * cell * 4 * 0.5)
    _ = try plots[0].plot.picture()
  }

  @Test func aPageEscapesNames() throws {
    let scores = UltralyticsScores(outcomes(classCount: 2))
    let names = ClassNames(list: ["<script>alert('1')</script>", "a&b\u{0}"])
    let svg = ValidationPlots.curves(scores, kind: "Box", names: names)[0].plot.svg
    #expect(!svg.contains("<script") && svg.contains("&lt;script&gt;") && svg.contains("a&amp;b"))
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>") && !svg.contains("\u{0}"))
  }

  @Test func fewerPointsStayBesideTheCurve() {
    let points = (0..<1000).map { PlotPoint(Double($0) / 2, 100 * sin(Double($0) / 60) + ($0 > 400 ? 30 : 0)) }
    let fewer = LinePlot.simplified(points, tolerance: 0.25)
    #expect(fewer.count < 150 && fewer.first == points.first && fewer.last == points.last)
    for point in points {
      let next = fewer.firstIndex { $0.x >= point.x } ?? fewer.count - 1
      let (a, b) = (fewer[max(next - 1, 0)], fewer[next])
      let y = a.x == b.x ? b.y : a.y + (b.y - a.y) * (point.x - a.x) / (b.x - a.x)
      #expect(abs(y - point.y) <= 0.5)
    }
  }
}
