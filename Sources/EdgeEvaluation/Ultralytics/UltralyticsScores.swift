import EdgeDatasets
public import EdgeDetection

/// Precision, recall and mean average precision as Ultralytics computes them; they differ from COCO's.
///
/// Average precision joins the points of the curve by straight lines and integrates by trapezoids; detections of equal
/// confidence rank as an unstable sort leaves them.
public struct UltralyticsScores: Sendable {
  /// The figures of one class that occurs in the pictures.
  public struct ClassScores: Sendable, Hashable {
    /// Number of the class.
    public var classIndex: Int
    /// Pictures with objects of this class.
    public var pictureCount: Int
    /// Objects of this class.
    public var truthCount: Int
    /// At the confidence that is best for all classes together.
    public var precision: Double
    /// Share of objects that are found, at the same confidence.
    public var recall: Double
    /// Harmonic mean of precision and recall.
    public var f1: Double
    /// Average precision at overlaps of 0.50, 0.55, ... 0.95.
    public var averagePrecisions: [Double]

    /// Average precision at an overlap of 0.50.
    public var ap50: Double { averagePrecisions[0] }
    /// Average precision at an overlap of 0.75.
    public var ap75: Double { averagePrecisions[5] }
    /// Mean of the average precisions.
    public var ap: Double { averagePrecisions.reduce(0, +) / Double(averagePrecisions.count) }
  }

  /// The release whose arithmetic was used.
  public let version: UltralyticsVersion
  /// Ascending by class; only classes with objects.
  public let classes: [ClassScores]
  /// Curves of the classes, in the same order.
  public let curves: UltralyticsCurves
  /// Pictures scored.
  public let pictureCount: Int
  /// Objects in all pictures.
  public let truthCount: Int
  /// Detections in all pictures.
  public let detectionCount: Int

  /// Scores pictures, which must be in the order of their paths: it decides the ranks of equal confidences.
  public init(_ outcomes: [UltralyticsOutcome], version: UltralyticsVersion = .v84190) {
    let pooled = PooledOutcomes(outcomes)
    self.init(pooled, order: PortableArgsort.ascending(pooled.confidences.map { -$0 }), version: version)
  }

  /// Scores detections in the given order instead of the portable one.
  package init(_ outcomes: [UltralyticsOutcome], order: [Int32], version: UltralyticsVersion) {
    self.init(PooledOutcomes(outcomes), order: order, version: version)
  }

  private init(_ pooled: PooledOutcomes, order: [Int32], version: UltralyticsVersion) {
    self.version = version
    pictureCount = pooled.pictureCount
    truthCount = pooled.truthCounts.reduce(0, +)
    detectionCount = pooled.confidences.count
    let ranked = pooled.ranked(order)
    let present = pooled.truthCounts.indices.filter { pooled.truthCounts[$0] > 0 }
    let raw = parallelMap(count: present.count) { position in
      let index = present[position]
      return UltralyticsClassCurves(ranked[index], truthCount: pooled.truthCounts[index], version: version)
    }
    curves = UltralyticsCurves(raw, classes: present)
    let best = curves.bestConfidenceIndex
    classes = present.indices.map { position in
      ClassScores(
        classIndex: present[position], pictureCount: pooled.pictureCounts[present[position]],
        truthCount: pooled.truthCounts[present[position]], precision: raw[position].precision[best],
        recall: raw[position].recall[best], f1: raw[position].f1[best],
        averagePrecisions: raw[position].averagePrecisions)
    }
  }

  /// Mean of the classes' precisions.
  public var precision: Double { mean(\.precision) }
  /// Mean of the classes' recalls.
  public var recall: Double { mean(\.recall) }
  /// Mean average precision at an overlap of 0.50.
  public var map50: Double { mean(\.ap50) }
  /// Mean average precision at an overlap of 0.75.
  public var map75: Double { mean(\.ap75) }
  /// Mean average precision over overlaps from 0.50 to 0.95.
  public var map: Double { mean(\.ap) }
  /// The one number that trainers maximise.
  public var fitness: Double { version == .v8239 ? 0.1 * map50 + 0.9 * map : map }
  /// The confidence at which precision and recall are read.
  public var bestConfidence: Double { UltralyticsCurves.confidences[curves.bestConfidenceIndex] }

  private func mean(_ value: (ClassScores) -> Double) -> Double {
    classes.isEmpty ? 0 : classes.reduce(0) { $0 + value($1) } / Double(classes.count)
  }
}

/// All pictures together.
private struct PooledOutcomes: Sendable {
  var confidences: [Float] = []
  var classes: [Int32] = []
  var correct: [UInt16] = []
  /// Objects per class.
  var truthCounts: [Int] = []
  /// Pictures with objects, per class.
  var pictureCounts: [Int] = []
  var pictureCount: Int

  init(_ outcomes: [UltralyticsOutcome]) {
    pictureCount = outcomes.count
    let greatest = outcomes.reduce(-1) { max($0, max($1.truthClasses.max() ?? -1, $1.classes.max() ?? -1)) }
    truthCounts = [Int](repeating: 0, count: Int(greatest) + 1)
    pictureCounts = truthCounts
    confidences.reserveCapacity(outcomes.reduce(0) { $0 + $1.confidences.count })
    for outcome in outcomes {
      confidences += outcome.confidences
      classes += outcome.classes
      correct += outcome.correct
      for index in outcome.truthClasses { truthCounts[Int(index)] += 1 }
      for index in Set(outcome.truthClasses) { pictureCounts[Int(index)] += 1 }
    }
    precondition(
      classes.count == confidences.count && correct.count == confidences.count, "arrays of different lengths")
  }

  /// Detections of each class, in the order given.
  func ranked(_ order: [Int32]) -> [[RankedDetection]] {
    var result = [[RankedDetection]](repeating: [], count: truthCounts.count)
    for position in order {
      let index = Int(position)
      result[Int(classes[index])].append(
        RankedDetection(confidence: confidences[index], correct: correct[index]))
    }
    return result
  }
}

/// A detection among all of its class.
struct RankedDetection: Sendable {
  var confidence: Float
  /// One bit per threshold.
  var correct: UInt16
}
