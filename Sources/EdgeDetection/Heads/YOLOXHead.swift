import EdgeModel
import Foundation
import Synchronization

/// YOLOX as Megvii exports it: in one output as other heads with objectness, or one map per stride
/// `[1, 5 + classes, rows, columns]` (channels last too), or three of them: box, score of any object, scores of classes.
///
/// The middle is an offset in cells, the size the exponential in strides; scores are logistic already or not yet.
/// Fact: Megvii YOLOX `yolo_head.py`, `decode_outputs`; its networks take BGR from 0 to 255.
struct YOLOXHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.yolox]

  let task = DetectorTask.detect
  let classCount: Int
  let anchorCount: Int
  let keypointShape: (count: Int, dimensions: Int)? = nil
  let usualInputRange = InputRange.bytes
  let usualChannelOrder = ChannelOrder.bgr

  /// Rows of an output at one stride.
  private struct Part {
    var map: FeatureMap
    var rows: Range<Int>
  }

  private struct Level {
    var box: Part
    var object: Part
    var classes: Part
  }

  private let levels: [Level]
  private let notes: HeadNotes
  private let scores: ScoreForm

  private static let otherCount = 5
  private static let cocoClassCount = 80

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    let isAsked = outputs.options.kind.map(kinds.contains) ?? false
    if isAsked, outputs.consists(ofPlanes: 1...1, volumes: 0...0) {
      let decoder = try ObjectnessHead.decoder(of: outputs, expectsCells: true)
      return YOLOXPlaneDecoder(decoder)
    }
    guard outputs.consists(ofPlanes: 0...0, volumes: 2...12), let maps = FeatureMap.all(of: outputs) else { return nil }
    let groups = Dictionary(grouping: maps, by: \.stride).sorted { $0.key < $1.key }.map(\.value)
    var levels: [Level] = []
    for group in groups {
      guard let level = level(group) else { return nil }
      levels.append(level)
    }
    let counts = Set(levels.map(\.classes.rows.count))
    guard counts.count == 1, let classCount = counts.first else { return nil }
    // Whole maps may be those of anchor grids too.
    let isTold = groups[0].count == 3 || isAsked || classCount == outputs.namedCount
    guard isTold || (outputs.namedCount == 0 && classCount == cocoClassCount) else { return nil }
    if let task = try outputs.statedTask(), task != .detect {
      throw .inconsistent("YOLOX's outputs \(outputs.text) have boxes only, the task is \(task.rawValue)")
    }
    return YOLOXHead(outputs, levels, classCount: classCount)
  }

  /// The parts of one stride; nil where they are not those of YOLOX.
  private static func level(_ maps: [FeatureMap]) -> Level? {
    switch maps.count {
    case 1:
      let count = maps[0].featureCount
      guard count > otherCount else { return nil }
      return Level(
        box: Part(map: maps[0], rows: 0..<4), object: Part(map: maps[0], rows: 4..<5),
        classes: Part(map: maps[0], rows: 5..<count))
    case 3:
      guard let box = maps.firstIndex(where: { $0.featureCount == 4 }),
        let object = maps.lastIndex(where: { $0.featureCount == 1 })
      else { return nil }
      guard let classes = maps.indices.first(where: { $0 != box && $0 != object }) else { return nil }
      return Level(
        box: Part(map: maps[box], rows: 0..<4), object: Part(map: maps[object], rows: 0..<1),
        classes: Part(map: maps[classes], rows: 0..<maps[classes].featureCount))
    default: return nil
    }
  }

  private init(_ outputs: HeadOutputs, _ levels: [Level], classCount: Int) {
    self.levels = levels
    self.classCount = classCount
    anchorCount = levels.reduce(0) { $0 + $1.box.map.columns * $1.box.map.rows }
    notes = outputs.notes
    scores = ScoreForm()
    notes.add("the outputs are decoded as YOLOX has them, \(classCount) classes; --head and --anchors change that")
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    func values(_ part: Part) -> ValueGrid {
      ValueGrid(
        outputs[part.map.output], featureCount: part.map.featureCount, isFeaturesFirst: part.map.isFeaturesFirst
      ).rows(part.rows)
    }
    let parts = levels.map { (box: values($0.box), object: values($0.object), classes: values($0.classes)) }
    let areLogits = scores.areLogits(parts.lazy.map(\.object))
    let score = { (value: Float) in areLogits ? logistic(value) : value }
    let confidence = Float(max(options.confidence, 0))
    var found = ScoredBoxes(notes: notes)
    var firstAnchor = 0
    for (level, part) in zip(levels, parts) {
      let (map, stride) = (level.box.map, Float(level.box.map.stride))
      for cell in 0..<map.columns * map.rows {
        let object = score(part.object[0, cell])
        if object <= confidence { continue }
        let all = (0..<classCount).map { score(part.classes[$0, cell]) * object }
        let x = (part.box[0, cell] + Float(cell % map.columns)) * stride
        let y = (part.box[1, cell] + Float(cell / map.columns)) * stride
        let (halfWidth, halfHeight) = (exp(part.box[2, cell]) * stride / 2, exp(part.box[3, cell]) * stride / 2)
        found.append(
          BoundingBox(x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight), scores: all,
          anchor: firstAnchor + cell, options)
      }
      firstAnchor += map.columns * map.rows
    }
    return found.suppressed(options)
  }
}

/// YOLOX in one output: what other heads with objectness do, from the input that YOLOX takes.
private struct YOLOXPlaneDecoder: HeadDecoder {
  private let decoder: any HeadDecoder

  init(_ decoder: any HeadDecoder) { self.decoder = decoder }

  var task: DetectorTask { decoder.task }
  var classCount: Int { decoder.classCount }
  var anchorCount: Int { decoder.anchorCount }
  var keypointShape: (count: Int, dimensions: Int)? { nil }
  var usualInputRange: InputRange { .bytes }
  var usualChannelOrder: ChannelOrder { .bgr }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    try decoder.detections(in: outputs, options: options)
  }
}

/// Whether scores are logistic already: decided once, by a score outside of 0 to 1.
private final class ScoreForm: Sendable {
  private let haveLogits = Mutex(false)

  /// True once a score was not between 0 and 1. Most cells are background, whose logits are far below 0, so that the first
  /// picture tells.
  func areLogits(_ scores: some Sequence<ValueGrid>) -> Bool {
    haveLogits.withLock { known in
      if !known {
        known = scores.contains { grid in (0..<grid.anchorCount).contains { !(0...1).contains(grid[0, $0]) } }
      }
      return known
    }
  }
}
