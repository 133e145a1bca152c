import EdgeDetection
import EdgeModel
import Testing

@Suite("End-to-end heads")
struct EndToEndHeadTests {
  private static let side = 64

  private func metadata(_ classCount: Int, task: String? = nil, keypointShape: [Int]? = nil) -> ModelMetadata {
    ModelMetadata(
      names: Dictionary(uniqueKeysWithValues: (0..<classCount).map { ($0, "c\($0)") }), task: task,
      keypointShape: keypointShape, embedsSuppression: true)
  }

  private func head(
    _ shapes: [[Int]], _ metadata: ModelMetadata? = nil, task: DetectorTask? = nil
  ) throws -> DetectionHead {
    try DetectionHead(
      outputShapes: shapes, inputWidth: Self.side, inputHeight: Self.side, metadata: metadata, task: task)
  }

  /// An output of rows, filled up with rows of zeros.
  private func tensor(_ rows: [[Float]], count: Int = 300) -> Tensor {
    let width = rows[0].count
    let values = rows.flatMap { $0 } + [Float](repeating: 0, count: (count - rows.count) * width)
    return Tensor(shape: [1, count, width], elementType: .float32, values: values)
  }

  private static let rows: [[Float]] = [
    [10, 12, 40, 50, 0.9, 2], [11, 12, 40, 50, 0.8, 2], [5, 5, 20, 30, 0.6, 7], [30, 30, 60, 60, 0.3, 0],
    [1, 1, 9, 9, 0.25, 1],
  ]

  @Test("rows are objects, in their order and without suppression", arguments: [nil, 10])
  func rowsAreObjects(classCount: Int?) throws {
    let head = try head([[1, 300, 6]], classCount.map { metadata($0) })
    #expect(head.task == .detect && head.classCount == classCount ?? 0 && head.anchorCount == 300)
    let found = try head.detectionsInInput([tensor(Self.rows)])
    #expect(found.map(\.confidence) == [0.9, 0.8, 0.6, 0.3])
    #expect(found.map(\.classIndex) == [2, 2, 7, 0])
    #expect(found[0].box == BoundingBox(x1: 10, y1: 12, x2: 40, y2: 50))
    var options = PostprocessOptions(maximumDetections: 1, classes: [7])
    #expect(try head.detectionsInInput([tensor(Self.rows)], options: options).map(\.classIndex) == [7])
    options.classes = nil
    #expect(try head.detectionsInInput([tensor(Self.rows)], options: options).map(\.classIndex) == [2])
  }

  @Test func fractionsAreToldFromPixels() throws {
    let fractions = Self.rows.map { row -> [Float] in row[..<4].map { $0 / Float(Self.side) } + row[4...] }
    let ofFractions = try head([[1, 300, 6]])
    let ofPixels = try head([[1, 300, 6]])
    #expect(
      try ofFractions.detectionsInInput([tensor(fractions)]) == ofPixels.detectionsInInput([tensor(Self.rows)]))
    let pixels = PostprocessOptions(coordinates: .pixels)
    #expect(try ofFractions.detectionsInInput([tensor(fractions)], options: pixels)[0].box.x1 == 10 / 64)
  }

  @Test func metadataDecidesBeforeTheShape() throws {
    #expect(try head([[1, 84, 6]], metadata(10)).classCount == 10)
    var plain = metadata(2)
    plain.embedsSuppression = false
    #expect(try head([[1, 300, 6]], plain).classCount == 2)
    plain.embedsSuppression = nil
    // Two scores after the box are those of the two classes.
    #expect(try head([[1, 300, 6]], plain).classCount == 2)
    #expect(try head([[1, 84, 6]]).classCount == 2)
  }

  @Test func posesHaveTheirPointsAfterTheClass() throws {
    let head = try head([[1, 300, 6 + 51]], metadata(1, task: "pose", keypointShape: [17, 3]))
    let points: [Float] = (0..<17).flatMap { point -> [Float] in [Float(point), Float(point) + 1, 0.5] }
    let found = try head.detectionsInInput([tensor([[10, 12, 40, 50, 0.9, 0] + points])])
    #expect(found.count == 1 && found[0].keypoints.count == 17)
    #expect(found[0].keypoints[3] == Keypoint(x: 3, y: 4, visibility: 0.5))
    #expect(try self.head([[1, 300, 57]]).task == .pose)
  }

  @Test func masksAreMadeOfTheCoefficientsAfterTheClass() throws {
    let head = try head([[1, 300, 8], [1, 16, 16, 2]], metadata(3, task: "segment"))
    // The first prototype is the upper half, the second the lower one.
    let prototypes: [Float] = (0..<256).flatMap { pixel -> [Float] in pixel < 128 ? [1, 0] : [0, 1] }
    let volume = Tensor(shape: [1, 16, 16, 2], elementType: .float32, values: prototypes)
    let output = tensor([[8, 8, 40, 56, 0.9, 1, 1, -1], [8, 8, 40, 56, 0.8, 1, -1, -1]])
    let found = try head.detectionsInInput([output, volume])
    #expect(found.count == 1)
    let mask = try #require(found.first?.mask)
    #expect(mask[20, 12] && !mask[20, 50] && !mask[4, 12])
    #expect(try head.detectionsInInput([output, volume], options: .validation).count == 2)
  }

  @Test(
    "contradictions are errors",
    arguments: [
      ([[1, 300, 7]], nil, nil), ([[1, 300, 57]], nil, DetectorTask.detect), ([[1, 300, 6]], nil, .segment),
      ([[1, 300, 6]], nil, .pose), ([[1, 300, 38], [1, 16, 16, 16]], nil, nil),
    ] as [([[Int]], String?, DetectorTask?)])
  func contradictions(shapes: [[Int]], _: String?, task: DetectorTask?) {
    #expect(throws: DetectionHeadError.self) { try head(shapes, metadata(10), task: task) }
    #expect(throws: DetectionHeadError.self) { try head(shapes, task: task) }
  }

  @Test func numbersThatAreNoneAreNoObjects() throws {
    let head = try head([[1, 300, 6]], metadata(10))
    for row in [
      [1, 1, 9, 9, Float.nan, 1], [1, 1, 9, 9, 0.9, .nan], [1, 1, 9, 9, 0.9, -1], [1, 1, 9, 9, 0.9, 10],
      [1, 1, 9, 9, 0.9, 1e30],
    ] { #expect(try head.detectionsInInput([tensor([row])]).isEmpty) }
    for value in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
      _ = try head.detectionsInInput([tensor([[value, value, value, value, 0.9, 1]])])
    }
  }

  @Test("a head of other classes than the metadata names is refused", arguments: [78, 81])
  func otherClassCounts(named: Int) throws {
    let names = Dictionary(uniqueKeysWithValues: (0..<named).map { ($0, "c\($0)") })
    let error = #expect(throws: DetectionHeadError.self) {
      try head([[1, 84, 84]], ModelMetadata(names: names))
    }
    #expect(error == .contradictingNames(classCount: 80, namedCount: named, outputs: "[1, 84, 84]"))
    #expect(error?.hint != nil)
  }
}
