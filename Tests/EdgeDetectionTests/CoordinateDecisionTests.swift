import EdgeDetection
import EdgeModel
import EdgeRunner
import Testing

@Suite("What boxes are measured in")
struct CoordinateDecisionTests {
  private static let side = 64
  private static let anchorCount = 84

  /// Boxes at every place of the grid, none of which is an object but those given by anchor.
  private func tensor(scale: Float, objects: [Int: [Float]] = [:]) -> Tensor {
    var rows = [[Float]](repeating: [Float](repeating: 0, count: Self.anchorCount), count: 5)
    for anchor in 0..<Self.anchorCount {
      rows[0][anchor] = (Float(anchor % 8) + 0.5) / 8 * scale
      rows[1][anchor] = (Float(anchor / 8) + 0.5) / 11 * scale
      rows[2][anchor] = 0.1 * scale
      rows[3][anchor] = 0.1 * scale
      for (index, value) in (objects[anchor] ?? []).enumerated() { rows[index][anchor] = value }
    }
    return Tensor(shape: [1, 5, Self.anchorCount], elementType: .float32, values: rows.flatMap { $0 })
  }

  /// A model whose outputs hold nothing but these objects.
  private func sparse(_ objects: [[Float]]) -> Tensor {
    var values = [Float](repeating: 0, count: 5 * Self.anchorCount)
    for (anchor, object) in objects.enumerated() {
      for (row, value) in object.enumerated() { values[row * Self.anchorCount + anchor] = value }
    }
    return Tensor(shape: [1, 5, Self.anchorCount], elementType: .float32, values: values)
  }

  private func head() throws -> DetectionHead {
    try DetectionHead(outputShapes: [[1, 5, Self.anchorCount]], inputWidth: Self.side, inputHeight: Self.side)
  }

  @Test("boxes without objects decide, so that a small box in a corner is read as the others are")
  func boxesWithoutObjectsDecide() throws {
    let corner: [Float] = [1, 1, 2, 2, 0.9]
    let found = try head().detectionsInInput([tensor(scale: 64, objects: [0: corner])])
    #expect(found.map(\.box) == [BoundingBox(x1: 0, y1: 0, x2: 2, y2: 2)])
    let fraction = try head().detectionsInInput([tensor(scale: 1, objects: [0: corner])])
    #expect(fraction.map(\.box) == [BoundingBox(x1: 0, y1: 0, x2: 128, y2: 128)])
  }

  @Test("what was proven stays, whatever later outputs hold")
  func proofStays() throws {
    let head = try head()
    #expect(try head.detectionsInInput([tensor(scale: 64, objects: [3: [32, 32, 8, 8, 0.9]])])[0].box.x1 == 28)
    #expect(try head.detectionsInInput([sparse([[0.5, 0.5, 0.5, 0.5, 0.9]])])[0].box.x1 == 0.25)
  }

  @Test("outputs that prove an assumption wrong are an error with a hint")
  func contradiction() throws {
    let head = try head()
    #expect(try head.detectionsInInput([sparse([[0.5, 0.5, 0.5, 0.5, 0.9]])])[0].box.x1 == 16)
    let error = #expect(throws: DetectionHeadError.self) {
      try head.detectionsInInput([sparse([[32, 32, 8, 8, 0.9]])])
    }
    #expect(error == .contradictingCoordinates(before: .normalized, now: .pixels))
    #expect(error?.hint == "state what they are: --boxes pixels")
    let options = PostprocessOptions(coordinates: .pixels)
    #expect(try head.detectionsInInput([sparse([[32, 32, 8, 8, 0.9]])], options: options)[0].box.x1 == 28)
  }

  @Test("scores and boxes that are infinite or not numbers are left out and told")
  func unrankable() throws {
    let head = try head()
    let found = try head.detectionsInInput([
      sparse([
        [32, 32, 8, 8, .infinity], [32, 32, 8, 8, 0.9], [.infinity, 3, 3, 3, 0.8], [.nan, 3, 3, 3, .nan],
      ])
    ])
    #expect(found.map(\.confidence) == [0.9])
    #expect(head.notes.count == 2 && head.notes.allSatisfy { $0.hasSuffix("these are left out") })
  }
}
