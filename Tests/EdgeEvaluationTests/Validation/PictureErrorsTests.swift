import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import Foundation
import Testing

@Suite("Errors on pictures")
struct PictureErrorsTests {
  private let box = BoundingBox(x1: 0, y1: 0, x2: 50, y2: 50)

  private func outcome(
    confidences: [Float], boxes found: [Int?], masks: [Int?]
  ) -> PictureOutcome {
    PictureOutcome(
      path: "a.jpg", id: .number(1), width: 100, height: 100, boxes: confidences.map { _ in box },
      confidences: confidences, classes: confidences.map { _ in 0 }, truthBoxes: found.map { _ in box },
      truthClasses: found.map { _ in 0 }, found: [.boxes: found, .masks: masks])
  }

  @Test func aBoxThatFitsWithAMaskThatDoesNotIsAnErrorOfMasksOnly() {
    let outcome = outcome(confidences: [0.9, 0.8, 0.7], boxes: [1, 0, nil], masks: [1, nil, nil])
    let boxes = PictureErrors(outcome, above: 0.25)
    #expect(boxes.missed == [2] && boxes.wrong == [2] && boxes.mismatched.isEmpty && boxes.count == 2)
    let masks = PictureErrors(outcome, kind: .masks, above: 0.25)
    #expect(masks.missed == [2] && masks.wrong == [2] && masks.count == 3)
    #expect(masks.mismatched.map(\.truth) == [1] && masks.mismatched.map(\.detection) == [0])
  }

  @Test func aDetectionThatFoundAnotherMaskLeavesItsBoxMissed() {
    let errors = PictureErrors(
      outcome(confidences: [0.9], boxes: [0, nil], masks: [nil, 0]), kind: .masks, above: 0.25)
    #expect(errors.missed == [0] && errors.wrong.isEmpty && errors.mismatched.isEmpty)
  }

  @Test func detectionsBelowTheConfidenceFindNothing() {
    let outcome = outcome(confidences: [0.9, 0.2], boxes: [1], masks: [1])
    let errors = PictureErrors(outcome, kind: .masks, above: 0.25)
    #expect(errors.detectionCount == 1 && errors.missed == [0] && errors.wrong == [0])
  }

  @Test func picturesWithBadMasksAreAmongTheWorst() {
    let outcomes = [
      outcome(confidences: [0.9], boxes: [0], masks: [0]), outcome(confidences: [0.9], boxes: [0], masks: [nil]),
    ]
    #expect(PictureErrors.worst(outcomes, above: 0.25, limit: 9).isEmpty)
    #expect(PictureErrors.worst(outcomes, kind: .masks, above: 0.25, limit: 9).map(\.picture) == [1])
  }

  /// A pose on a square picture that is the network's input as it is.
  private func verdict(_ label: ObjectLabel, keypoint: Keypoint) throws -> PictureJudge.Verdict {
    let geometry = LetterboxGeometry(pictureWidth: 100, pictureHeight: 100, inputWidth: 100, inputHeight: 100)
    let judge = PictureJudge(
      kinds: [.boxes, .poses], version: .v84190, deviations: [0.1], confusionConfidence: 0.25)
    return judge.verdict(
      on: [Detection(box: box, confidence: 0.9, classIndex: 0, keypoints: [keypoint])], labels: [label],
      geometry: geometry)
  }

  @Test("objects without labelled keypoints are found by their boxes, others by their poses")
  func poses() throws {
    var label = ObjectLabel(
      classIndex: 0, box: .init(centerX: 0.25, centerY: 0.25, width: 0.5, height: 0.5),
      keypoints: [Keypoint(x: 0.2, y: 0.2, visibility: 2)])
    let right = try verdict(label, keypoint: Keypoint(x: 20, y: 20))
    #expect(right.found == [.boxes: [0], .poses: [0]] && right.labelOrder == [0])
    let wrong = try verdict(label, keypoint: Keypoint(x: 90, y: 90))
    #expect(wrong.found == [.boxes: [0], .poses: [nil]])
    label.keypoints[0].visibility = 0
    let unlabelled = try verdict(label, keypoint: Keypoint(x: 90, y: 90))
    #expect(unlabelled.found == [.boxes: [0], .poses: [0]])
    // The figures do not follow.
    #expect(unlabelled.correct[.poses] == [0])
  }
}

@Suite("Records of pictures")
struct PictureRecordTests {
  private static let line = #"""
    {"path":"a \"b\".jpg","id":7,"size":[4,2],"objects":[[0.5,1.0,2.0,2.0,0.75,3]],"shapes":["08"],"truths":[[3,0.0,0.0,2.0,2.0,5],[1,0.0,0.0,1.0,1.0,2]],"boxes":[1023],"found-boxes":[0,-1],"masks":[0],"found-masks":[-1,-1],"confusion":[0,-1],"above":0.001}
    """#

  @Test func areReadAsTheyWereWritten() throws {
    let record = try #require(PictureRecord(json: Array(Self.line.utf8)))
    #expect(record.truthLabels == [5, 2] && record.found == [.boxes: [0, nil], .masks: [nil, nil]])
    #expect(record.json == Self.line)
  }

  @Test(
    "lines whose lists do not fit together are none",
    arguments: [
      (#"[0,-1],"masks""#, #"[0],"masks""#), (#""found-boxes":[0,-1]"#, #""found-boxes":[1,-1]"#),
      (#","found-masks":[-1,-1]"#, ""), (",5]", "]"), (",5]", ",0.5]"), (#""found-masks""#, #""found-tails""#),
    ])
  func damage(part: String, replacement: String) throws {
    let range = try #require(Self.line.firstRange(of: part))
    #expect(PictureRecord(json: Array(Self.line.replacingCharacters(in: range, with: replacement).utf8)) == nil)
  }
}
