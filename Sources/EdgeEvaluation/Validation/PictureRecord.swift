public import EdgeDatasets
public import EdgeDetection

/// Everything that a validation finds out about one picture, complete enough to be written down and taken up again.
public struct PictureRecord: Sendable, Hashable {
  /// One detection in pixels of the picture, with its numbers as result files state them.
  public struct Object: Sendable, Hashable {
    /// Where the object is.
    public var box: BoundingBox
    /// From 0 to 1.
    public var confidence: Float
    /// Number of the class.
    public var classIndex: Int
    /// Empty unless the task is pose.
    public var keypoints: [Keypoint]
    /// The box as it is turned; nil unless the task is obb. `box` is then the upright box around it.
    public var orientedBox: OrientedBox?
    /// Nil unless the task is segment.
    public var mask: RunLengthMask?

    /// One detection; without mask, keypoints and turn unless given.
    public init(
      box: BoundingBox, confidence: Float, classIndex: Int, keypoints: [Keypoint] = [],
      orientedBox: OrientedBox? = nil, mask: RunLengthMask? = nil
    ) {
      self.box = box
      self.confidence = confidence
      self.classIndex = classIndex
      self.keypoints = keypoints
      self.orientedBox = orientedBox
      self.mask = mask
    }
  }

  /// How long each stage took on the host.
  public struct Times: Sendable, Hashable {
    /// Reading and decoding the file.
    public var decoding = Duration.zero
    /// Resizing and quantizing.
    public var preprocessing = Duration.zero
    /// The whole invocation, transfers to a device included.
    public var inference = Duration.zero
    /// Decoding of the outputs, suppression and masks.
    public var postprocessing = Duration.zero
    /// Comparing with the annotations.
    public var matching = Duration.zero

    /// No time at all.
    public init() {}

    /// Adds each stage's time.
    public static func += (a: inout Times, b: Times) {
      a.decoding += b.decoding
      a.preprocessing += b.preprocessing
      a.inference += b.inference
      a.postprocessing += b.postprocessing
      a.matching += b.matching
    }
  }

  /// Path of the picture in the data set.
  public var path: String
  /// What result files call the picture.
  public var id: PictureID
  /// Columns of the upright picture.
  public var width: Int
  /// Rows of the upright picture.
  public var height: Int
  /// Best first.
  public var objects: [Object]
  /// Classes of the objects that are there.
  public var truthClasses: [Int32]
  /// Boxes of these objects, in pixels of the picture.
  public var truthBoxes: [BoundingBox]
  /// Position of each object's label among all of the picture.
  public var truthLabels: [Int]
  /// By what is compared: the overlaps from 0.50 on at which each detection is right, one bit per threshold.
  public var correct: [ObjectKind: [UInt16]]
  /// By what is compared: for each object the detection that found it at an overlap of 0.50; nil for a missed one.
  public var found: [ObjectKind: [Int?]]
  /// For each object the detection that stands for it in the confusion matrix, whatever its class; nil for a missed
  /// one.
  public var confusionMatches: [Int?]
  /// Detections count in the confusion matrix from above this confidence on.
  public var confusionConfidence: Float
  /// What the head noted for the first time with this picture, in words for people.
  public var notes: [String] = []
  /// How long each stage took.
  public var times = Times()

  package init(
    path: String, id: PictureID, width: Int, height: Int, objects: [Object], truthClasses: [Int32],
    truthBoxes: [BoundingBox], truthLabels: [Int], correct: [ObjectKind: [UInt16]], found: [ObjectKind: [Int?]],
    confusionMatches: [Int?], confusionConfidence: Float, times: Times = Times()
  ) {
    self.path = path
    self.id = id
    self.width = width
    self.height = height
    self.objects = objects
    self.truthClasses = truthClasses
    self.truthBoxes = truthBoxes
    self.truthLabels = truthLabels
    self.correct = correct
    self.found = found
    self.confusionMatches = confusionMatches
    self.confusionConfidence = confusionConfidence
    self.times = times
  }

  /// The outcome, given what the COCO protocol decided.
  func outcome(coco: [ObjectKind: COCOPictureOutcome]) -> PictureOutcome {
    PictureOutcome(
      path: path, id: id, width: width, height: height, boxes: objects.map(\.box),
      confidences: objects.map(\.confidence), classes: objects.map { Int32($0.classIndex) }, truthBoxes: truthBoxes,
      truthClasses: truthClasses, correct: correct, found: found, confusionMatches: confusionMatches,
      confusionConfidence: confusionConfidence, coco: coco)
  }

  /// The detections as the COCO protocol takes them, with the rounded numbers of the result file, so that other
  /// programs compute the same figures from that file.
  func detections(_ kind: ObjectKind) -> COCODetections {
    var detections = COCODetections()
    for object in objects {
      let box = object.resultBox
      detections.categories.append(Int32(object.classIndex))
      detections.scores.append(Thousandths.rounded(object.confidence, digits: 5))
      detections.boxes.append(box)
      detections.areas.append(box.area)
      switch kind {
      case .boxes, .orientedBoxes: break
      case .masks:
        if let mask = object.mask { detections.masks.append(mask) }
      case .poses:
        for point in object.keypoints {
          detections.keypoints += [
            Thousandths.rounded(point.x, digits: 3), Thousandths.rounded(point.y, digits: 3),
            Thousandths.rounded(point.visibility ?? 1, digits: 5),
          ]
        }
      }
    }
    return detections
  }
}

extension PictureRecord.Object {
  /// Left, top, width and height as Ultralytics computes them from the corners in float32, before rounding.
  private var cornerAndSize: [Float] {
    let width = box.x2 - box.x1
    let height = box.y2 - box.y1
    return [(box.x1 + box.x2) / 2 - width / 2, (box.y1 + box.y2) / 2 - height / 2, width, height]
  }

  /// The box as result files state it: rounded to thousandths of a pixel.
  public var resultBox: COCOBox {
    let values = cornerAndSize.map { Thousandths.rounded($0, digits: 3) }
    return COCOBox(x: values[0], y: values[1], width: values[2], height: values[3])
  }

  /// The four numbers of the box as result files write them.
  var resultBoxText: String { cornerAndSize.map { Thousandths.text($0, digits: 3) }.joined(separator: ",") }
}

/// Decimal rounding of float32 numbers: exact, because the product with a small power of ten fits into a double.
enum Thousandths {
  /// `value` rounded to a few decimals, ties to even, as Python's `round` gives it.
  static func rounded(_ value: Float, digits: Int) -> Double {
    let scale = digits == 3 ? 1000.0 : 100_000
    return (Double(value) * scale).rounded(.toNearestOrEven) / scale
  }

  /// The same as text; `null` for what JSON has no number for.
  static func text(_ value: Float, digits: Int) -> String {
    value.isFinite ? "\(rounded(value, digits: digits))" : "null"
  }
}
