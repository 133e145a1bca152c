import EdgeDetection
import EdgeModel
import Foundation
import Testing

@Suite("Turned boxes")
struct OrientedBoxTests {
  @Test("corners begin at the far one and run against the clock") func corners() {
    let upright = OrientedBox(centerX: 10, centerY: 20, width: 8, height: 4, angle: 0)
    #expect(upright.corners.map { [$0.x, $0.y] } == [[14, 22], [14, 18], [6, 18], [6, 22]])
    #expect(upright.hull == BoundingBox(x1: 6, y1: 18, x2: 14, y2: 22))
    let quarter = OrientedBox(centerX: 10, centerY: 20, width: 8, height: 4, angle: .pi / 2)
    let hull = quarter.hull
    for (a, b) in zip([hull.x1, hull.y1, hull.x2, hull.y2], [Float(8), 16, 12, 24]) { #expect(abs(a - b) < 1e-5) }
  }

  /// Values of `batch_probiou` in Ultralytics 8.4.190.
  @Test(
    "the probabilistic overlap is Ultralytics'",
    arguments: [
      ([50, 50, 40, 20, 0.3], [50, 50, 40, 20, 0.3], 0.99953181),
      ([50, 50, 40, 20, 0.3], [53, 48, 38, 24, 0.5], 0.78662199),
      ([50, 50, 40, 20, 0.3], [50, 50, 20, 40, 0.3 + Float.pi / 2], 0.99953181),
      ([10, 10, 4, 4, 0], [90, 90, 4, 4, 0], 0),
      ([10, 10, 0, 0, 0], [10, 10, 0, 0, 1], 0.99953181),
    ] as [([Float], [Float], Float)])
  func overlaps(_ a: [Float], _ b: [Float], _ expected: Float) {
    func box(_ numbers: [Float]) -> BoxDistribution {
      BoxDistribution(
        OrientedBox(
          centerX: numbers[0], centerY: numbers[1], width: numbers[2], height: numbers[3], angle: numbers[4]))
    }
    // The root at the end makes last bits of a logarithm near zero large.
    let tolerance: Float = expected > 0.99 ? 2e-4 : 1e-6
    #expect(abs(box(a).overlap(with: box(b)) - expected) < tolerance)
    #expect(abs(box(b).overlap(with: box(a)) - expected) < tolerance)
  }

  @Test("the least box around corners is the box itself", arguments: [-0.7, 0, 0.2, 0.785, 1.3, 2.3])
  func encloses(_ angle: Float) throws {
    let box = OrientedBox(centerX: 300, centerY: 200, width: 80, height: 31, angle: angle)
    let found = try #require(OrientedBox(enclosing: box.corners))
    #expect(abs(found.centerX - 300) < 1e-3 && abs(found.centerY - 200) < 1e-3)
    #expect(abs(found.width - 80) < 1e-3 && abs(found.height - 31) < 1e-3 && abs(found.angle - angle) < 1e-4)
  }

  @Test("boxes around points, lines and nothing") func enclosesLittle() throws {
    #expect(OrientedBox(enclosing: []) == nil)
    #expect(OrientedBox(enclosing: [(x: .nan, y: 0)]) == nil)
    let point = try #require(OrientedBox(enclosing: [(x: 3, y: 4), (x: 3, y: 4)]))
    #expect(point.centerX == 3 && point.centerY == 4 && point.width == 0 && point.height == 0)
    let line = try #require(OrientedBox(enclosing: [(x: 0, y: 0), (x: 30, y: 40), (x: 15, y: 20)]))
    #expect(line.width == 50 && line.height == 0 && abs(line.angle - atan2(4, 3)) < 1e-6)
  }

  /// A head `[1, 4 + 2 + 1, 8]` in fractions of an input of 100 x 100.
  private func head(
    _ metadata: ModelMetadata? = ModelMetadata(names: [0: "a", 1: "b"], task: "obb")
  ) throws -> DetectionHead {
    try DetectionHead(outputShapes: [[1, 7, 8]], inputWidth: 100, inputHeight: 100, metadata: metadata)
  }

  private let output = Tensor(
    shape: [1, 7, 8], elementType: .float32,
    values: [
      0.5, 0.51, 0.52, 0.1, 0, 0, 0, 0,  // middles
      0.5, 0.5, 0.5, 0.1, 0, 0, 0, 0,
      0.4, 0.4, 0.4, 0.1, 0, 0, 0, 0,  // sides
      0.2, 0.2, 0.2, 0.1, 0, 0, 0, 0,
      0.9, 0.8, 0.1, 0.3, 0, 0, 0, 0,  // scores
      0.1, 0.2, 0.7, 0.2, 0, 0, 0, 0,
      0.3, 0.3, 0.3, 0, 0, 0, 0, 0,  // angles
    ] as [Float])

  @Test("a better box drops those of its class that it overlaps") func suppresses() throws {
    let options = PostprocessOptions(confidence: 0.25, coordinates: .normalized)
    let found = try head().detectionsInInput([output], options: options)
    #expect(found.map(\.anchorIndex) == [0, 2, 3] && found.map(\.classIndex) == [0, 1, 0])
    let box = try #require(found[0].orientedBox)
    #expect(box == OrientedBox(centerX: 50, centerY: 50, width: 40, height: 20, angle: 0.3))
    var agnostic = options
    agnostic.isClassAgnostic = true
    #expect(try head().detectionsInInput([output], options: agnostic).map(\.anchorIndex) == [0, 3])
    var few = options
    few.maximumDetections = 1
    #expect(try head().detectionsInInput([output], options: few).map(\.anchorIndex) == [0])
  }

  @Test("a head without room for an angle is refused") func refuses() {
    let metadata = ModelMetadata(names: [0: "a", 1: "b", 2: "c"], task: "obb")
    #expect(throws: DetectionHeadError.self) { try head(metadata) }
  }
}
