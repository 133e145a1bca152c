import EdgeEvaluation
import Foundation
import Testing

/// Answers of pycocotools, recorded by `scripts/record_coco.py`.
enum RecordedCOCO {
  struct Answer: Decodable {
    /// The figures of the summary; -1 where nothing was to be found.
    var summary: [Double]
    /// Mean precision over thresholds and recalls, by category, area range and detection limit.
    var precision: [Double]
    /// Mean recall over thresholds, likewise.
    var recall: [Double]
  }

  struct Polygons: Decodable {
    var rings: [[Double]]
    var text: String
    var area: Int
    var box: [Double]
  }

  /// One small case: files as text, and the answers for boxes and masks.
  struct Case: CustomTestStringConvertible {
    var name: String
    var annotations: [UInt8]
    var detections: [UInt8]
    var answers: [COCOShape: Answer]
    var testDescription: String { name }
  }

  struct Real: Decodable, CustomTestStringConvertible {
    var shape: COCOShape
    var annotations: String
    var detectionFile: String?
    var detectionCount: Int
    var maskDigest: String?
    var summary: [Double]
    var precision: [Double]
    var recall: [Double]

    var answer: Answer { Answer(summary: summary, precision: precision, recall: recall) }
    var testDescription: String { "\(shape) of \(annotations), \(detectionFile ?? "generated detections")" }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  static let cases: [Case] = {
    guard let document = try? JSONSerialization.jsonObject(with: adversarial) as? [String: Any],
      let entries = document["cases"] as? [[String: Any]]
    else { return [] }
    return entries.map { entry in
      func bytes(_ key: String) -> [UInt8] {
        entry[key].flatMap { try? JSONSerialization.data(withJSONObject: $0) }.map { [UInt8]($0) } ?? []
      }
      func answer(_ shape: COCOShape) -> Answer? {
        try? JSONDecoder().decode(Answer.self, from: Data(bytes(shape.rawValue)))
      }
      return Case(
        name: entry["name"] as? String ?? "", annotations: bytes("annotations"), detections: bytes("detections"),
        answers: [.boxes: answer(.boxes), .masks: answer(.masks)].compactMapValues { $0 })
    }
  }()

  static let polygons: [Polygons] = {
    struct Document: Decodable { var polygons: [Polygons] }
    return (try? JSONDecoder().decode(Document.self, from: adversarial))?.polygons ?? []
  }()

  static let real: [Real] = {
    let url = folder.appendingPathComponent("coco_real.json")
    return (try? JSONDecoder().decode([Real].self, from: Data(contentsOf: url))) ?? []
  }()

  private static let adversarial =
    (try? Data(contentsOf: folder.appendingPathComponent("coco_adversarial.json"))) ?? Data()

  /// Expects `scores` to equal `answer` to 1e-12.
  static func expect(_ scores: COCOScores, _ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) {
    let summary = COCOSummary(scores).lines.map { $0.value ?? -1 }
    expect(summary, answer.summary, "summary", sourceLocation)
    var precision: [Double] = []
    var recall: [Double] = []
    for category in 0..<scores.categoryCount {
      for area in scores.parameters.areaRanges.indices {
        for limit in scores.parameters.detectionLimits.indices {
          precision.append(scores.averagePrecision(category: category, area: area, limit: limit) ?? -1)
          recall.append(scores.averageRecall(category: category, area: area, limit: limit) ?? -1)
        }
      }
    }
    expect(precision, answer.precision, "precision", sourceLocation)
    expect(recall, answer.recall, "recall", sourceLocation)
  }

  private static func expect(_ values: [Double], _ wanted: [Double], _ what: String, _ location: SourceLocation) {
    #expect(values.count == wanted.count, "\(what)", sourceLocation: location)
    let worst = zip(values, wanted).map { abs($0 - $1) }.enumerated().max { $0.element < $1.element }
    if let worst { #expect(worst.element <= 1e-12, "\(what) \(worst.offset)", sourceLocation: location) }
  }
}
