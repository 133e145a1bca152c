package import EdgeDetection

/// Ultralytics' figures of the same pictures again and again, each picture counted any number of times.
///
/// Detections are ranked once. With every picture counted once the figures are those of `UltralyticsScores`.
package struct UltralyticsResampling: Sendable {
  /// Names of the figures, in the order of `figures`.
  package static let names = ["P", "R", "mAP50", "mAP50-95"]

  /// The detections and the objects of one class.
  private struct Part: Sendable {
    var detections: Range<Int>
    var truths: Range<Int>
  }

  private let version: UltralyticsVersion
  private var parts: [Part] = []
  // Detections, ranked within each class.
  private var pictures: [Int32] = []
  private var confidences: [Float] = []
  private var correct: [UInt16] = []
  // Objects per picture and class.
  private var truthPictures: [Int32] = []
  private var truthCounts: [Int32] = []
  private var hitCapacity = 0

  /// Pictures must be in the order of their paths.
  package init(_ outcomes: [UltralyticsOutcome], version: UltralyticsVersion) {
    self.version = version
    var pooled: [(picture: Int32, confidence: Float, correct: UInt16, classIndex: Int32)] = []
    var truths: [[(picture: Int32, count: Int32)]] = []
    for (picture, outcome) in outcomes.enumerated() {
      for index in outcome.classes.indices {
        pooled.append((Int32(picture), outcome.confidences[index], outcome.correct[index], outcome.classes[index]))
      }
      for classIndex in outcome.truthClasses {
        while truths.count <= Int(classIndex) { truths.append([]) }
        if let last = truths[Int(classIndex)].last, last.picture == picture {
          truths[Int(classIndex)][truths[Int(classIndex)].count - 1].count += 1
        } else {
          truths[Int(classIndex)].append((Int32(picture), 1))
        }
      }
    }
    var ranked = [[Int]](repeating: [], count: truths.count)
    // Detections of classes without objects count for nothing.
    for position in PortableArgsort.ascending(pooled.map { -$0.confidence }) {
      let classIndex = Int(pooled[Int(position)].classIndex)
      if ranked.indices.contains(classIndex), !truths[classIndex].isEmpty { ranked[classIndex].append(Int(position)) }
    }
    for (classIndex, places) in ranked.enumerated() where !truths[classIndex].isEmpty {
      parts.append(
        Part(
          detections: pictures.count..<pictures.count + places.count,
          truths: truthPictures.count..<truthPictures.count + truths[classIndex].count))
      pictures += places.map { pooled[$0].picture }
      confidences += places.map { pooled[$0].confidence }
      correct += places.map { pooled[$0].correct }
      truthPictures += truths[classIndex].map(\.picture)
      truthCounts += truths[classIndex].map(\.count)
      hitCapacity = max(hitCapacity, places.count { pooled[$0].correct != 0 })
    }
  }

  /// Precision, recall, mAP50 and mAP50-95 with each picture counted `weights[picture]` times.
  package func figures(_ weights: [Int32]) -> [Double] {
    let thresholdCount = UltralyticsMatcher.thresholds.count
    let recalls = COCOParameters(.boxes).recallThresholds
    var hits = HitTable(thresholdCount: thresholdCount, capacity: hitCapacity)
    var curves = SummedCurves()
    var presentCount = 0
    var ap50 = 0.0
    var ap = 0.0
    weights.withUnsafeBufferPointer { weights in
      for part in parts {
        var truthCount: Int32 = 0
        for index in part.truths { truthCount &+= truthCounts[index] &* weights[Int(truthPictures[index])] }
        guard truthCount > 0 else { continue }
        presentCount += 1
        hits.removeAll()
        var seen: Int32 = 0
        curves.beginClass(truthCount: truthCount)
        for index in part.detections {
          let weight = weights[Int(pictures[index])]
          guard weight > 0 else { continue }
          var bits = correct[index]
          curves.add(confidences[index], isHit: bits & 1 == 1, weight: weight)
          seen &+= weight
          while bits != 0 {
            let threshold = bits.trailingZeroBitCount
            let count = hits.hitCount(threshold) &+ weight
            hits.append(threshold, count: count, precision: Double(count) / Double(seen))
            bits &= bits &- 1
          }
        }
        guard seen > 0 else { continue }
        curves.endClass()
        for threshold in 0..<thresholdCount {
          let value = averagePrecision(&hits, threshold, truthCount: truthCount, seen: seen, recalls)
          ap += value / Double(thresholdCount)
          if threshold == 0 { ap50 += value }
        }
      }
    }
    guard presentCount > 0 else { return [Double](repeating: .nan, count: Self.names.count) }
    let best = curves.atBestConfidence(classCount: presentCount)
    return [best.precision, best.recall, ap50 / Double(presentCount), ap / Double(presentCount)]
  }

  /// The trapezoids between the sampled recalls, whose sum is the mean of all but half of both ends.
  private func averagePrecision(
    _ hits: inout HitTable, _ threshold: Int, truthCount: Int32, seen: Int32, _ recalls: [Double]
  ) -> Double {
    let hitCount = hits.hitCount(threshold)
    var sampled = hits.sampled(threshold, truthCount: truthCount, recalls: recalls, isStrict: true)
    if version == .v8239, hitCount < truthCount {
      // A line from the last point to (1, 0) stands in for what is never reached.
      let lastRecall = Double(hitCount) / Double(truthCount)
      let lastPrecision = Double(hitCount) / Double(seen)
      for index in sampled.reached..<recalls.count {
        let value = lastPrecision - lastPrecision / (1 - lastRecall) * (recalls[index] - lastRecall)
        if index == 0 { sampled.first = value }
        if index == recalls.count - 1 { sampled.last = value }
        sampled.sum += value
      }
    }
    return (sampled.sum - (sampled.first + sampled.last) / 2) / Double(recalls.count - 1)
  }
}

/// Sums over classes of precision, recall and F1 at each confidence, at an overlap of 0.50.
private struct SummedCurves {
  private var precision = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private var recall = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private var f1 = [Double](repeating: 0, count: UltralyticsCurves.pointCount)
  private let grid = UltralyticsCurves.confidences
  private var truthCount = 0.0
  private var seen = 0.0
  private var hits = 0.0
  /// The next confidence of the grid to be filled, from the highest on.
  private var place = 0
  private var low: (confidence: Double, precision: Double, recall: Double)?

  mutating func beginClass(truthCount: Int32) {
    self.truthCount = Double(truthCount)
    seen = 0
    hits = 0
    place = grid.count - 1
    low = nil
  }

  /// The next detection of the class, in descending order of confidence.
  ///
  /// Between two confidences curves run to the first of the equal detections that follow, and from the last of them on.
  @inline(__always)
  mutating func add(_ confidence: Float, isHit: Bool, weight: Int32) {
    let confidence = Double(confidence)
    if place >= 0, grid[place] > confidence {
      let nextHits = hits + (isHit ? 1 : 0)
      fill(above: confidence, precision: nextHits / (seen + 1), recall: nextHits / truthCount)
    }
    seen += Double(weight)
    if isHit { hits += Double(weight) }
    low = (confidence, hits / seen, hits / truthCount)
  }

  private mutating func fill(above confidence: Double, precision: Double, recall: Double) {
    while place >= 0, grid[place] > confidence {
      guard let low else {
        add(precision: 1, recall: 0)
        continue
      }
      if low.confidence == grid[place] {
        add(precision: low.precision, recall: low.recall)
      } else {
        let run = low.confidence - confidence
        let distance = low.confidence - grid[place]
        add(
          precision: (precision - low.precision) / run * distance + low.precision,
          recall: (recall - low.recall) / run * distance + low.recall)
      }
    }
  }

  mutating func endClass() {
    while place >= 0, let low { add(precision: low.precision, recall: low.recall) }
  }

  @inline(__always)
  private mutating func add(precision value: Double, recall other: Double) {
    precision[place] += value
    recall[place] += other
    f1[place] += 2 * value * other / (value + other + 1e-16)
    place -= 1
  }

  /// Means over classes where the smoothed mean of the F1 curves is highest.
  func atBestConfidence(classCount: Int) -> (precision: Double, recall: Double) {
    let count = Double(classCount)
    let smoothed = UltralyticsCurves.smoothed(f1.map { $0 / count }, fraction: 0.1)
    var best = 0
    for index in smoothed.indices where smoothed[index] > smoothed[best] { best = index }
    return (precision[best] / count, recall[best] / count)
  }
}
