public import EdgeDatasets
public import EdgeDetection

/// All that a validation keeps of one picture: enough for both scorers, for curves, confusion matrices and for drawing
/// its boxes, but without pixels, masks and keypoints, so that thousands of pictures fit into memory.
public struct PictureOutcome: Sendable {
  /// Path of the picture in the data set, and what result files call it.
  public var path: String
  /// What result files call the picture.
  public var id: PictureID
  /// Sides of the upright picture in pixels.
  public var width: Int
  /// Rows of the upright picture.
  public var height: Int
  /// Boxes of the detections in pixels of the picture, in descending order of confidence.
  public var boxes: [BoundingBox]
  /// Confidence and class of each detection.
  public var confidences: [Float]
  /// Class of each detection.
  public var classes: [Int32]
  /// Boxes of the objects in pixels of the picture, and their classes, in the order in which they were matched.
  public var truthBoxes: [BoundingBox]
  /// Classes of these objects.
  public var truthClasses: [Int32]
  /// By what is compared: overlap thresholds at which each detection is correct under Ultralytics' rules, one bit per
  /// threshold from 0.50 on.
  public var correct: [ObjectKind: [UInt16]]
  /// By what is compared: for each object the detection that found it under Ultralytics' rules at an overlap of 0.50;
  /// nil for a missed one. Objects whose labels have no mask or no keypoints are found by their boxes.
  public var found: [ObjectKind: [Int?]]
  /// For each object the detection that stands for it in the confusion matrix, whatever its class; nil for a missed one.
  public var confusionMatches: [Int?]
  /// Detections count in the confusion matrix from above this confidence on; others are left out of it.
  public var confusionConfidence: Float
  /// By what is compared: what the COCO protocol decided.
  public var coco: [ObjectKind: COCOPictureOutcome]

  /// The outcome of one picture.
  public init(
    path: String, id: PictureID, width: Int, height: Int, boxes: [BoundingBox] = [], confidences: [Float] = [],
    classes: [Int32] = [], truthBoxes: [BoundingBox] = [], truthClasses: [Int32] = [],
    correct: [ObjectKind: [UInt16]] = [:], found: [ObjectKind: [Int?]] = [:], confusionMatches: [Int?] = [],
    confusionConfidence: Float = 0,
    coco: [ObjectKind: COCOPictureOutcome] = [:]
  ) {
    self.path = path
    self.id = id
    self.width = width
    self.height = height
    self.boxes = boxes
    self.confidences = confidences
    self.classes = classes
    self.truthBoxes = truthBoxes
    self.truthClasses = truthClasses
    self.correct = correct
    self.found = found
    self.confusionMatches = confusionMatches
    self.confusionConfidence = confusionConfidence
    self.coco = coco
  }

  /// What Ultralytics' scorer needs of this picture for one kind.
  public func ultralytics(_ kind: ObjectKind) -> UltralyticsOutcome {
    UltralyticsOutcome(
      confidences: confidences, classes: classes,
      correct: correct[kind] ?? [UInt16](repeating: 0, count: classes.count), truthClasses: truthClasses)
  }
}

extension ConfusionMatrix {
  /// The matrix of many pictures. Classes outside `0..<classCount` count as background.
  public init(_ outcomes: some Sequence<PictureOutcome>, classCount: Int) {
    self.init(classCount: classCount)
    for outcome in outcomes { count(outcome) }
  }

  /// Counts one more picture.
  public mutating func count(_ outcome: PictureOutcome) {
    func row(_ detection: Int) -> Int {
      let index = Int(outcome.classes[detection])
      return (0..<classCount).contains(index) ? index : classCount
    }
    var isMatched = [Bool](repeating: false, count: outcome.classes.count)
    for (truth, detection) in outcome.confusionMatches.enumerated() {
      let column = Int(outcome.truthClasses[truth])
      guard (0..<classCount).contains(column) else { continue }
      if let detection { isMatched[detection] = true }
      self[detection.map(row) ?? classCount, column] += 1
    }
    for detection in isMatched.indices
    where !isMatched[detection] && outcome.confidences[detection] > outcome.confusionConfidence {
      self[row(detection), classCount] += 1
    }
  }
}
