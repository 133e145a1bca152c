import EdgeDetection
import EdgeModel
import Testing

@Suite("SSD")
struct SSDHeadTests {
  private static let side = 64

  private func head(
    _ outputs: [Tensor], metadata: ModelMetadata? = nil, kind: HeadKind? = nil
  ) throws -> DetectionHead {
    try DetectionHead(
      outputShapes: outputs.map(\.shape), inputWidth: Self.side, inputHeight: Self.side, metadata: metadata,
      options: HeadOptions(kind: kind))
  }

  private func tensor(_ shape: [Int], _ values: [Float]) -> Tensor {
    Tensor(shape: shape, elementType: .float32, values: values)
  }

  private var boxes: Tensor {
    tensor([1, 3, 4], [0.2, 0.2, 0.6, 0.7, 0.1, 0.5, 0.3, 0.9, 0, 0, 0, 0])
  }
  private var classes: Tensor { tensor([1, 3], [1, 17, 0]) }
  private var scores: Tensor { tensor([1, 3], [0.9, 0.5, 0]) }
  private var count: Tensor { tensor([1], [2]) }

  @Test("objects after suppression, in either order of TensorFlow's outputs")
  func afterSuppression() throws {
    for outputs in [
      [boxes, classes, scores, count], [scores, boxes, count, classes], [boxes, scores, classes, count],
    ] {
      let head = try self.head(outputs)
      #expect(head.task == .detect && head.classCount == 0 && head.usualInputRange == .symmetric)
      let found = try head.detectionsInInput(outputs)
      #expect(found.map(\.classIndex) == [1, 17] && found.map(\.confidence) == [0.9, 0.5])
      // Top, left, bottom, right in fractions.
      #expect(found.first?.box == BoundingBox(x1: 0.2 * 64, y1: 0.2 * 64, x2: 0.7 * 64, y2: 0.6 * 64))
      let options = PostprocessOptions(confidence: 0.6, classes: [1])
      #expect(try head.detectionsInInput(outputs, options: options).map(\.classIndex) == [1])
    }
  }

  @Test("YOLOv5's exporter gives TensorFlow's combined suppression left before top")
  func suppressionOfYOLO() throws {
    let metadata = ModelMetadata(names: Dictionary(uniqueKeysWithValues: (0..<80).map { ($0, "c\($0)") }), stride: 32)
    for (outputs, isLeftFirst) in [
      ([boxes, scores, classes, count], true), ([boxes, classes, scores, count], false),
      ([scores, boxes, count, classes], false),
    ] {
      let head = try self.head(outputs, metadata: metadata)
      let found = try head.detectionsInInput(outputs)
      let (x2, y2): (Float, Float) = isLeftFirst ? (0.6, 0.7) : (0.7, 0.6)
      #expect(found.first?.box == BoundingBox(x1: 0.2 * 64, y1: 0.2 * 64, x2: x2 * 64, y2: y2 * 64))
      #expect(head.notes.count == 1 && head.usualInputRange == .unit)
    }
  }

  @Test("TensorRT's suppression counts first and gives left, top, right, bottom in pixels")
  func efficientSuppression() throws {
    let number = Tensor(shape: [1, 1], elementType: .int32, values: [Int32(1)])
    let outputs = [
      number, tensor([1, 2, 4], [8, 4, 40, 50, 0, 0, 0, 0]), tensor([1, 2], [0.75, 0]),
      Tensor(shape: [1, 2], elementType: .int32, values: [Int32(3), 0]),
    ]
    let found = try self.head(outputs).detectionsInInput(outputs)
    #expect(found.map(\.box) == [BoundingBox(x1: 8, y1: 4, x2: 40, y2: 50)] && found[0].classIndex == 3)
  }

  @Test("outputs sized by the data may have any number of rows")
  func sizedByData() throws {
    let head = try self.head([boxes, classes, scores, count])
    let none = [tensor([1, 0, 4], []), tensor([1, 0], []), tensor([1, 0], []), tensor([1], [0])]
    #expect(try head.detectionsInInput(none).isEmpty)
    #expect(try head.detectionsInInput([boxes, classes, scores, tensor([1], [99])]).count == 2)
    #expect(throws: DetectionHeadError.self) {
      try head.detectionsInInput([boxes, classes, scores, tensor([1], [.nan])])
    }
  }

  @Test("classes that the metadata does not name are left out and told")
  func unknownClasses() throws {
    let outputs = [boxes, classes, scores, count]
    let head = try self.head(outputs, metadata: ModelMetadata(names: [0: "a", 1: "b"]))
    #expect(try head.detectionsInInput(outputs).map(\.classIndex) == [1])
    #expect(head.notes.contains { $0.contains("does not name") })
    #expect(throws: DetectionHeadError.self) { try self.head(outputs, metadata: ModelMetadata(task: "pose")) }
  }

  // MARK: Anchors as an output

  private let anchorBoxes: [Float] = [0.1, 0.1, 0.5, 0.3, 0.4, 0.2, 0.8, 0.9, 0, 0, 0.25, 0.25]
  /// Background and two classes.
  private let anchorScores: [Float] = [0.1, 0.2, 0.7, 0.05, 0.9, 0.05, 0.99, 0.005, 0.005]
  private let anchorOffsets: [Float] = [0.1, 0, 0.25, -0.5, 0, 0, 1, 0, 0, 0, 0, 0]

  private func checkAnchored(_ outputs: [Tensor], kind: HeadKind? = nil) throws {
    let head = try self.head(outputs, kind: kind)
    #expect(head.classCount == 2 && head.anchorCount == 3)
    let found = try head.detectionsInInput(outputs)
    #expect(found.map(\.classIndex) == [0, 1] && found.map(\.confidence) == [0.9, 0.7])
    // The right edge, a width of the anchor beyond its own, is cut at the input's.
    let expected: [[Float]] = [[0.4, 0.2, 1, 0.9], [0.14, 0.1, 0.6, 0.2]]
    for (detection, edges) in zip(found, expected) {
      let box = detection.box
      for (a, b) in zip([box.x1, box.y1, box.x2, box.y2], edges) { #expect(abs(a - b * 64) < 1e-4) }
    }
  }

  @Test("offsets in widths of anchors that are an output, whatever the order of the outputs")
  func anchored() throws {
    let outputs = [
      tensor([1, 3, 3], anchorScores), tensor([1, 3, 4], anchorOffsets), tensor([1, 3, 4], anchorBoxes),
    ]
    try checkAnchored(outputs)
    try checkAnchored([outputs[1], outputs[2], outputs[0]])
    try checkAnchored([outputs[2], outputs[0], outputs[1]])
    var joined: [Float] = []
    for anchor in 0..<3 {
      joined += anchorScores[anchor * 3..<anchor * 3 + 3]
      joined += anchorOffsets[anchor * 4..<anchor * 4 + 4]
      joined += anchorBoxes[anchor * 4..<anchor * 4 + 4]
    }
    try checkAnchored([tensor([1, 3, 11], joined)], kind: .stSSD)
  }

  @Test("outputs without anchors are an error")
  func noAnchors() throws {
    let outputs = [
      tensor([1, 3, 3], anchorScores), tensor([1, 3, 4], anchorOffsets), tensor([1, 3, 4], anchorOffsets),
    ]
    #expect(throws: DetectionHeadError.self) { try self.head(outputs).detectionsInInput(outputs) }
  }
}
