/// Attributes of the decoder of single-shot detectors, which many TensorFlow models end with. Counts are positive, scales
/// are not 0.
public struct DetectionPostProcessAttributes: Sendable, Hashable {
  /// Most boxes that are told.
  public var maxDetections: Int
  /// Classes that are told of each box, unless suppression is by class.
  public var maxClassesPerDetection: Int
  /// Most boxes of a class that remain, when suppression is by class.
  public var detectionsPerClass: Int
  /// Boxes of different classes do not suppress each other.
  public var usesRegularSuppression: Bool
  /// The least score that is told.
  public var scoreThreshold: Float
  /// The intersection over union above which a box is suppressed by a better one.
  public var overlapThreshold: Float
  /// Classes, a background class before them not counted.
  public var classCount: Int
  /// By what encoded centres and sizes are divided.
  public var yScale: Float
  /// As `yScale`, of the horizontal centre.
  public var xScale: Float
  /// As `yScale`, of the height's logarithm.
  public var heightScale: Float
  /// As `yScale`, of the width's logarithm.
  public var widthScale: Float

  /// Suppression over all classes with one class told of each box, unless given.
  public init(
    maxDetections: Int, maxClassesPerDetection: Int = 1, detectionsPerClass: Int = 100,
    usesRegularSuppression: Bool = false, scoreThreshold: Float, overlapThreshold: Float, classCount: Int,
    yScale: Float, xScale: Float, heightScale: Float, widthScale: Float
  ) {
    self.maxDetections = maxDetections
    self.maxClassesPerDetection = maxClassesPerDetection
    self.detectionsPerClass = detectionsPerClass
    self.usesRegularSuppression = usesRegularSuppression
    self.scoreThreshold = scoreThreshold
    self.overlapThreshold = overlapThreshold
    self.classCount = classCount
    self.yScale = yScale
    self.xScale = xScale
    self.heightScale = heightScale
    self.widthScale = widthScale
  }

  /// Shapes of the results: boxes, classes, scores and the number of boxes.
  package var resultShapes: [[Int]] {
    let count = maxDetections * maxClassesPerDetection
    return [[1, count, 4], [1, count], [1, count], [1]]
  }
}
