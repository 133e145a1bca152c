import EdgeDetection
import EdgeModel
import Foundation
import Testing

@Suite("Faces and palms")
struct BlazeHeadTests {
  /// Two outputs of background but for one anchor.
  private func outputs(_ count: Int, keypoints: Int, anchor: Int, offsets: [Float], score: Double) -> [Tensor] {
    let features = 4 + 2 * keypoints
    var values = [Float](repeating: 0, count: count * features)
    values.replaceSubrange(anchor * features..<anchor * features + features, with: offsets)
    var logits = [Float](repeating: -90, count: count)
    logits[anchor] = Float(log(score / (1 - score)))
    return [
      Tensor(shape: [1, count, features], elementType: .float32, values: values),
      Tensor(shape: [1, count, 1], elementType: .float32, values: logits),
    ]
  }

  @Test(
    "anchors lie in the middles of cells, two for each layer of a stride",
    arguments: [
      // side, anchors, keypoints, an anchor, the middle of its cell in pixels
      (128, 896, 6, 2 * (16 * 3 + 5), 44, 28), (128, 896, 6, 512 + 6 * (8 * 2 + 7) + 5, 120, 40),
      (256, 896, 6, 2 * (16 * 3 + 5) + 1, 88, 56), (192, 2016, 7, 1152 + 6 * 13, 24, 24),
      (256, 2944, 7, 2048 + 512 + 6 * 9, 48, 48), (192, 2304, 6, 48 * 2 + 7, 30, 10),
    ] as [(Int, Int, Int, Int, Float, Float)])
  func anchors(side: Int, count: Int, keypointCount: Int, anchor: Int, x: Float, y: Float) throws {
    let points = (0..<keypointCount).flatMap { [Float($0), -Float($0)] }
    let outputs = outputs(
      count, keypoints: keypointCount, anchor: anchor, offsets: [3, -2, 20, 10] + points, score: 0.8)
    for outputs in [outputs, outputs.reversed()] {
      let head = try DetectionHead(outputShapes: outputs.map(\.shape), inputWidth: side, inputHeight: side)
      #expect(head.task == .pose && head.classCount == 1 && head.anchorCount == count)
      #expect(head.usualNames == [keypointCount == 6 ? "face" : "palm"])
      let found = try head.detectionsInInput(outputs)
      #expect(found.map(\.anchorIndex) == [anchor] && abs(found[0].confidence - 0.8) < 1e-6)
      #expect(found[0].box == BoundingBox(x1: x + 3 - 10, y1: y - 2 - 5, x2: x + 3 + 10, y2: y - 2 + 5))
      #expect(found[0].keypoints.count == keypointCount)
      #expect(found[0].keypoints[4] == Keypoint(x: x + 4, y: y - 4))
    }
  }

  @Test("a pair of outputs for each stride, in any order")
  func pairs() throws {
    let whole = outputs(896, keypoints: 6, anchor: 600, offsets: [Float](repeating: 8, count: 16), score: 0.9)
    let head = try DetectionHead(outputShapes: whole.map(\.shape), inputWidth: 128, inputHeight: 128)
    func part(_ tensor: Tensor, _ rows: Range<Int>) -> Tensor {
      let width = tensor.shape[2]
      let values = tensor.array(of: Float.self)[rows.lowerBound * width..<rows.upperBound * width]
      return Tensor(shape: [1, rows.count, width], elementType: .float32, values: Array(values))
    }
    let parts = [
      part(whole[1], 512..<896), part(whole[0], 0..<512), part(whole[0], 512..<896), part(whole[1], 0..<512),
    ]
    let split = try DetectionHead(outputShapes: parts.map(\.shape), inputWidth: 128, inputHeight: 128)
    #expect(try split.detectionsInInput(parts) == head.detectionsInInput(whole))
    #expect(try !head.detectionsInInput(whole).isEmpty)
  }

  @Test func unknownLayersMustBeStated() throws {
    let shapes = [[1, 320, 16], [1, 320, 1]]
    #expect(throws: DetectionHeadError.self) {
      try DetectionHead(outputShapes: shapes, inputWidth: 128, inputHeight: 128)
    }
    // 8 x 8 cells with two anchors for each of two layers, and 4 x 4 cells with two layers.
    let head = try DetectionHead(
      outputShapes: shapes, inputWidth: 128, inputHeight: 128, options: HeadOptions(strides: [16, 16, 32, 32]))
    #expect(head.anchorCount == 320)
  }
}
