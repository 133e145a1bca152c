public import EdgeDetection

/// What decides a detector's figures: they mean nothing without it, so it stands beside every one of them.
public struct ScoreSettings: DataShare, Sendable, Hashable, Codable {
  /// The data set, as its user named it.
  public var data: String
  /// Part of the data set.
  public var split: String
  /// What the model finds: `detect`, `segment` or `pose`.
  public var task: String
  /// Pictures of the split, and how many of them take part.
  public var pictureCount: Int
  /// Pictures that take part.
  public var usedPictureCount: Int
  /// Seed of the choice of pictures; nil when all take part.
  public var seed: UInt64?
  /// Name and digest of the model.
  public var model: String
  /// Digest of the model; nil where the runner knows none.
  public var modelHash: String?
  /// Height and width of the network's input.
  public var inputSize: [Int]
  /// How pictures are brought to the input's size.
  public var resize: String
  /// How pixels become integers.
  public var rounding: String
  /// Detections below it do not count.
  public var confidence: Double
  /// Overlap from which the weaker of two boxes is dropped.
  public var iouThreshold: Double
  /// Most detections of a picture.
  public var maximumDetections: Int
  /// Only these classes; nil for all.
  public var classes: [Int]?
  /// True when boxes of different classes suppress each other.
  public var isClassAgnostic: Bool
  /// What colours become, where it is not 0 to 1 in the order red, green, blue; nil where it is.
  public var colors: String?
  /// What boxes are measured in and how outputs are arranged, as far as the user says; nil for what the model says.
  public var head: String?
  /// The grid on which masks are compared; nil without masks.
  public var maskResolution: String?
  /// The Ultralytics release whose rules apply.
  public var compatibility: String
  /// What the COCO protocol's figures are measured against.
  public var cocoObjects: String

  /// The settings of a run on a data set.
  public init(
    data: String, split: String, task: String, pictureCount: Int, usedPictureCount: Int, seed: UInt64?, model: String,
    modelHash: String?, inputSize: [Int], preprocessing: PicturePreprocessor.Options, options: PostprocessOptions,
    headOptions: HeadOptions = HeadOptions(), cocoObjects: String
  ) {
    self.data = data
    self.split = split
    self.task = task
    self.pictureCount = pictureCount
    self.usedPictureCount = usedPictureCount
    self.seed = seed
    self.model = model
    self.modelHash = modelHash
    self.inputSize = inputSize
    resize = preprocessing.resizeMode.rawValue
    rounding = preprocessing.rounding.rawValue
    let colors = [preprocessing.range.rawValue, preprocessing.channelOrder.rawValue]
    self.colors = colors == [InputRange.unit.rawValue, ChannelOrder.rgb.rawValue] ? nil : colors.joined(separator: " ")
    confidence = options.confidence
    iouThreshold = options.iouThreshold
    maximumDetections = options.maximumDetections
    classes = options.classes?.sorted()
    isClassAgnostic = options.isClassAgnostic
    head = Self.headText(headOptions, options.coordinates)
    maskResolution = task == DetectorTask.segment.rawValue ? options.maskResolution.rawValue : nil
    compatibility = options.version.rawValue
    self.cocoObjects = cocoObjects
  }

  private static func headText(_ options: HeadOptions, _ coordinates: BoxCoordinates) -> String? {
    var parts: [String] = []
    if let kind = options.kind { parts.append("head \(kind.rawValue)") }
    if !options.anchors.isEmpty { parts.append("anchors " + options.anchors.map { "\($0)" }.joined(separator: ",")) }
    if !options.strides.isEmpty { parts.append("strides " + options.strides.map { "\($0)" }.joined(separator: ",")) }
    if coordinates != .automatic { parts.append("boxes \(coordinates.rawValue)") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// One line: the data.
  public var dataText: String { shareText }

  /// One line: how pictures were prepared and objects chosen.
  public var rulesText: String {
    var parts = [
      "input \(inputSize.map(String.init).joined(separator: "x"))", resize, "rounding \(rounding)",
      "conf \(confidence)", "iou \(iouThreshold)", "max-det \(maximumDetections)",
    ]
    if let classes { parts.append("classes " + classes.map(String.init).joined(separator: ",")) }
    if isClassAgnostic { parts.append("agnostic") }
    if let colors { parts.append("colours \(colors)") }
    if let head { parts.append(head) }
    if let maskResolution { parts.append("masks at \(maskResolution) size") }
    return parts.joined(separator: ", ")
  }
}
