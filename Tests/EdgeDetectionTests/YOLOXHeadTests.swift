import EdgeDetection
import EdgeModel
import Foundation
import Testing

@Suite("YOLOX")
struct YOLOXHeadTests {
  private static let side = 64
  private static let strides = [8, 16, 32]

  /// A box in pixels with its score of any object and of its two classes.
  private struct Object {
    var stride: Int
    var column: Int
    var row: Int
    var box: BoundingBox
    var scores: [Float]
  }

  private let objects = [
    Object(
      stride: 8, column: 2, row: 5, box: BoundingBox(x1: 10, y1: 36, x2: 30, y2: 52), scores: [0.9, 0.2, 0.8]),
    Object(
      stride: 32, column: 1, row: 0, box: BoundingBox(x1: 20, y1: 2, x2: 60, y2: 40), scores: [0.6, 0.9, 0.1]),
  ]

  /// Rows of seven numbers for every cell of the grids; cells without an object predict a small box around themselves.
  private func rows(_ background: Float = 0) -> [Int: [[Float]]] {
    var rows: [Int: [[Float]]] = [:]
    for stride in Self.strides {
      let cells = Self.side / stride
      rows[stride] = (0..<cells * cells).map { [Float($0 % 3) * 0.4, Float($0 % 2), -0.5, 0.3, background, 0, 0] }
    }
    for object in objects {
      let stride = Float(object.stride)
      let (column, row) = (Float(object.column), Float(object.row))
      rows[object.stride]?[object.row * (Self.side / object.stride) + object.column] =
        [
          object.box.centerX / stride - column, object.box.centerY / stride - row, log(object.box.width / stride),
          log(object.box.height / stride),
        ] + object.scores
    }
    return rows
  }

  private func check(_ found: [Detection], tolerance: Float = 1e-3) {
    #expect(found.map(\.classIndex) == [1, 0])
    for (detection, object) in zip(found, objects) {
      #expect(abs(detection.confidence - object.scores[0] * max(object.scores[1], object.scores[2])) < tolerance)
      for (a, b) in [
        (detection.box.x1, object.box.x1), (detection.box.y1, object.box.y1), (detection.box.x2, object.box.x2),
        (detection.box.y2, object.box.y2),
      ] { #expect(abs(a - b) < tolerance) }
    }
  }

  private func head(_ outputs: [Tensor], kind: HeadKind? = nil, names: Int = 2) throws -> DetectionHead {
    try DetectionHead(
      outputShapes: outputs.map(\.shape), inputWidth: Self.side, inputHeight: Self.side,
      metadata: ModelMetadata(names: Dictionary(uniqueKeysWithValues: (0..<names).map { ($0, "c\($0)") })),
      options: HeadOptions(kind: kind))
  }

  private var plane: Tensor {
    let values = Self.strides.flatMap { rows()[$0] ?? [] }.flatMap { $0 }
    return Tensor(shape: [1, 84, 7], elementType: .float32, values: values)
  }

  @Test("one output is decoded in cells where it is called YOLOX's, and refused where it is not")
  func onePlane() throws {
    let asked = try self.head([plane], kind: .yolox)
    check(try asked.detectionsInInput([plane]))
    #expect(asked.usualInputRange == .bytes && asked.usualChannelOrder == .bgr)
    for other in [try head([plane]), try head([plane], names: 0)] {
      let error = #expect(throws: DetectionHeadError.self) { try other.detectionsInInput([plane]) }
      #expect(error == .unexpectedCells && error?.hint?.contains("--head yolox") == true)
    }
    check(try head([plane]).detectionsInInput([plane], options: PostprocessOptions(coordinates: .cells)))
  }

  @Test("decoded boxes in pixels are taken as they are")
  func decodedPlane() throws {
    var values: [Float] = []
    for stride in Self.strides {
      for (cell, row) in (rows()[stride] ?? []).enumerated() {
        let (columns, size) = (Self.side / stride, Float(stride))
        values += [
          (row[0] + Float(cell % columns)) * size, (row[1] + Float(cell / columns)) * size, exp(row[2]) * size,
          exp(row[3]) * size,
        ]
        values += row[4...]
      }
    }
    let output = Tensor(shape: [1, 84, 7], elementType: .float32, values: values)
    check(try head([output], kind: .yolox).detectionsInInput([output]))
  }

  @Test("one map per stride", arguments: [false, true], [false, true])
  func maps(isFeaturesFirst: Bool, haveLogits: Bool) throws {
    let rows = rows(haveLogits ? -9 : 0)
    let outputs = Self.strides.reversed().map { stride -> Tensor in
      let cells = Self.side / stride
      let table = (rows[stride] ?? []).map { row in
        haveLogits && row[4] > 0 ? row[..<4] + row[4...].map { log($0 / (1 - $0)) } : row[...]
      }
      let values =
        isFeaturesFirst ? (0..<7).flatMap { feature in table.map { $0[feature] } } : table.flatMap { Array($0) }
      return Tensor(
        shape: isFeaturesFirst ? [1, 7, cells, cells] : [1, cells, cells, 7], elementType: .float32, values: values)
    }
    let head = try self.head(outputs)
    #expect(head.classCount == 2 && head.anchorCount == 84)
    check(try head.detectionsInInput(outputs))
  }

  @Test("box, score of any object and scores of classes apart")
  func separateParts() throws {
    let outputs = Self.strides.flatMap { stride -> [Tensor] in
      let cells = Self.side / stride
      let table = rows()[stride] ?? []
      return [5..<7, 0..<4, 4..<5].map { range in
        Tensor(
          shape: [1, cells, cells, range.count], elementType: .float32, values: table.flatMap { Array($0[range]) })
      }
    }
    let head = try self.head(outputs, names: 0)
    #expect(head.classCount == 2)
    check(try head.detectionsInInput(outputs))
  }
}
