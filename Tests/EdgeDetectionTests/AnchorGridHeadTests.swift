import EdgeDetection
import EdgeModel
import Foundation
import Testing

/// Boxes are encoded here by the papers' formulas, in double precision.
@Suite("Grids of anchors")
struct AnchorGridHeadTests {
  private static func logit(_ value: Double) -> Double { log(value / (1 - value)) }

  /// An object at a place of a grid.
  private struct Object {
    var anchor: Int
    var column: Int
    var row: Int
    /// Middle and size in pixels.
    var x, y, width, height: Double
    /// Of any object, then logits of the classes.
    var score: Double
    var classLogits: [Double]
  }

  /// A map of background but for objects.
  private func map(
    columns: Int, rows: Int, stride: Double, sizes: [(Double, Double)], classCount: Int, objects: [Object],
    isFeaturesFirst: Bool = false, isYOLOv5: Bool = false
  ) -> Tensor {
    let perAnchor = 5 + classCount
    let features = perAnchor * sizes.count
    var values = [Float](repeating: 0, count: columns * rows * features)
    func set(_ cell: Int, _ feature: Int, _ value: Double) {
      values[isFeaturesFirst ? feature * columns * rows + cell : cell * features + feature] = Float(value)
    }
    for cell in 0..<columns * rows { for anchor in sizes.indices { set(cell, anchor * perAnchor + 4, -12) } }
    for object in objects {
      let cell = object.row * columns + object.column
      let first = object.anchor * perAnchor
      let offsets = [object.x / stride - Double(object.column), object.y / stride - Double(object.row)]
      let factors = [object.width / sizes[object.anchor].0, object.height / sizes[object.anchor].1]
      for index in 0..<2 {
        set(cell, first + index, Self.logit(isYOLOv5 ? (offsets[index] + 0.5) / 2 : offsets[index]))
        set(cell, first + 2 + index, isYOLOv5 ? Self.logit(factors[index].squareRoot() / 2) : log(factors[index]))
      }
      set(cell, first + 4, Self.logit(object.score))
      for (index, value) in object.classLogits.enumerated() { set(cell, first + 5 + index, value) }
    }
    return Tensor(
      shape: isFeaturesFirst ? [1, features, rows, columns] : [1, rows, columns, features], elementType: .float32,
      values: values)
  }

  private func expect(_ found: [Detection], _ expected: [(Object, classIndex: Int, score: Double)]) {
    #expect(found.count == expected.count)
    for (detection, object) in zip(found, expected) {
      #expect(detection.classIndex == object.classIndex)
      #expect(abs(Double(detection.confidence) - object.score) < 1e-5)
      #expect(abs(Double(detection.box.centerX) - object.0.x) < 1e-3)
      #expect(abs(Double(detection.box.centerY) - object.0.y) < 1e-3)
      #expect(abs(Double(detection.box.width) - object.0.width) < 1e-3)
      #expect(abs(Double(detection.box.height) - object.0.height) < 1e-3)
    }
  }

  private func head(
    _ outputs: [Tensor], side: Int, names: Int = 0, options: HeadOptions = HeadOptions(), anchors: [Double] = []
  ) throws -> DetectionHead {
    let named = Dictionary(uniqueKeysWithValues: (0..<names).map { ($0, "c\($0)") })
    return try DetectionHead(
      outputShapes: outputs.map(\.shape), inputWidth: side, inputHeight: side,
      metadata: ModelMetadata(names: named, anchors: anchors), options: options)
  }

  @Test("YOLOv2: logistic offsets, anchors in cells, softmax over the classes", arguments: [false, true])
  func yolov2(isFeaturesFirst: Bool) throws {
    let cells = [(1.08, 1.19), (3.42, 4.41), (6.63, 11.38), (9.42, 5.11), (16.62, 10.52)]
    let sizes = cells.map { ($0.0 * 32, $0.1 * 32) }
    var logits = [Double](repeating: 0, count: 20)
    logits[7] = 6
    let near = Object(
      anchor: 1, column: 4, row: 9, x: 140, y: 300, width: 100, height: 120, score: 0.9, classLogits: logits)
    let far = Object(
      anchor: 4, column: 12, row: 0, x: 410, y: 9, width: 300, height: 310, score: 0.5, classLogits: logits)
    let output = map(
      columns: 13, rows: 13, stride: 32, sizes: sizes, classCount: 20, objects: [far, near],
      isFeaturesFirst: isFeaturesFirst)
    let head = try self.head([output], side: 416)
    #expect(head.classCount == 20 && head.anchorCount == 845 && head.notes.count == 1)
    let share = exp(6.0) / (exp(6.0) + 19)
    expect(try head.detectionsInInput([output]), [(near, 7, 0.9 * share), (far, 7, 0.5 * share)])
  }

  @Test("ST's YOLOX: three anchors in fractions, shared by all strides")
  func stYOLOX() throws {
    let side = 192.0
    let sizes = [(0.5 * side, 0.5 * side), (0.07 * side, 0.25 * side), (0.23 * side, 0.7 * side)]
    let person = Object(
      anchor: 2, column: 3, row: 2, x: 60, y: 45, width: 50, height: 130, score: 0.8, classLogits: [-3])
    let outputs = [6, 12, 24].map { cells in
      map(
        columns: cells, rows: cells, stride: side / Double(cells), sizes: sizes, classCount: 1,
        objects: cells == 12 ? [person] : [])
    }
    let head = try self.head(outputs, side: 192)
    #expect(head.classCount == 1 && head.anchorCount == 3 * (36 + 144 + 576))
    #expect(head.notes.first?.contains("0.5,0.5,0.07,0.25,0.23,0.7 in fractions of the input") == true)
    // The only class has all of the softmax.
    expect(try head.detectionsInInput(outputs), [(person, 0, 0.8)])
  }

  @Test(
    "YOLOv3 and YOLOv5: anchors in pixels for each stride, independent classes", arguments: [HeadKind.yolov3, .yolov5])
  func independentClasses(kind: HeadKind) throws {
    let usual: [[(Double, Double)]] = [
      [(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)], [(116, 90), (156, 198), (373, 326)],
    ]
    let dog = Object(
      anchor: 1, column: 3, row: 4, x: 100, y: 140, width: 70, height: 60, score: 0.9,
      classLogits: [Self.logit(0.5), Self.logit(0.8)])
    let outputs = zip([8, 16, 32], usual).map { stride, sizes in
      // At stride 32 the object lies in its column and row.
      map(
        columns: 256 / stride, rows: 256 / stride, stride: Double(stride), sizes: sizes, classCount: 2,
        objects: stride == 32 ? [dog] : [], isFeaturesFirst: true, isYOLOv5: kind == .yolov5)
    }
    let error = #expect(throws: DetectionHeadError.self) { try self.head(outputs, side: 256) }
    #expect(error?.description.contains("--head yolov2, yolov3") == true)
    let head = try self.head(outputs, side: 256, options: HeadOptions(kind: kind))
    expect(try head.detectionsInInput(outputs), [(dog, 1, 0.72)])
    let all = try head.detectionsInInput(outputs, options: .validation)
    #expect(all.map(\.classIndex) == [1, 0])
  }

  @Test("anchors come from the caller, then from the metadata, and their number must fit")
  func anchorsAreStated() throws {
    let object = Object(
      anchor: 1, column: 1, row: 1, x: 50, y: 40, width: 32, height: 64, score: 0.9, classLogits: [0, 9])
    let output = map(
      columns: 4, rows: 4, stride: 32, sizes: [(20, 20), (40, 80)], classCount: 2, objects: [object])
    let named = try self.head([output], side: 128, names: 2, anchors: [0.625, 0.625, 1.25, 2.5])
    #expect(named.notes.first?.contains("in cells") == true)
    expect(try named.detectionsInInput([output]), [(object, 1, 0.9 * (1 / (1 + exp(-9.0))))])
    let stated = try self.head(
      [output], side: 128, names: 2, options: HeadOptions(anchors: [20, 20, 40, 80]), anchors: [1, 1, 1, 1])
    #expect(try stated.detectionsInInput([output]).first?.box == named.detectionsInInput([output]).first?.box)
    #expect(throws: DetectionHeadError.self) {
      try head([output], side: 128, names: 2, options: HeadOptions(anchors: [1, 2, 3, 4, 5, 6]))
    }
    #expect(throws: DetectionHeadError.self) { try self.head([output], side: 128, names: 2) }
  }

  @Test(
    "maps that nobody calls a detector are none", arguments: [[1, 7, 7, 1280], [1, 224, 224, 50], [1, 56, 56, 64]])
  func featureMaps(shape: [Int]) {
    #expect(throws: DetectionHeadError.self) {
      try DetectionHead(outputShapes: [shape], inputWidth: 224, inputHeight: 224)
    }
  }

  @Test("numbers that are none do not trap")
  func brokenNumbers() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      let output = Tensor(
        shape: [1, 13, 13, 125], elementType: .float32, values: [Float](repeating: value, count: 169 * 125))
      let head = try self.head([output], side: 416)
      #expect(try head.detectionsInInput([output]).isEmpty)
    }
  }
}
