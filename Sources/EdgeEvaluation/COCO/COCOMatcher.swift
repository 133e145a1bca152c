import EdgeDatasets

/// What the protocol decided about one detection: one bit per overlap threshold, one lane per area range.
public struct COCOOutcome: Sendable, Hashable {
  /// Confidence of the detection, by which outcomes of many pictures are ranked.
  public var score: Double
  /// Position in the list of categories.
  public var category: Int32
  /// Place among the detections of the same picture and category, from zero.
  public var rank: Int32
  /// Thresholds at which it matched an object.
  public var matched: SIMD4<UInt16>
  /// Thresholds at which it counts neither way: it matched a crowd or an object outside the area range, or matched
  /// nothing and lies outside the range itself.
  public var ignored: SIMD4<UInt16>
}

/// What the protocol decided about one picture.
public struct COCOPictureOutcome: Sendable {
  /// Objects of one category to be found, per area range.
  public struct TruthCount: Sendable, Hashable {
    /// Position in the list of categories.
    public var category: Int32
    /// Objects of each area range, ignored ones left out.
    public var counts: SIMD4<Int32>
  }

  /// By category, then by rank; only as many per category as the largest detection limit.
  public var detections: [COCOOutcome] = []
  /// Ascending by category; only categories with objects.
  public var truths: [TruthCount] = []
}

/// Matches the detections of single pictures to the objects in them, as the COCO protocol says: per category, in order
/// of score, each detection takes the object it overlaps most among those that are free.
public struct COCOMatcher: Sendable {
  /// The thresholds, ranges and limits that decide.
  public let parameters: COCOParameters
  private let similarity: KeypointSimilarity
  /// Overlaps from which a detection matches, below one even where the protocol says one.
  private let thresholds: [Double]

  /// Traps when the parameters exceed 16 overlap thresholds or four area ranges.
  public init(_ parameters: COCOParameters) {
    precondition((1...16).contains(parameters.overlapThresholds.count), "one to 16 overlap thresholds")
    precondition((1...4).contains(parameters.areaRanges.count), "one to four area ranges")
    self.parameters = parameters
    similarity = KeypointSimilarity(deviations: parameters.keypointDeviations)
    thresholds = parameters.overlapThresholds.map { min($0, 1 - 1e-10) }
  }

  /// Matches one picture. Traps when arrays that the parameters' shape needs are not filled.
  public func match(_ detections: COCODetections, to truths: COCOTruths) -> COCOPictureOutcome {
    check(detections, truths)
    var result = COCOPictureOutcome()
    let truthOrder = Self.groups(of: truths.categories)
    let detectionOrder = Self.ranked(detections)
    result.detections.reserveCapacity(detectionOrder.count)
    var firstTruth = 0
    var firstDetection = 0
    while firstTruth < truthOrder.count || firstDetection < detectionOrder.count {
      let category = min(
        firstTruth < truthOrder.count ? truths.categories[truthOrder[firstTruth]] : .max,
        firstDetection < detectionOrder.count ? detectionOrder[firstDetection].category : .max)
      var lastTruth = firstTruth
      while lastTruth < truthOrder.count, truths.categories[truthOrder[lastTruth]] == category { lastTruth += 1 }
      var lastDetection = firstDetection
      while lastDetection < detectionOrder.count, detectionOrder[lastDetection].category == category {
        lastDetection += 1
      }
      match(
        category, detectionOrder[firstDetection..<lastDetection], of: detections,
        to: truthOrder[firstTruth..<lastTruth], of: truths, into: &result)
      firstTruth = lastTruth
      firstDetection = lastDetection
    }
    return result
  }

  private func check(_ detections: COCODetections, _ truths: COCOTruths) {
    precondition(
      detections.scores.count == detections.count && detections.areas.count == detections.count
        && truths.areas.count == truths.count && truths.isCrowd.count == truths.count,
      "arrays of different lengths")
    switch parameters.shape {
    case .boxes:
      precondition(detections.boxes.count == detections.count && truths.boxes.count == truths.count, "boxes missing")
    case .masks:
      precondition(detections.masks.count == detections.count && truths.masks.count == truths.count, "masks missing")
    case .keypoints:
      let length = similarity.keypointCount * 3
      precondition(
        detections.keypoints.count == detections.count * length && truths.keypoints.count == truths.count * length
          && truths.labelledKeypointCounts.count == truths.count && truths.boxes.count == truths.count,
        "keypoints missing")
    }
  }

  /// Positions of `categories`, ascending by category, otherwise in order.
  private static func groups(of categories: [Int32]) -> [Int] {
    categories.indices.sorted { a, b in
      categories[a] != categories[b] ? categories[a] < categories[b] : a < b
    }
  }

  private struct RankedDetection: Comparable {
    var category: Int32
    var score: RankedScore

    @inline(__always)
    static func < (a: RankedDetection, b: RankedDetection) -> Bool {
      a.category != b.category ? a.category < b.category : a.score < b.score
    }
  }

  private static func ranked(_ detections: COCODetections) -> [RankedDetection] {
    var order: [RankedDetection] = []
    order.reserveCapacity(detections.count)
    for index in detections.categories.indices {
      order.append(
        RankedDetection(
          category: detections.categories[index], score: RankedScore(detections.scores[index], index: index)))
    }
    order.sort()
    return order
  }

  private func match(
    _ category: Int32, _ order: ArraySlice<RankedDetection>, of detections: COCODetections,
    to truthOrder: ArraySlice<Int>, of truths: COCOTruths, into result: inout COCOPictureOutcome
  ) {
    var group = truthOrder.map { index in
      let isLabelled = parameters.shape != .keypoints || truths.labelledKeypointCounts[index] > 0
      return MatchedTruth(
        index: index, isCrowd: truths.isCrowd[index],
        ignoredRanges: truths.isCrowd[index] || !isLabelled ? 15 : rangesWithout(truths.areas[index]))
    }
    if !group.isEmpty {
      var counts = SIMD4<Int32>(repeating: 0)
      for truth in group {
        for range in parameters.areaRanges.indices where truth.ignoredRanges >> range & 1 == 0 { counts[range] += 1 }
      }
      result.truths.append(.init(category: category, counts: counts))
    }
    let limit = parameters.detectionLimits.last ?? 0
    var candidates: [(overlap: Double, truth: Int)] = []
    for (rank, detection) in order.prefix(limit).enumerated() {
      let index = Int(detection.score.index)
      candidates.removeAll(keepingCapacity: true)
      for position in group.indices {
        let overlap = overlap(detections, index, truths, group[position].index, isCrowd: group[position].isCrowd)
        if overlap >= thresholds[0] { candidates.append((overlap, position)) }
      }
      var outcome = COCOOutcome(
        score: detections.scores[index], category: category, rank: Int32(rank), matched: .zero, ignored: .zero)
      if !candidates.isEmpty { take(candidates, from: &group, for: &outcome) }
      let outside = rangesWithout(detections.areas[index])
      let all = UInt16(truncatingIfNeeded: (1 << thresholds.count) - 1)
      for range in parameters.areaRanges.indices where outside >> range & 1 == 1 {
        outcome.ignored[range] |= all & ~outcome.matched[range]
      }
      result.detections.append(outcome)
    }
  }

  /// An object while the detections of its category are matched.
  private struct MatchedTruth {
    let index: Int
    let isCrowd: Bool
    /// One bit per area range in which it need not be found.
    let ignoredRanges: UInt8
    /// Thresholds at which a detection has taken it.
    var taken = SIMD4<UInt16>.zero
  }

  /// One bit per area range that `area` lies outside of.
  private func rangesWithout(_ area: Double) -> UInt8 {
    var bits: UInt8 = 0
    for (index, range) in parameters.areaRanges.enumerated() where !range.area.contains(area) { bits |= 1 << index }
    return bits
  }

  /// Takes, per area range and threshold, the candidate with the largest overlap that is free: among those to be
  /// found first, then among the ignored ones, of which crowds are always free. The last of equals wins.
  private func take(
    _ candidates: [(overlap: Double, truth: Int)], from group: inout [MatchedTruth], for outcome: inout COCOOutcome
  ) {
    for range in parameters.areaRanges.indices {
      for threshold in thresholds.indices {
        let bit = UInt16(1) << threshold
        for wantsIgnored in [false, true] {
          var best = -1
          var bestOverlap = thresholds[threshold]
          for candidate in candidates where candidate.overlap >= bestOverlap {
            let truth = group[candidate.truth]
            guard (truth.ignoredRanges >> range & 1 == 1) == wantsIgnored,
              truth.taken[range] & bit == 0 || truth.isCrowd
            else { continue }
            best = candidate.truth
            bestOverlap = candidate.overlap
          }
          guard best >= 0 else { continue }
          group[best].taken[range] |= bit
          outcome.matched[range] |= bit
          if wantsIgnored { outcome.ignored[range] |= bit }
          break
        }
      }
    }
  }

  @inline(__always)
  private func overlap(
    _ detections: COCODetections, _ detection: Int, _ truths: COCOTruths, _ truth: Int, isCrowd: Bool
  ) -> Double {
    switch parameters.shape {
    case .boxes:
      return detections.boxes[detection].overlap(with: truths.boxes[truth], isCrowd: isCrowd)
    case .masks:
      return detections.masks[detection].overlap(with: truths.masks[truth], isCrowd: isCrowd)
    case .keypoints:
      let length = similarity.keypointCount * 3
      return detections.keypoints.withUnsafeBufferPointer { detected in
        truths.keypoints.withUnsafeBufferPointer { annotated in
          guard let detected = detected.baseAddress, let annotated = annotated.baseAddress else { return 0 }
          return similarity.value(
            detected: detected + detection * length, truth: annotated + truth * length, box: truths.boxes[truth],
            area: truths.areas[truth])
        }
      }
    }
  }
}
