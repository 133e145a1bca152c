import EdgeEvaluation
import EdgeReports
import EdgeVision
import Foundation
import Testing

@Suite("Pages and sheets")
struct ReportPageTests {
  private func pair() -> ([PictureOutcome], [PictureOutcome]) {
    let outcomes = GeneratedOutcomes(pictureCount: 40).outcomes()
    return (outcomes, outcomes.losing(0.3))
  }

  private func report(_ a: [PictureOutcome], _ b: [PictureOutcome], stop: PairedReport.Stop? = nil) -> PairedReport {
    let rule = DetectionChange.Rule()
    return PairedReport(
      PairedComparison(
        reference: a, candidate: b, kinds: [.boxes], categoryCount: 5, options: .init(resampleCount: 50)),
      changes: PictureChange.all(a, b, rule: rule), rule: rule, labels: ("A <native>", "B"),
      descriptors: ("m.tflite", "litert:<i>"), names: .coco, stop: stop)
  }

  @Test func aPageNeedsNothingButItself() throws {
    let (a, b) = pair()
    var parts = report(a, b).pageParts(sheets: [("<b>one</b>", [0xFF, 0xD8, 0xFF])])
    parts.append(.facts([("model \"x\"", "<script>")]))
    parts.append(
      .plots(
        ValidationPlots.curves(UltralyticsScores(a.map { $0.ultralytics(.boxes) }), kind: "Box", names: .coco).map(
          \.plot)))
    let html = ReportPage(title: "a & b", parts: parts).html
    for forbidden in ["http://", "https://", "<script", "<b>one", "A <native>", "\"x\"", "url("] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    for wanted in ["prefers-color-scheme: dark", "data:image/jpeg;base64,/9j/", "a &amp; b", "<svg", "</html>"] {
      #expect(html.contains(wanted), "\(wanted)")
    }
    for tag in ["table", "figure", "dl", "div", "tr", "svg"] {
      #expect(html.split(separator: "<\(tag)").count == html.split(separator: "</\(tag)>").count, "\(tag)")
    }
  }

  @Test func theConclusionSaysHowMuchAndOnHowManyPictures() throws {
    let (a, b) = pair()
    let worse = report(a, b)
    #expect(worse.verdict == "worse" && worse.conclusion.hasPrefix("B is worse than A <native> by 0."))
    #expect(worse.conclusion.contains("±") && worse.conclusion.hasSuffix("on 40 pictures"))
    #expect(worse.text(pictureLimit: 3).contains("more (--json)"))
    #expect(report(a, a).conclusion.hasSuffix("every detection on 40 pictures is the same to the last bit"))
    let rule = SequentialRule(pictureCount: 225)
    let stopped = report(a, b, stop: .init(rule: rule, decision: .worse, pictureCount: 45))
    #expect(stopped.conclusion.hasSuffix("; decided (worse) after 45 of 225 pictures"))
    #expect(try JSONEncoder().encode(stopped).count > 1000)
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
    let picture = Picture(width: 640, height: 480, filledWith: .init(hex: 0x8899AA))
    let drawn = try sheet.draw(over: picture)
    #expect(drawn.width == 12 + 2 * 652 && drawn.height == 56 + 480 + 12)
    let red = PictureSheet.Tone.wrong.color
    #expect(
      stride(from: 0, to: drawn.pixels.count, by: 3).contains {
        drawn.pixels[$0] == red.red && drawn.pixels[$0 + 1] == red.green
      })
  }

  @Test("sheets of any picture", arguments: [(1, 1), (3, 4000), (4000, 30), (60, 40)])
  func sheetsOfAnyPicture(width: Int, height: Int) throws {
    let marks = [-5, Float.nan, 1e9].map {
      PictureSheet.Mark(box: BoundingBox(x1: $0, y1: 0, x2: 20, y2: 1e8), label: "a\u{0}", tone: .changed)
    }
    let sheet = PictureSheet(
      title: String(repeating: "long ", count: 80),
      sides: [.init(caption: "left", marks: marks), .init(caption: "right", marks: [])])
    let drawn = try sheet.draw(over: Picture(width: width, height: height, filledWith: .init(hex: 0x204060)))
    #expect(drawn.width <= 2000 && drawn.height <= 1000)
  }
}
