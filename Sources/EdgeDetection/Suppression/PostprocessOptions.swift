/// What a head's box coordinates are measured in.
public enum BoxCoordinates: String, Sendable, CaseIterable {
  /// Fractions of the input's sides, as TFLite exports have them.
  case normalized
  /// Pixels of the input, as ONNX exports have them.
  case pixels
  /// As YOLOX has them before they are decoded: the middle as an offset from its place in the grid and the logarithm of
  /// the size, both in strides.
  case cells
  /// Decided once per model: by the outputs where they leave no doubt, because the middles of all boxes lie all over the
  /// input, in pixels or in fractions; otherwise by the format, fractions for TFLite files and pixels for ONNX files.
  case automatic

  /// For messages.
  var words: String {
    switch self {
    case .normalized: "fractions of the input's sides"
    case .pixels: "pixels of the input"
    case .cells: "offsets and logarithms in strides"
    case .automatic: "either"
    }
  }
}

/// How detections are chosen from a head's output. The defaults are those of Ultralytics' predict.
public struct PostprocessOptions: Sendable, Equatable {
  /// Scores must be above this, compared in float32.
  public var confidence: Double
  /// A box that overlaps a better one of its class by more than this is dropped.
  public var iouThreshold: Double
  /// Most detections per picture.
  public var maximumDetections: Int
  /// Most candidates that enter suppression; the best are kept.
  public var maximumCandidates: Int
  /// Every class above the confidence instead of the best one of each anchor, as validation does.
  public var isMultiLabel: Bool
  /// Boxes suppress those of other classes too.
  public var isClassAgnostic: Bool
  /// Treats all classes as class 0, after class-agnostic suppression.
  public var isSingleClass: Bool
  /// Only these classes, chosen before suppression; all when nil.
  public var classes: Set<Int>?
  /// What the network's box coordinates are measured in.
  public var coordinates: BoxCoordinates
  /// The grid of masks.
  public var maskResolution: MaskResolution
  /// Masks as validation makes them: kept when they are empty, and cut to their boxes after they are enlarged.
  public var makesValidationMasks: Bool
  /// Whose behaviour is reproduced where releases differ.
  public var version: UltralyticsVersion

  /// The defaults of Ultralytics' predict, unless given.
  public init(
    confidence: Double = 0.25, iouThreshold: Double = 0.7, maximumDetections: Int = 300,
    maximumCandidates: Int = 30_000, isMultiLabel: Bool = false, isClassAgnostic: Bool = false,
    isSingleClass: Bool = false, classes: Set<Int>? = nil, coordinates: BoxCoordinates = .automatic,
    maskResolution: MaskResolution = .input, makesValidationMasks: Bool = false, version: UltralyticsVersion = .v84190
  ) {
    self.confidence = confidence
    self.iouThreshold = iouThreshold
    self.maximumDetections = maximumDetections
    self.maximumCandidates = maximumCandidates
    self.isMultiLabel = isMultiLabel
    self.isClassAgnostic = isClassAgnostic
    self.isSingleClass = isSingleClass
    self.classes = classes
    self.coordinates = coordinates
    self.maskResolution = maskResolution
    self.makesValidationMasks = makesValidationMasks
    self.version = version
  }

  /// Since release 8.3.84 a prediction without a pixel is no detection; validation keeps it.
  var keepsEmptyMasks: Bool { version == .v8239 || makesValidationMasks }

  /// The defaults of Ultralytics' validation: confidence 0.001, every class of an anchor, coarse masks.
  public static let validation = PostprocessOptions(
    confidence: 0.001, isMultiLabel: true, maskResolution: .prototype, makesValidationMasks: true)
}

/// The grid in which masks are computed.
public enum MaskResolution: String, Sendable, CaseIterable {
  /// The network's input, as predict shows them.
  case input
  /// The prototypes, a quarter of it, as validation compares them.
  case prototype
}
