import EdgeDetection
import EdgeModel
import Testing

@Suite("Heads with objectness")
struct ObjectnessHeadTests {
  private static let names80 = Dictionary(uniqueKeysWithValues: (0..<80).map { ($0, "n\($0)") })

  /// `[1, anchors, features]` of zeros but for some rows.
  private func tensor(_ rows: [Int: [Float]], anchors: Int, features: Int, isFeaturesFirst: Bool = false) -> Tensor {
    var values = [Float](repeating: 0, count: anchors * features)
    for (anchor, row) in rows {
      for (feature, value) in row.enumerated() {
        values[isFeaturesFirst ? feature * anchors + anchor : anchor * features + feature] = value
      }
    }
    let shape = isFeaturesFirst ? [1, features, anchors] : [1, anchors, features]
    return Tensor(shape: shape, elementType: .float32, values: values)
  }

  private func head(
    _ shapes: [[Int]], side: Int = 64, names: [Int: String] = [:], kind: HeadKind? = nil
  ) throws -> DetectionHead {
    try DetectionHead(
      outputShapes: shapes, inputWidth: side, inputHeight: side,
      metadata: names.isEmpty ? nil : ModelMetadata(names: names), options: HeadOptions(kind: kind))
  }

  @Test("an object's score is that of any object times that of its class", arguments: [false, true])
  func scoresAreProducts(isFeaturesFirst: Bool) throws {
    let row: [Float] = [32, 32, 20, 20, 0.5, 0.25, 0.75]
    let weak: [Float] = [10, 10, 4, 4, 0.3, 1, 1]
    let names = [0: "a", 1: "b"]
    for anchors in [84, 252] {
      let output = tensor([7: row, 9: weak], anchors: anchors, features: 7, isFeaturesFirst: isFeaturesFirst)
      let head = try head([output.shape], names: names)
      #expect(head.classCount == 2 && head.anchorCount == anchors && head.task == .detect)
      let found = try head.detectionsInInput([output])
      #expect(found.map(\.confidence) == [0.375, 0.3] && found.map(\.classIndex) == [1, 0])
      #expect(found[0].box == BoundingBox(x1: 22, y1: 22, x2: 42, y2: 42))
      let all = try head.detectionsInInput([output], options: .validation)
      #expect(all.map(\.confidence) == [0.375, 0.3, 0.3, 0.125])
    }
  }

  @Test("eighty-one scores beside eighty names, three anchors a cell, or an option decide")
  func whatDecides() throws {
    #expect(try head([[1, 84, 85]], names: Self.names80).classCount == 80)
    #expect(try head([[1, 252, 7]]).classCount == 2)
    #expect(try head([[1, 84, 7]]).classCount == 3)
    #expect(try head([[1, 84, 7]], kind: .yolov5).classCount == 2)
    let guessed = try head([[1, 84, 85]])
    #expect(guessed.classCount == 80 && guessed.notes.count == 1)
    let forced = try head([[1, 84, 85]], kind: .yolo)
    #expect(forced.classCount == 81 && forced.notes.isEmpty)
    #expect(throws: DetectionHeadError.self) { try head([[1, 84, 85]], names: Self.names80, kind: .yolo) }
    #expect(try head([[1, 252, 39], [1, 16, 16, 32]]).task == .segment)
    #expect(throws: DetectionHeadError.notOfKind(.yolov5, outputs: "[1, 10]")) { try head([[1, 10]], kind: .yolov5) }
  }

  @Test("anchors of another head are not taken for objectness")
  func otherHeads() throws {
    #expect(try head([[1, 6, 84]], names: [0: "a", 1: "b"]).classCount == 2)
    #expect(try head([[1, 84, 84]], names: Self.names80).classCount == 80)
  }
}
