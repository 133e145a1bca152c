import EdgeModel

/// How a detector's outputs are arranged: where boxes, class scores, extras and mask prototypes lie.
///
/// Known arrangements, all for batch 1:
/// - one output `[1, 4 + classes + extras, anchors]` or `[1, anchors, 4 + classes + extras]`;
/// - boxes `[1, 4, anchors]` and scores `[1, classes, anchors]` apart, either of them with the two swapped;
/// - with either, prototypes `[1, height, width, masks]` or `[1, masks, height, width]`, in any order.
struct HeadLayout: Sendable, Equatable {
  /// Some feature rows of one output.
  struct Block: Sendable, Equatable {
    var output: Int
    var firstRow: Int
    var rowCount: Int
    /// True for `[1, features, anchors]`.
    var isFeaturesFirst: Bool
    /// Features the output has in all.
    var featureCount: Int
  }

  /// The mask prototypes.
  struct Prototypes: Sendable, Equatable {
    var output: Int
    var width: Int
    var height: Int
    var count: Int
    /// True for `[1, height, width, masks]`.
    var isChannelsLast: Bool
  }

  var shapes: [[Int]]
  var task: DetectorTask
  var anchorCount: Int
  var classCount: Int
  var boxes: Block
  var scores: Block
  /// Mask coefficients or keypoint numbers.
  var extras: Block?
  var prototypes: Prototypes?
  /// Points per object and numbers per point.
  var keypointShape: (count: Int, dimensions: Int)?

  static func == (first: HeadLayout, second: HeadLayout) -> Bool {
    first.shapes == second.shapes && first.task == second.task && first.boxes == second.boxes
      && first.scores == second.scores && first.extras == second.extras && first.prototypes == second.prototypes
  }

  /// Largest product of dimensions that is read, so that no index overflows.
  private static let maximumElementCount = 1 << 28

  /// Works the arrangement out. `task` overrides the metadata, which overrides what the shapes suggest.
  init(
    shapes: [[Int]], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata?, task forcedTask: DetectorTask?
  ) throws(DetectionHeadError) {
    self.shapes = shapes
    let text = shapes.map { "\($0)" }.joined(separator: ", ")
    for shape in shapes {
      guard let count = Tensor.elementCount(shape: shape), count > 0, count <= Self.maximumElementCount else {
        throw .notADetector("its outputs are \(text)")
      }
    }
    let planes = shapes.indices.filter { shapes[$0].count == 3 && shapes[$0][0] == 1 }
    let volumes = shapes.indices.filter { shapes[$0].count == 4 && shapes[$0][0] == 1 }
    guard (1...2).contains(planes.count), volumes.count <= 1, planes.count + volumes.count == shapes.count else {
      throw .notADetector(Self.guess(shapes))
    }
    let gridCount = Self.anchorCount(inputWidth: inputWidth, inputHeight: inputHeight)
    let featureCounts: [Int]
    if planes.count == 1 {
      let block = Self.wholeBlock(planes[0], shapes[planes[0]], expectedAnchors: gridCount)
      (boxes, scores, anchorCount) = (block, block, Self.anchorCount(block, shapes))
      featureCounts = [block.featureCount]
    } else {
      guard let (box, score) = Self.splitBlocks(planes, shapes) else { throw .notADetector(Self.guess(shapes)) }
      (boxes, scores, anchorCount) = (box, score, Self.anchorCount(box, shapes))
      featureCounts = [box.featureCount, score.featureCount]
    }
    let features = featureCounts.reduce(0, +)
    guard features > 4 else { throw .notADetector("its outputs are \(text), too few numbers per anchor") }
    task = try Self.task(
      forced: forcedTask, metadata: metadata, features: features, hasPrototypes: !volumes.isEmpty)

    // Class count and extras follow from the task.
    let named = metadata?.names.count ?? 0
    classCount = features - 4
    switch task {
    case .detect: break
    case .segment:
      guard let volume = volumes.first else {
        throw .inconsistent("segmentation needs an output with mask prototypes, the outputs are \(text)")
      }
      prototypes = try Self.prototypes(
        volume, shapes[volume], inputWidth: inputWidth, inputHeight: inputHeight,
        expectedCount: named > 0 ? features - 4 - named : nil)
      classCount = features - 4 - (prototypes?.count ?? 0)
    case .pose:
      let shape = try Self.keypointShape(metadata, features: features, named: named)
      keypointShape = shape
      classCount = features - 4 - shape.count * shape.dimensions
    }
    guard classCount > 0 else {
      throw .inconsistent("\(features) numbers per anchor leave no room for a class in a \(task.rawValue) model")
    }
    assignRows(isSplit: planes.count == 2)
  }

  private mutating func assignRows(isSplit: Bool) {
    let extraCount = boxes.featureCount + (isSplit ? scores.featureCount : 0) - 4 - classCount
    boxes.rowCount = 4
    scores.firstRow = isSplit ? 0 : 4
    scores.rowCount = classCount
    if extraCount > 0 {
      var block = scores
      block.firstRow += classCount
      block.rowCount = extraCount
      extras = block
    }
  }

  private static func wholeBlock(_ output: Int, _ shape: [Int], expectedAnchors: Int) -> Block {
    let isFeaturesFirst: Bool
    if shape[1] == expectedAnchors || shape[2] == expectedAnchors {
      isFeaturesFirst = shape[2] == expectedAnchors
    } else {
      // There are more anchors than numbers per anchor in all but the tiniest networks.
      isFeaturesFirst = shape[1] <= shape[2]
    }
    return Block(
      output: output, firstRow: 0, rowCount: 4, isFeaturesFirst: isFeaturesFirst,
      featureCount: isFeaturesFirst ? shape[1] : shape[2])
  }

  /// Boxes and scores in two outputs: one has four features, both as many anchors.
  private static func splitBlocks(_ planes: [Int], _ shapes: [[Int]]) -> (boxes: Block, scores: Block)? {
    func block(_ output: Int, isFeaturesFirst: Bool) -> Block {
      Block(
        output: output, firstRow: 0, rowCount: 4, isFeaturesFirst: isFeaturesFirst,
        featureCount: shapes[output][isFeaturesFirst ? 1 : 2])
    }
    for (boxOutput, scoreOutput) in [(planes[0], planes[1]), (planes[1], planes[0])] {
      for boxesFirst in [true, false] {
        let boxes = block(boxOutput, isFeaturesFirst: boxesFirst)
        guard boxes.featureCount == 4 else { continue }
        for scoresFirst in [boxesFirst, !boxesFirst] {
          let scores = block(scoreOutput, isFeaturesFirst: scoresFirst)
          if anchorCount(boxes, shapes) == anchorCount(scores, shapes) { return (boxes, scores) }
        }
      }
    }
    return nil
  }

  private static func anchorCount(_ block: Block, _ shapes: [[Int]]) -> Int {
    shapes[block.output][block.isFeaturesFirst ? 2 : 1]
  }

  /// Anchors of a head with strides 8, 16 and 32.
  static func anchorCount(inputWidth: Int, inputHeight: Int) -> Int {
    [8, 16, 32].reduce(0) { $0 + (inputWidth / $1) * (inputHeight / $1) }
  }

  private static func task(
    forced: DetectorTask?, metadata: ModelMetadata?, features: Int, hasPrototypes: Bool
  ) throws(DetectionHeadError) -> DetectorTask {
    if let forced { return forced }
    if let name = metadata?.task {
      guard let task = DetectorTask(rawValue: name) else { throw .unsupportedTask(name) }
      return task
    }
    if hasPrototypes { return .segment }
    if metadata?.keypointShape != nil { return .pose }
    let named = metadata?.names.count ?? 0
    // One class and seventeen points of three numbers: a person with COCO's keypoints.
    return features == 4 + 1 + 51 && named <= 1 ? .pose : .detect
  }

  private static func prototypes(
    _ output: Int, _ shape: [Int], inputWidth: Int, inputHeight: Int, expectedCount: Int?
  ) throws(DetectionHeadError) -> Prototypes {
    let last = Prototypes(output: output, width: shape[2], height: shape[1], count: shape[3], isChannelsLast: true)
    let first = Prototypes(output: output, width: shape[3], height: shape[2], count: shape[1], isChannelsLast: false)
    func isQuarter(_ candidate: Prototypes) -> Bool {
      candidate.width == inputWidth / 4 && candidate.height == inputHeight / 4
    }
    if isQuarter(last) != isQuarter(first) { return isQuarter(last) ? last : first }
    if let expectedCount, (last.count == expectedCount) != (first.count == expectedCount) {
      return last.count == expectedCount ? last : first
    }
    // Every known export has 32.
    if (last.count == 32) != (first.count == 32) { return last.count == 32 ? last : first }
    throw .inconsistent("it is not clear which dimension of \(shape) counts the mask prototypes")
  }

  private static func keypointShape(
    _ metadata: ModelMetadata?, features: Int, named: Int
  ) throws(DetectionHeadError) -> (count: Int, dimensions: Int) {
    if let shape = metadata?.keypointShape {
      guard shape.count == 2, shape[0] > 0, shape[0] <= features, shape[1] == 2 || shape[1] == 3 else {
        throw .inconsistent("the metadata's keypoint shape \(shape) makes no sense")
      }
      return (shape[0], shape[1])
    }
    let extras = features - 4 - max(named, 1)
    guard extras > 0 else { throw .inconsistent("\(features) numbers per anchor leave no room for keypoints") }
    if extras % 3 == 0 { return (extras / 3, 3) }
    if extras % 2 == 0 { return (extras / 2, 2) }
    throw .inconsistent("\(extras) keypoint numbers per anchor are no multiple of 2 or 3")
  }

  /// What outputs of these shapes probably are, for a message.
  private static func guess(_ shapes: [[Int]]) -> String {
    let text = shapes.map { "\($0)" }.joined(separator: ", ")
    if shapes.count == 1, shapes[0].count <= 2 { return "its output \(text) is that of a classifier" }
    if shapes.count == 4, shapes.contains(where: { $0.count == 3 && $0[2] == 4 }) {
      return "its outputs \(text) look like those of an SSD with suppression inside, which is not supported"
    }
    if shapes.count == 1, shapes[0].count == 4 { return "its output \(text) is a picture or feature map" }
    return "its outputs are \(text)"
  }
}
