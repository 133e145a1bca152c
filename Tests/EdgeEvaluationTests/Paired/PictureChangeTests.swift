import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import Testing

@Suite("Changed detections")
struct PictureChangeTests {
  private func objects(_ detections: [(x: Float, confidence: Float, classIndex: Int)]) -> [PictureRecord.Object] {
    detections.sorted { $0.confidence > $1.confidence }.map {
      PictureRecord.Object(
        box: BoundingBox(x1: $0.x, y1: 0, x2: $0.x + 20, y2: 20), confidence: $0.confidence, classIndex: $0.classIndex)
    }
  }

  /// One detection with a mask that covers some of ten columns.
  private func masked(_ columns: Range<Int>, confidence: Float = 0.9) -> [PictureRecord.Object] {
    let bitmap = (0..<100).map { columns.contains($0 % 10) ? UInt8(1) : 0 }
    return [
      PictureRecord.Object(
        box: BoundingBox(x1: 0, y1: 0, x2: 10, y2: 10), confidence: confidence, classIndex: 0,
        mask: RunLengthMask(bitmap: bitmap, height: 10, width: 10))
    ]
  }

  private func posed(_ points: [Keypoint]) -> [PictureRecord.Object] {
    [
      PictureRecord.Object(
        box: BoundingBox(x1: 0, y1: 0, x2: 10, y2: 10), confidence: 0.9, classIndex: 0, keypoints: points)
    ]
  }

  private func compared(_ before: [PictureRecord.Object], _ after: [PictureRecord.Object]) -> PictureChange? {
    PictureChange(path: "a.jpg", before, after)
  }

  @Test func eachKindIsTold() throws {
    let before = objects([(0, 0.9, 0), (40, 0.8, 0), (60, 0.7, 1), (80, 0.6, 0), (10, 0.1, 0)])
    let after = objects([(0, 0.9, 0), (43, 0.8, 0), (60, 0.5, 1), (80, 0.6, 2), (30, 0.2, 0)])
    let change = try #require(compared(before, after))
    #expect(change.changes.map(\.kind) == [.lost, .added, .moved, .rescored])
    #expect(change.changes.map(\.classIndex) == [0, 2, 0, 1])
    #expect(change.changes[0].after == nil && change.changes[1].before == nil)
    #expect(change.changes[2].before?.box.x1 == 40 && change.changes[2].after?.box.x1 == 43)
    #expect(change.changes[2].movement?.edge == 3 && change.changes[0].movement == nil)
    // The added one is the third of confidence, the rescored one was the third and is the fourth.
    #expect(change.changes.map(\.before?.index) == [3, nil, 1, 2])
    #expect(change.changes.map(\.after?.index) == [nil, 2, 1, 3])
  }

  @Test func smallDifferencesAndLowConfidencesAreNone() {
    let before = objects([(0, 0.9, 0), (40, 0.2, 0)])
    #expect(compared(before, objects([(0.5, 0.905, 0)])) == nil)
    #expect(compared(before, before) == nil)
  }

  @Test("a mask that overlaps the other one by less than nine tenths has moved, whatever its box does")
  func masks() throws {
    #expect(compared(masked(0..<10), masked(0..<9)) == nil)
    let moved = try #require(compared(masked(0..<10), masked(0..<8)))
    #expect(moved.changes.map(\.kind) == [.moved])
    #expect(moved.changes[0].movement?.maskOverlap == 0.8 && moved.changes[0].movement?.edge == 0)
    #expect(compared(masked(0..<0), masked(0..<0)) == nil)
    #expect(compared(masked(0..<0), masked(0..<1))?.count(.moved) == 1)
    #expect(compared(masked(0..<10), masked(0..<9, confidence: 0.8))?.count(.rescored) == 1)
  }

  @Test("a keypoint that both see has moved from more than three pixels on")
  func keypoints() throws {
    let before = posed([Keypoint(x: 1, y: 1, visibility: 0.9), Keypoint(x: 5, y: 5, visibility: 0.2)])
    #expect(
      compared(before, posed([Keypoint(x: 4, y: 1, visibility: 0.9), Keypoint(x: 90, y: 90, visibility: 0.9)])) == nil)
    let moved = try #require(
      compared(before, posed([Keypoint(x: 4, y: 5, visibility: 0.3), Keypoint(x: 5, y: 5, visibility: 0.9)])))
    #expect(moved.count(.moved) == 1 && moved.changes[0].movement?.keypoint == 5)
    #expect(compared(posed([Keypoint(x: 0, y: 0)]), posed([Keypoint(x: 0, y: 4)]))?.count(.moved) == 1)
  }

  @Test func picturesWithMoreLostAndAddedDetectionsComeFirst() {
    let one = objects([(0, 0.9, 0)])
    let changes = [
      ("b", [], one), ("a", [], one), ("c", one, objects([(3, 0.9, 0)])), ("d", one, objects([(0, 0.9, 1)])),
    ]
    .enumerated().compactMap { PictureChange(path: $1.0, picture: $0, $1.1, $1.2) }
    #expect(PictureChange.ranked(changes).map(\.path) == ["d", "a", "b", "c"])
  }
}
