/// All outcomes of one category, in the order of the pictures, and how many objects were to be found.
struct COCOCategoryOutcomes: Sendable {
  var detections: [COCOOutcome] = []
  var truthCounts = SIMD4<Int32>.zero

  /// The outcomes of all pictures, sorted into categories.
  static func grouped(_ outcomes: [COCOPictureOutcome], categoryCount: Int) -> [COCOCategoryOutcomes] {
    var sizes = [Int](repeating: 0, count: categoryCount)
    for outcome in outcomes {
      for detection in outcome.detections where sizes.indices.contains(Int(detection.category)) {
        sizes[Int(detection.category)] += 1
      }
    }
    var groups = sizes.map { size in
      var group = COCOCategoryOutcomes()
      group.detections.reserveCapacity(size)
      return group
    }
    for outcome in outcomes {
      for detection in outcome.detections where groups.indices.contains(Int(detection.category)) {
        groups[Int(detection.category)].detections.append(detection)
      }
      for truth in outcome.truths where groups.indices.contains(Int(truth.category)) {
        groups[Int(truth.category)].truthCounts &+= truth.counts
      }
    }
    return groups
  }
}

/// Turns the outcomes of one category into precision and recall.
struct COCOAccumulator: Sendable {
  let parameters: COCOParameters

  init(_ parameters: COCOParameters) { self.parameters = parameters }

  /// Precisions (by area range, detection limit, overlap threshold, recall threshold) and largest recalls.
  struct Curves: Sendable {
    var precisions: [Double] = []
    var recalls: [Double] = []
  }

  func curves(of category: COCOCategoryOutcomes) -> Curves {
    var order: [RankedScore] = []
    order.reserveCapacity(category.detections.count)
    for (index, detection) in category.detections.enumerated() {
      order.append(RankedScore(detection.score, index: index))
    }
    order.sort()
    var sorted: [COCOOutcome] = []
    sorted.reserveCapacity(order.count)
    for place in order { sorted.append(category.detections[Int(place.index)]) }

    var curves = Curves()
    for area in parameters.areaRanges.indices {
      for limit in parameters.detectionLimits {
        let hits = HitCurves(sorted, area: area, limit: limit, thresholdCount: parameters.overlapThresholds.count)
        for hit in hits.thresholds {
          append(hit, truthCount: Int(category.truthCounts[area]), to: &curves)
        }
      }
    }
    return curves
  }

  /// Samples the precision, made falling from the right, at the first hit that reaches each recall.
  private func append(_ hits: [Double], truthCount: Int, to curves: inout Curves) {
    let count = parameters.recallThresholds.count
    guard truthCount > 0 else {
      curves.precisions.append(contentsOf: repeatElement(-1, count: count))
      curves.recalls.append(-1)
      return
    }
    var envelope = hits
    for index in stride(from: envelope.count - 1, to: 0, by: -1) {
      envelope[index - 1] = max(envelope[index - 1], envelope[index])
    }
    var hit = 0
    for recall in parameters.recallThresholds {
      while hit < envelope.count && Double(hit + 1) / Double(truthCount) < recall { hit += 1 }
      curves.precisions.append(hit < envelope.count ? envelope[hit] : 0)
    }
    curves.recalls.append(Double(hits.count) / Double(truthCount))
  }
}

/// The precision at each correct detection, per overlap threshold.
///
/// Between two of them precision only falls and recall stays, so that nothing else decides the curve.
private struct HitCurves {
  var thresholds: [[Double]]

  init(_ sorted: [COCOOutcome], area: Int, limit: Int, thresholdCount: Int) {
    thresholds = Array(repeating: [], count: thresholdCount)
    let all = UInt16(truncatingIfNeeded: (1 << thresholdCount) - 1)
    var seen = 0
    var ignoredCounts = [Int](repeating: 0, count: thresholdCount)
    for detection in sorted where detection.rank < limit {
      let ignored = detection.ignored[area]
      if ignored == all { continue }
      seen += 1
      var bits = ignored
      while bits != 0 {
        ignoredCounts[bits.trailingZeroBitCount] += 1
        bits &= bits - 1
      }
      bits = detection.matched[area] & ~ignored
      while bits != 0 {
        let threshold = bits.trailingZeroBitCount
        let hits = thresholds[threshold].count + 1
        let misses = seen - ignoredCounts[threshold] - hits
        thresholds[threshold].append(Double(hits) / (Double(misses + hits) + Double.ulpOfOne))
        bits &= bits - 1
      }
    }
  }
}
