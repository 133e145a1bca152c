import EdgeDetection

/// Precision, recall and F1 over confidence, and precision over recall, at an overlap of 0.50.
public struct UltralyticsCurves: Sendable {
  /// Points of every curve.
  public static let pointCount = 1000
  /// Abscissas of every curve, from 0 to 1: confidence, or recall for `precisionOverRecall`.
  public static let confidences = COCOParameters.evenlySpaced(from: 0, to: 1, count: pointCount)

  /// Classes that the curves belong to, ascending.
  public let classes: [Int]
  /// `precision[i]` belongs to `classes[i]`; likewise below.
  public let precision: [[Double]]
  /// Recall over confidence.
  public let recall: [[Double]]
  /// F1 over confidence.
  public let f1: [[Double]]
  /// Precision over recall.
  public let precisionOverRecall: [[Double]]
  /// Where the smoothed mean of the F1 curves is highest.
  public let bestConfidenceIndex: Int

  init(_ curves: [UltralyticsClassCurves], classes: [Int]) {
    self.classes = classes
    precision = curves.map(\.precision)
    recall = curves.map(\.recall)
    f1 = curves.map(\.f1)
    precisionOverRecall = curves.map(\.precisionOverRecall)
    let smoothed = Self.smoothed(Self.mean(f1), fraction: 0.1)
    var best = 0
    for index in smoothed.indices where smoothed[index] > smoothed[best] { best = index }
    bestConfidenceIndex = best
  }

  /// The mean of curves; zero where there are none.
  public static func mean(_ curves: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: pointCount)
    for curve in curves { for index in sum.indices { sum[index] += curve[index] } }
    return sum.map { $0 / Double(max(curves.count, 1)) }
  }

  /// The moving average of `values` over an odd number of points, about twice `fraction` of all, the ends repeated.
  static func smoothed(_ values: [Double], fraction: Double) -> [Double] {
    let window = Int((Double(values.count) * fraction * 2).rounded(.toNearestOrEven)) / 2 + 1
    let padding = window / 2
    guard let first = values.first, let last = values.last else { return [] }
    let padded =
      Array(repeating: first, count: padding) + values + Array(repeating: last, count: padding)
    return (0...padded.count - window).map { start in
      padded[start..<start + window].reduce(0) { $0 + $1 * (1 / Double(window)) }
    }
  }
}

/// The curves and average precisions of one class.
struct UltralyticsClassCurves: Sendable {
  private(set) var precision = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private(set) var recall = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private(set) var f1 = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private(set) var precisionOverRecall = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private(set) var averagePrecisions = [Double](repeating: 0, count: UltralyticsMatcher.thresholds.count)

  /// - Parameters:
  ///   - ranked: all detections of the class in descending order of confidence.
  ///   - truthCount: all objects of the class.
  init(_ ranked: [RankedDetection], truthCount: Int, version: UltralyticsVersion) {
    guard !ranked.isEmpty, truthCount > 0 else { return }
    let confidences = UltralyticsCurves.confidences
    for threshold in averagePrecisions.indices {
      let curve = PrecisionRecallCurve(ranked, threshold: threshold, truthCount: truthCount)
      let envelope = PrecisionEnvelope(curve, version: version)
      averagePrecisions[threshold] = envelope.averagePrecision
      guard threshold == 0 else { continue }
      for index in confidences.indices {
        func value(_ values: [Double], left: Double) -> Double {
          LinearInterpolation.value(
            at: -confidences[index], left: left, count: ranked.count, x: { -Double(ranked[$0].confidence) },
            y: { values[$0] })
        }
        precision[index] = value(curve.precision, left: 1)
        recall[index] = value(curve.recall, left: 0)
        f1[index] = 2 * precision[index] * recall[index] / (precision[index] + recall[index] + 1e-16)
        precisionOverRecall[index] = envelope.precision(atRecall: confidences[index])
      }
    }
  }
}

/// Precision and recall after each detection.
private struct PrecisionRecallCurve {
  private(set) var precision: [Double] = []
  private(set) var recall: [Double] = []

  init(_ ranked: [RankedDetection], threshold: Int, truthCount: Int) {
    precision.reserveCapacity(ranked.count)
    recall.reserveCapacity(ranked.count)
    var hits = 0
    for (index, detection) in ranked.enumerated() {
      hits += Int(detection.correct >> threshold & 1)
      precision.append(Double(hits) / Double(index + 1))
      recall.append(Double(hits) / (Double(truthCount) + 1e-16))
    }
  }
}

/// Precision made falling from the right, between sentinels.
private struct PrecisionEnvelope {
  private var recall: [Double]
  private var precision: [Double]

  init(_ curve: PrecisionRecallCurve, version: UltralyticsVersion) {
    recall = [0] + curve.recall
    precision = [1] + curve.precision
    // Releases before 8.4.37 join the last point to (1, 0) by a line, later ones drop to zero first.
    if version != .v8239 {
      recall.append(curve.recall.last ?? 1)
      precision.append(0)
    }
    recall.append(1)
    precision.append(0)
    for index in stride(from: precision.count - 1, to: 0, by: -1) {
      precision[index - 1] = max(precision[index - 1], precision[index])
    }
  }

  func precision(atRecall value: Double) -> Double {
    LinearInterpolation.value(
      at: value, left: 1, count: recall.count, x: { recall[$0] }, y: { precision[$0] })
  }

  private static let sampledRecalls = COCOParameters.evenlySpaced(from: 0, to: 1, count: 101)

  /// The integral of the curve sampled at 101 recalls, by trapezoids.
  var averagePrecision: Double {
    let samples = Self.sampledRecalls.map { precision(atRecall: $0) }
    var terms: [Double] = []
    for index in 1..<samples.count {
      let width = Self.sampledRecalls[index] - Self.sampledRecalls[index - 1]
      terms.append(width * (samples[index] + samples[index - 1]) / 2)
    }
    return PairwiseSum.value(of: terms)
  }
}
