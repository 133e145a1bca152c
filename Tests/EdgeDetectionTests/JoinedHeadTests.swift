import EdgeDetection
import EdgeModel
import Testing

@Suite("Heads split in three")
struct JoinedHeadTests {
  private static let anchorCount = 84

  private func plane(_ rows: [[Float]], isFeaturesFirst: Bool) -> Tensor {
    let padded = rows.map { $0 + [Float](repeating: 0, count: Self.anchorCount - $0.count) }
    return isFeaturesFirst
      ? Tensor(shape: [1, rows.count, Self.anchorCount], elementType: .float32, values: padded.flatMap { $0 })
      : Tensor(
        shape: [1, Self.anchorCount, rows.count], elementType: .float32,
        values: (0..<Self.anchorCount).flatMap { anchor in padded.map { $0[anchor] } })
  }

  private let boxes: [[Float]] = [[32, 20], [32, 20], [40, 10], [40, 10]]
  private let scores: [[Float]] = [[0.1, 0.6], [0.9, 0.1], [0.2, 0.2]]

  @Test("masks are those of one output", arguments: [false, true])
  func masks(isFeaturesFirst: Bool) throws {
    let coefficients: [[Float]] = (0..<32).map { [Float($0 % 3) - 0.9, 1] }
    let prototypes = Tensor(
      shape: [1, 16, 16, 32], elementType: .float32, values: (0..<16 * 16 * 32).map { Float($0 % 7) - 2.5 })
    let combined = plane(boxes + scores + coefficients, isFeaturesFirst: true)
    let whole = try DetectionHead(
      outputShapes: [combined.shape, prototypes.shape], inputWidth: 64, inputHeight: 64)
    let expected = try whole.detectionsInInput([combined, prototypes])
    #expect(expected.count == 2 && expected.allSatisfy { $0.mask != nil })
    let parts = [
      prototypes, plane(scores, isFeaturesFirst: isFeaturesFirst),
      plane(coefficients, isFeaturesFirst: !isFeaturesFirst), plane(boxes, isFeaturesFirst: isFeaturesFirst),
    ]
    let head = try DetectionHead(outputShapes: parts.map(\.shape), inputWidth: 64, inputHeight: 64)
    #expect(head.task == .segment && head.classCount == 3 && head.anchorCount == Self.anchorCount)
    #expect(try head.detectionsInInput(parts) == expected)
  }

  @Test("keypoints are those of one output")
  func keypoints() throws {
    let points: [[Float]] = (0..<10).map { [Float($0), Float($0) * 2] }
    let metadata = ModelMetadata(names: [0: "a", 1: "b", 2: "c"], task: "pose", keypointShape: [5, 2])
    let combined = plane(boxes + scores + points, isFeaturesFirst: true)
    let whole = try DetectionHead(
      outputShapes: [combined.shape], inputWidth: 64, inputHeight: 64, metadata: metadata)
    let parts = [boxes, points, scores].map { plane($0, isFeaturesFirst: true) }
    let head = try DetectionHead(
      outputShapes: parts.map(\.shape), inputWidth: 64, inputHeight: 64, metadata: metadata)
    let found = try head.detectionsInInput(parts)
    #expect(try found == whole.detectionsInInput([combined]) && found.count == 2)
    #expect(found[0].keypoints.count == 5)
  }
}
