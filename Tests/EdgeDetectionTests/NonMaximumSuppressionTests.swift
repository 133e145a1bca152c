import EdgeDetection
import EdgeTestSupport
import Testing

@Suite("Non-maximum suppression")
struct NonMaximumSuppressionTests {
  /// The definition, written as plainly as possible: offset, stable sort, compare each pair.
  private static func reference(
    _ boxes: [BoundingBox], _ scores: [Float], _ classes: [Int]?, threshold: Double, maximum: Int
  ) -> [Int] {
    let placed = boxes.indices.map { index -> [Float] in
      let offset = Float(classes?[index] ?? 0) * 7680
      let box = boxes[index]
      return [box.x1 + offset, box.y1 + offset, box.x2 + offset, box.y2 + offset]
    }
    func area(_ box: [Float]) -> Float { (box[2] - box[0]) * (box[3] - box[1]) }
    let order = boxes.indices.sorted { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) }
    var suppressed = Set<Int>()
    var kept: [Int] = []
    for (position, index) in order.enumerated() where !suppressed.contains(index) {
      kept.append(index)
      let a = placed[index]
      for other in order[(position + 1)...] {
        let b = placed[other]
        let width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        let height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        let overlap = width * height / (area(a) + area(b) - width * height)
        if Double(overlap) > threshold { suppressed.insert(other) }
      }
    }
    return Array(kept.prefix(maximum))
  }

  @Test("equals the plain definition", arguments: 0..<24)
  func equalsDefinition(seed: Int) {
    var generator = RandomSource(seed: UInt64(seed))
    let count = [0, 1, 5, 60, 250][seed % 5]
    // Some seeds make boxes so large that those of neighbouring classes overlap in spite of the offset.
    let extent: Float = seed % 7 == 6 ? 20_000 : [4, 64, 640][seed % 3]
    let boxes = (0..<count).map { _ -> BoundingBox in
      let x = Float.random(in: -extent / 4...extent, using: &generator)
      let y = Float.random(in: -extent / 4...extent, using: &generator)
      // Degenerate and inverted boxes occur in quantized outputs.
      return BoundingBox(
        x1: x, y1: y, x2: x + Float.random(in: -extent / 20...extent, using: &generator).rounded(),
        y2: y + Float.random(in: -extent / 20...extent, using: &generator).rounded())
    }
    // Few distinct scores, as int8 networks give.
    let scores = (0..<count).map { _ in Float(Int.random(in: 1...16, using: &generator)) / 16 }
    let classes = (0..<count).map { _ in Int.random(in: 0..<80, using: &generator) % [1, 3, 80][seed % 3] }
    for (threshold, maximum) in [(0.7, 300), (0.45, 300), (0.0, 20), (1.0, 300), (0.7, 0)] {
      let suppression = NonMaximumSuppression(iouThreshold: threshold, maximumCount: maximum)
      for classes in [classes, nil] {
        #expect(
          suppression.keptIndices(boxes: boxes, scores: scores, classes: classes)
            == Self.reference(boxes, scores, classes, threshold: threshold, maximum: maximum))
      }
    }
  }

  @Test func equalScoresGoToTheEarlierBox() {
    let box = BoundingBox(x1: 0, y1: 0, x2: 10, y2: 10)
    let moved = BoundingBox(x1: 1, y1: 0, x2: 11, y2: 10)
    let suppression = NonMaximumSuppression()
    #expect(suppression.keptIndices(boxes: [moved, box], scores: [0.5, 0.5]) == [0])
    #expect(suppression.keptIndices(boxes: [moved, box], scores: [0.5, 0.5], classes: [0, 1]) == [0, 1])
  }

  @Test func overlapMustExceedTheThreshold() {
    // Intersection 7, union 10: exactly seven tenths, which float32 rounds just below the double.
    let boxes = [BoundingBox(x1: 0, y1: 0, x2: 10, y2: 1), BoundingBox(x1: 0, y1: 0, x2: 7, y2: 1)]
    let overlap = Double(Float(7) / 10)
    #expect(NonMaximumSuppression(iouThreshold: overlap).keptIndices(boxes: boxes, scores: [1, 0.5]).count == 2)
    #expect(
      NonMaximumSuppression(iouThreshold: overlap.nextDown).keptIndices(boxes: boxes, scores: [1, 0.5]).count == 1)
  }

  @Test func brokenNumbersDoNotTrap() {
    let boxes = [
      BoundingBox(x1: .nan, y1: 0, x2: 1, y2: 1), BoundingBox(x1: -.infinity, y1: 0, x2: .infinity, y2: 1),
      BoundingBox(x1: 0, y1: 0, x2: 0, y2: 0), BoundingBox(x1: 0, y1: 0, x2: 0, y2: 0),
    ]
    let kept = NonMaximumSuppression().keptIndices(boxes: boxes, scores: [0.9, 0.8, 0.7, 0.6], classes: [0, 1, 2, 2])
    #expect(kept == [0, 1, 2, 3])
  }
}
