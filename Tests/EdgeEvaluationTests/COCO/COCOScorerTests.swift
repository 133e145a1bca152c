import EdgeDatasets
import EdgeEvaluation
import EdgeFormats
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("COCO scorer")
struct COCOScorerTests {
  @Test(arguments: RecordedCOCO.cases, [COCOShape.boxes, .masks])
  func equalsPycocotoolsOnHardCases(_ recorded: RecordedCOCO.Case, _ shape: COCOShape) throws {
    let annotations = try COCOAnnotations(recorded.annotations)
    let detections = try COCOResults(recorded.detections).detections(for: annotations, shape: shape)
    let truths = annotations.pictures.indices.map { annotations.truths(picture: $0, for: shape) }
    let scorer = COCOScorer(COCOParameters(shape), categoryCount: annotations.categories.count)
    RecordedCOCO.expect(scorer.scores(of: detections, against: truths), try #require(recorded.answers[shape]))
  }

  @Test(
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)), arguments: RecordedCOCO.real)
  func equalsPycocotoolsOnRealAnnotations(_ recorded: RecordedCOCO.Real) throws {
    let path = SharedFiles.path("coco/coco225/annotations/\(recorded.annotations)")
    let annotations = try COCOAnnotations(contentsOf: path)
    let detections: [COCODetections]
    if let file = recorded.detectionFile {
      let results = try COCOResults(contentsOf: SharedFiles.path("golden/ultralytics/\(file)"))
      #expect(results.detections.count == recorded.detectionCount)
      detections = results.detections(for: annotations, shape: recorded.shape)
    } else {
      var generator = GeneratedDetections()
      let made = generator.make(
        for: annotations, shape: recorded.shape, fileOrder: try fileOrder(of: annotations, path))
      #expect(made.count == recorded.detectionCount)
      detections = made.detections
    }
    let truths = annotations.pictures.indices.map { annotations.truths(picture: $0, for: recorded.shape) }
    let scorer = COCOScorer(COCOParameters(recorded.shape), categoryCount: annotations.categories.count)
    RecordedCOCO.expect(scorer.scores(of: detections, against: truths), recorded.answer)

    if let digest = recorded.maskDigest {
      let texts = try fileOrder(of: annotations, path).map { position in
        let object = annotations.objects[position]
        let size = annotations.pictures[object.picture]
        return try #require(object.segmentation?.mask(height: size.height, width: size.width)).text
      }
      let bytes = Array(texts.joined(separator: "\n").utf8)
      #expect(bytes.withUnsafeBytes { SHA256.hexDigest(of: $0) } == digest)
    }
  }

  /// Positions of the objects in the order of the file, which the reader does not keep across pictures.
  private func fileOrder(of annotations: COCOAnnotations, _ path: String) throws -> [Int] {
    struct File: Decodable {
      struct Entry: Decodable { var id: Int }
      var annotations: [Entry]
    }
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let positions = Dictionary(uniqueKeysWithValues: annotations.objects.enumerated().map { ($1.id, $0) })
    return try file.annotations.map { try #require(positions[$0.id]) }
  }

  @Test func summaryNamesItsTwelveLines() throws {
    let scores = COCOScorer(COCOParameters(.boxes), categoryCount: 1).scores(of: [], against: [])
    let summary = COCOSummary(scores)
    #expect(
      summary.lines.map(\.name) == [
        "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
      ])
    #expect(
      summary.lines[4].text
        == " Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = -1.000")
    #expect(summary["AP"] == nil)
  }
}
