import EdgeModel

/// Where boxes, class scores, extras and mask prototypes of a grid of anchors lie in the outputs.
struct HeadLayout: Sendable {
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

  var task: DetectorTask
  var anchorCount: Int
  var classCount: Int
  var boxes: Block
  var scores: Block
  /// The score that there is any object, by which class scores are multiplied; nil for heads without one.
  var objectness: Block?
  /// Mask coefficients, keypoint numbers or the angle.
  var extras: Block?
  var prototypes: Prototypes?
  /// Points per object and numbers per point.
  var keypointShape: (count: Int, dimensions: Int)?

  /// The layout of outputs whose boxes and scores lie in the given blocks, which are the same when they share one.
  ///
  /// The task that is stated decides how many of the numbers after the box are scores; without one, the shapes do.
  /// - Parameter hasObjectness: true where the score of any object stands before those of the classes.
  init(
    _ outputs: HeadOutputs, boxes: Block, scores: Block, anchorCount: Int, hasObjectness: Bool = false
  ) throws(DetectionHeadError) {
    self.boxes = boxes
    self.scores = scores
    self.anchorCount = anchorCount
    let isSplit = boxes.output != scores.output
    let features = boxes.featureCount + (isSplit ? scores.featureCount : 0)
    let otherCount = hasObjectness ? 5 : 4
    guard features > otherCount else {
      throw .notADetector("its outputs are \(outputs.text), too few numbers per anchor")
    }
    task = try outputs.statedTask() ?? Self.task(outputs, features: features)
    let named = outputs.namedCount
    let extraCount: Int
    switch task {
    case .detect: extraCount = 0
    case .obb: extraCount = 1
    case .segment:
      let found = try outputs.prototypes(expectedCount: named > 0 ? features - otherCount - named : nil)
      prototypes = found
      extraCount = found.count
    case .pose:
      let shape = try outputs.keypointShape(features: features, otherCount: otherCount + max(named, 1))
      keypointShape = shape
      extraCount = shape.count * shape.dimensions
    }
    classCount = features - otherCount - extraCount
    guard classCount > 0 else {
      throw .inconsistent("\(features) numbers per anchor leave no room for a class in a \(task.rawValue) model")
    }
    self.boxes.rowCount = 4
    self.scores.firstRow = isSplit ? otherCount - 4 : otherCount
    self.scores.rowCount = classCount
    if hasObjectness {
      var block = self.scores
      block.firstRow -= 1
      block.rowCount = 1
      objectness = block
    }
    if extraCount > 0 {
      var block = self.scores
      block.firstRow += classCount
      block.rowCount = extraCount
      extras = block
    }
  }

  /// What a model that does not say so probably does.
  private static func task(_ outputs: HeadOutputs, features: Int) -> DetectorTask {
    if !outputs.volumes.isEmpty { return .segment }
    if outputs.metadata?.keypointShape != nil { return .pose }
    // One class and seventeen points of three numbers: a person with COCO's keypoints.
    return features == 4 + 1 + 51 && outputs.namedCount <= 1 ? .pose : .detect
  }
}
