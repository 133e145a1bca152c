import EdgeDetection
import EdgeEvaluation
import EdgeReports
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
      changes: a.changes(to: b), rule: rule, labels: ("A <native>", "B"),
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
    #expect(worse.verdict == .worse && worse.conclusion.hasPrefix("B is worse than A <native> by 0."))
    #expect(worse.conclusion.contains("±") && worse.conclusion.hasSuffix("on 40 pictures"))
    #expect(worse.text(pictureLimit: 3).contains("more (--json)"))
    #expect(report(a, a).conclusion.hasSuffix("every detection on 40 pictures is the same to the last bit"))
    let rule = SequentialRule(pictureCount: 225)
    let stopped = report(a, b, stop: .init(rule: rule, decision: .worse, pictureCount: 45))
    #expect(stopped.conclusion.hasSuffix("; decided (worse) after 45 of 225 pictures"))
    #expect(try JSONEncoder().encode(stopped).count > 1000)
  }
}
