import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import Testing

@Suite("Numbers of journals")
struct JournalNumberTests {
  private static let numbers: [Float] = [
    0, -0.0, 1, 0.1, -1.5, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity,
    -.infinity, .nan,
    -Float.nan,
    Float(bitPattern: 0x7F80_0001), 16_777_216, 1.0000001, 3e38, -3e38,
  ]

  private func record(_ number: Float, visibility: Float?) -> PictureRecord {
    PictureRecord(
      path: "a \"b\"\\\n/é.png", id: .name("é\u{1}"), width: 4, height: 3,
      objects: [
        .init(
          box: BoundingBox(x1: number, y1: 1, x2: number, y2: number), confidence: number, classIndex: 3,
          keypoints: [Keypoint(x: number, y: 2, visibility: visibility)],
          mask: RunLengthMask(height: 3, width: 4, runs: [5, 2, 5]))
      ], truthClasses: [2], truthBoxes: [BoundingBox(x1: 0, y1: number, x2: 1, y2: 1)], truthLabels: [0],
      correct: [.boxes: [0x3FF], .poses: [1]], found: [.boxes: [0], .poses: [nil]], confusionMatches: [nil],
      confusionConfidence: number)
  }

  /// The record's numbers as bits, for which every not-a-number is one of its own.
  private func bits(_ record: PictureRecord) -> [UInt32?] {
    let objects = record.objects.flatMap { object -> [Float?] in
      [object.box.x1, object.box.y1, object.box.x2, object.box.y2, object.confidence]
        + object.keypoints.flatMap { [$0.x, $0.y, $0.visibility] }
    }
    let truths = record.truthBoxes.flatMap { [$0.x1, $0.y1, $0.x2, $0.y2] }
    return (objects + truths + [record.confusionConfidence]).map { $0?.bitPattern }
  }

  @Test("lines of JSON keep every float bit for bit", arguments: numbers, [nil, 0.5, -0.25, -1, .nan])
  func keepsEveryNumber(_ number: Float, visibility: Float?) throws {
    let written = record(number, visibility: visibility)
    let line = written.json
    #expect(!line.contains("\n"))
    let read = try #require(PictureRecord(json: Array(line.utf8)))
    #expect(bits(read) == bits(written))
    #expect(read.json == line)
    #expect(read.path == written.path && read.id == written.id && read.objects[0].mask == written.objects[0].mask)
    #expect(read.correct == written.correct && read.found == written.found)
    #expect(read.confusionMatches == written.confusionMatches && read.truthClasses == written.truthClasses)
  }

  @Test func changedLinesDoNotTrap() {
    let line = Array(record(.infinity, visibility: nil).json.utf8)
    for position in line.indices {
      for byte in [UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "\""), UInt8(ascii: "]"), 0x80] {
        var changed = line
        changed[position] = byte
        _ = PictureRecord(json: changed)
      }
    }
  }
}
