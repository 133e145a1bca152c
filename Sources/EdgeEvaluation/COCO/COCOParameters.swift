/// What is compared under the COCO protocol.
public enum COCOShape: String, Sendable, Hashable, CaseIterable, Codable {
  case boxes = "bbox"
  case masks = "segm"
  case keypoints
}

/// The constants of the COCO protocol.
public struct COCOParameters: Sendable, Hashable {
  /// A range of object areas, in square pixels, both ends included.
  public struct AreaRange: Sendable, Hashable {
    /// Name in figures: `all`, `small`, `medium`, `large`.
    public var name: String
    /// Square pixels.
    public var area: ClosedRange<Double>

    /// A range under a name.
    public init(name: String, area: ClosedRange<Double>) {
      self.name = name
      self.area = area
    }
  }

  /// What overlaps are computed of.
  public var shape: COCOShape
  /// Overlaps from which a detection matches, ascending; at most 16.
  public var overlapThresholds: [Double]
  /// Recalls at which precision is sampled, ascending.
  public var recallThresholds: [Double]
  /// Ranges of areas that are scored apart; one to four.
  public var areaRanges: [AreaRange]
  /// Numbers of best detections per picture and category that are scored apart, ascending.
  public var detectionLimits: [Int]
  /// Standard deviation of each keypoint relative to the object's size.
  public var keypointDeviations: [Double]

  /// The protocol for boxes, masks or the 17 keypoints of persons.
  public init(_ shape: COCOShape) {
    self.shape = shape
    overlapThresholds = Self.evenlySpaced(from: 0.5, to: 0.95, count: 10)
    recallThresholds = Self.evenlySpaced(from: 0, to: 1, count: 101)
    let all = AreaRange(name: "all", area: 0...1e10)
    let small = AreaRange(name: "small", area: 0...1024)
    let medium = AreaRange(name: "medium", area: 1024...9216)
    let large = AreaRange(name: "large", area: 9216...1e10)
    areaRanges = shape == .keypoints ? [all, medium, large] : [all, small, medium, large]
    detectionLimits = shape == .keypoints ? [20] : [1, 10, 100]
    keypointDeviations = shape == .keypoints ? Self.personKeypointDeviations : []
  }

  /// Deviations of COCO's keypoints of persons, from the nose to the ankles.
  public static let personKeypointDeviations: [Double] = [
    0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89, 0.89,
  ].map { $0 / 10 }

  /// `count` values (at least two) from `start` to `end`, in NumPy's arithmetic: the last one is `end` itself.
  static func evenlySpaced(from start: Double, to end: Double, count: Int) -> [Double] {
    let step = (end - start) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? end : Double($0) * step + start }
  }
}
