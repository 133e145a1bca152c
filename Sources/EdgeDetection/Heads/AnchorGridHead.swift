import EdgeModel
import Foundation

/// Several anchor boxes in every cell of one or more grids, not decoded: maps `[1, rows, columns, anchors * (5 + classes)]`
/// or `[1, anchors * (5 + classes), rows, columns]`. The middle is a logistic offset in the cell, the size an exponential
/// factor of the anchor's, the score a logistic one times the softmax (YOLOv2) or the logistic (YOLOv3) of the class.
/// YOLOv5 stretches the offset to -0.5...1.5 and takes four times the square of a logistic number for the factor.
///
/// Facts: Redmon and Farhadi, "YOLO9000" and "YOLOv3"; Ultralytics YOLOv5 `models/yolo.py`; ST's model zoo decodes its
/// YOLO LC and its YOLOX as YOLOv2.
struct AnchorGridHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.yolov2, .yolov3, .yolov5]

  let task = DetectorTask.detect
  let classCount: Int
  let anchorCount: Int
  let keypointShape: (count: Int, dimensions: Int)? = nil

  /// One grid with the sizes of its anchors in pixels.
  private struct Level {
    var map: FeatureMap
    var sizes: [(width: Float, height: Float)]
  }

  private let levels: [Level]
  /// Which of the kinds is decoded.
  private let kind: HeadKind
  private let notes: HeadNotes

  /// Score of any object, and a box.
  private static let otherCount = 5

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 0...0, volumes: 1...4), let maps = FeatureMap.all(of: outputs),
      Set(maps.map(\.featureCount)).count == 1, Set(maps.map(\.stride)).count == maps.count
    else { return nil }
    let isAsked = outputs.options.kind.map(kinds.contains) ?? false
    guard isAsked || mayBe(outputs, maps) else { return nil }
    guard let anchorsPerCell = anchorsPerCell(outputs, maps) else {
      guard isAsked else { return nil }
      throw .inconsistent(
        "it is not clear how many anchors share the \(maps[0].featureCount) numbers per cell of \(outputs.text)")
    }
    return try AnchorGridHead(outputs, maps, anchorsPerCell: anchorsPerCell)
  }

  /// True where nobody has to say that maps are those of anchor grids: one map as published networks have it, or maps of
  /// TensorFlow Lite files, where ST's YOLOX is the one that users meet.
  private static func mayBe(_ outputs: HeadOutputs, _ maps: [FeatureMap]) -> Bool {
    guard maps.allSatisfy({ (8...64).contains($0.stride) }) else { return false }
    if outputs.namedCount > 0 || !outputs.statedAnchors.isEmpty { return true }
    if maps.count == 1 { return publishedClassCounts.contains { maps[0].featureCount == 5 * (otherCount + $0) } }
    return !maps.contains(where: \.isFeaturesFirst)
  }

  /// Persons, Pascal VOC and COCO.
  private static let publishedClassCounts = [1, 20, 80]

  /// How many anchors each cell has; nil where that is not one anchor grid's number.
  private static func anchorsPerCell(_ outputs: HeadOutputs, _ maps: [FeatureMap]) -> Int? {
    let features = maps[0].featureCount
    if outputs.namedCount > 0 {
      let (count, rest) = features.quotientAndRemainder(dividingBy: otherCount + outputs.namedCount)
      return rest == 0 && count > 1 ? count : nil
    }
    let stated = outputs.statedAnchors.count / 2
    let counts = stated > 0 ? [stated / maps.count, stated] : [maps.count == 1 ? 5 : 3]
    return counts.first { $0 > 0 && features % $0 == 0 && features / $0 > otherCount }
  }

  private init(_ outputs: HeadOutputs, _ maps: [FeatureMap], anchorsPerCell: Int) throws(DetectionHeadError) {
    if let task = try outputs.statedTask(), task != .detect {
      throw .inconsistent("grids of anchors \(outputs.text) have boxes only, the task is \(task.rawValue)")
    }
    notes = outputs.notes
    classCount = maps[0].featureCount / anchorsPerCell - Self.otherCount
    anchorCount = maps.reduce(0) { $0 + $1.columns * $1.rows * anchorsPerCell }
    kind = outputs.options.kind ?? .yolov2
    let anchors = try AnchorSizes(
      outputs, levelCount: maps.count, perCell: anchorsPerCell, classCount: classCount, isYOLOv3: kind != .yolov2)
    levels = maps.enumerated().map { index, map in
      Level(
        map: map,
        sizes: anchors.pixels(
          level: index, stride: Float(map.stride), inputWidth: Float(outputs.inputWidth),
          inputHeight: Float(outputs.inputHeight)))
    }
    let text = anchors.text(levelCount: maps.count)
    notes.add(
      "the outputs are decoded as \(kind.rawValue) has them, \(anchorsPerCell) anchors per cell, "
        + "\(classCount) classes, anchors \(text); --head and --anchors change that")
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    var found = ScoredBoxes(notes: notes)
    var firstAnchor = 0
    for level in levels {
      let map = level.map
      let grid = ValueGrid(
        outputs[map.output], featureCount: map.featureCount, isFeaturesFirst: map.isFeaturesFirst)
      for (index, size) in level.sizes.enumerated() {
        let first = index * (Self.otherCount + classCount)
        let rows = grid.rows(first..<first + Self.otherCount + classCount)
        for cell in 0..<map.columns * map.rows {
          add(rows, cell, map, size, anchor: firstAnchor + cell * level.sizes.count + index, options, to: &found)
        }
      }
      firstAnchor += map.columns * map.rows * level.sizes.count
    }
    return found.suppressed(options)
  }

  /// Adds what an anchor in a cell found.
  private func add(
    _ rows: ValueGrid, _ cell: Int, _ map: FeatureMap, _ size: (width: Float, height: Float), anchor: Int,
    _ options: PostprocessOptions, to found: inout ScoredBoxes
  ) {
    let confidence = Float(max(options.confidence, 0))
    let object = logistic(rows[4, cell])
    // No class makes a score larger.
    if object <= confidence { return }
    let stride = Float(map.stride)
    let x = (offset(rows[0, cell]) + Float(cell % map.columns)) * stride
    let y = (offset(rows[1, cell]) + Float(cell / map.columns)) * stride
    let (halfWidth, halfHeight) = (factor(rows[2, cell]) * size.width / 2, factor(rows[3, cell]) * size.height / 2)
    let box = BoundingBox(x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight)
    found.append(box, scores: classScores(rows, cell).map { $0 * object }, anchor: anchor, options)
  }

  /// Where in its cell the middle lies.
  private func offset(_ value: Float) -> Float { kind == .yolov5 ? logistic(value) * 2 - 0.5 : logistic(value) }

  /// How much larger than the anchor a side is.
  private func factor(_ value: Float) -> Float {
    guard kind == .yolov5 else { return exp(value) }
    let half = logistic(value)
    return half * half * 4
  }

  private func classScores(_ rows: ValueGrid, _ cell: Int) -> [Float] {
    let values = (0..<classCount).map { rows[Self.otherCount + $0, cell] }
    guard kind == .yolov2 else { return values.map(logistic) }
    let largest = values.max() ?? 0
    let powers = values.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
