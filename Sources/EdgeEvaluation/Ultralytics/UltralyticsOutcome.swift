/// What Ultralytics' validator keeps of one picture.
public struct UltralyticsOutcome: Sendable, Hashable {
  /// Confidence of each detection, in descending order.
  public var confidences: [Float]
  /// Class of each detection.
  public var classes: [Int32]
  /// Thresholds at which each detection is correct, one bit per threshold from 0.50 on.
  public var correct: [UInt16]
  /// Class of each object in the picture.
  public var truthClasses: [Int32]

  /// The outcome of one picture; of an empty one unless given.
  public init(confidences: [Float] = [], classes: [Int32] = [], correct: [UInt16] = [], truthClasses: [Int32] = []) {
    self.confidences = confidences
    self.classes = classes
    self.correct = correct
    self.truthClasses = truthClasses
  }
}
