/// The COCO protocol's figures of the same pictures again and again, each picture counted any number of times.
///
/// Detections are ranked once. With every picture counted once the figures are those of `COCOScores`.
package struct COCOResampling: Sendable {
  /// The figures: a name as papers use it, the area range, and the threshold's position; nil for the mean of all.
  private struct Figure: Sendable {
    var name: String
    var area: Int
    var threshold: Int?
    var isPrecision = true
  }

  private struct Part: Sendable {
    var detections: Range<Int>
    var truths: Range<Int>
  }

  private let parameters: COCOParameters
  private let figureList: [Figure]
  private var parts: [Part] = []
  // Detections, ranked within each category.
  private var pictures: [Int32] = []
  private var matched: [SIMD4<UInt16>] = []
  private var ignored: [SIMD4<UInt16>] = []
  // Objects per picture and category.
  private var truthPictures: [Int32] = []
  private var truthCounts: [SIMD4<Int32>] = []
  private var hitCapacity = 0

  /// Names of the figures, in the order of `figures`.
  package var names: [String] { figureList.map(\.name) }

  /// - Parameters:
  ///   - outcomes: by picture, in any order.
  ///   - order: positions of the pictures, ascending by id: detections of equal score rank in this order.
  package init(_ outcomes: [COCOPictureOutcome], order: [Int], categoryCount: Int, parameters: COCOParameters) {
    self.parameters = parameters
    figureList = Self.figureList(parameters)
    var detections = [[(picture: Int32, outcome: COCOOutcome)]](repeating: [], count: categoryCount)
    var truths = [[(picture: Int32, counts: SIMD4<Int32>)]](repeating: [], count: categoryCount)
    let limit = Int32(parameters.detectionLimits.last ?? 0)
    for picture in order {
      for outcome in outcomes[picture].detections
      where detections.indices.contains(Int(outcome.category)) && outcome.rank < limit {
        detections[Int(outcome.category)].append((Int32(picture), outcome))
      }
      for truth in outcomes[picture].truths where truths.indices.contains(Int(truth.category)) {
        truths[Int(truth.category)].append((Int32(picture), truth.counts))
      }
    }
    for category in 0..<categoryCount where !truths[category].isEmpty {
      let list = detections[category]
      let ranked = list.indices.map { RankedScore(list[$0].outcome.score, index: $0) }.sorted()
      parts.append(
        Part(
          detections: pictures.count..<pictures.count + list.count,
          truths: truthPictures.count..<truthPictures.count + truths[category].count))
      for place in ranked {
        let (picture, outcome) = list[Int(place.index)]
        pictures.append(picture)
        matched.append(outcome.matched & ~outcome.ignored)
        ignored.append(outcome.ignored)
      }
      truthPictures += truths[category].map(\.picture)
      truthCounts += truths[category].map(\.counts)
      hitCapacity = max(hitCapacity, list.count { $0.outcome.matched != .zero })
    }
  }

  private static func figureList(_ parameters: COCOParameters) -> [Figure] {
    func position(_ overlap: Double) -> Int? { parameters.overlapThresholds.firstIndex(of: overlap) }
    var list = [
      Figure(name: "AP", area: 0), Figure(name: "AP50", area: 0, threshold: position(0.5)),
      Figure(name: "AP75", area: 0, threshold: position(0.75)),
    ]
    for (index, range) in parameters.areaRanges.enumerated().dropFirst() {
      list.append(Figure(name: "AP" + range.name.prefix(1), area: index))
    }
    let limit = parameters.shape == .keypoints ? "" : "\(parameters.detectionLimits.last ?? 0)"
    list.append(Figure(name: "AR" + limit, area: 0, isPrecision: false))
    return list
  }

  /// The figures with each picture counted `weights[picture]` times; not a number where nothing was to be found.
  package func figures(_ weights: [Int32]) -> [Double] {
    let areaCount = parameters.areaRanges.count
    let thresholdCount = parameters.overlapThresholds.count
    var hits = HitTable(thresholdCount: areaCount * thresholdCount, capacity: hitCapacity)
    var precisionSums = [Double](repeating: 0, count: areaCount * thresholdCount)
    var recallSums = precisionSums
    var presentCounts = [Int](repeating: 0, count: areaCount)
    var ignoredCounts = [Int32](repeating: 0, count: areaCount * thresholdCount)
    weights.withUnsafeBufferPointer { weights in
      for part in parts {
        var truthCount = SIMD4<Int32>.zero
        for index in part.truths { truthCount &+= truthCounts[index] &* weights[Int(truthPictures[index])] }
        guard truthCount != .zero else { continue }
        hits.removeAll()
        for index in ignoredCounts.indices { ignoredCounts[index] = 0 }
        collect(part.detections, weights, &hits, &ignoredCounts)
        for area in 0..<areaCount where truthCount[area] > 0 {
          presentCounts[area] += 1
          for cell in area * thresholdCount..<(area + 1) * thresholdCount {
            let sampled = hits.sampled(
              cell, truthCount: truthCount[area], recalls: parameters.recallThresholds, isStrict: false)
            precisionSums[cell] += sampled.sum / Double(parameters.recallThresholds.count)
            recallSums[cell] += Double(hits.hitCount(cell)) / Double(truthCount[area])
          }
        }
      }
    }
    return figureList.map { figure in
      guard presentCounts[figure.area] > 0 else { return .nan }
      let sums = figure.isPrecision ? precisionSums : recallSums
      let cells =
        figure.threshold.map { $0..<$0 + 1 } ?? 0..<thresholdCount
      let sum = cells.reduce(0) { $0 + sums[figure.area * thresholdCount + $1] }
      return sum / Double(cells.count * presentCounts[figure.area])
    }
  }

  private func collect(
    _ detections: Range<Int>, _ weights: UnsafeBufferPointer<Int32>, _ hits: inout HitTable,
    _ ignoredCounts: inout [Int32]
  ) {
    let areaCount = parameters.areaRanges.count
    let thresholdCount = parameters.overlapThresholds.count
    let all = UInt16(truncatingIfNeeded: (1 << thresholdCount) - 1)
    var seen = SIMD4<Int32>.zero
    for index in detections {
      let weight = weights[Int(pictures[index])]
      guard weight > 0 else { continue }
      let (found, skipped) = (matched[index], ignored[index])
      for area in 0..<areaCount {
        var bits = skipped[area]
        if bits == all { continue }
        seen[area] &+= weight
        while bits != 0 {
          ignoredCounts[area * thresholdCount + bits.trailingZeroBitCount] &+= weight
          bits &= bits &- 1
        }
        bits = found[area]
        while bits != 0 {
          let cell = area * thresholdCount + bits.trailingZeroBitCount
          let count = hits.hitCount(cell) &+ weight
          hits.append(
            cell, count: count, precision: Double(count) / (Double(seen[area] &- ignoredCounts[cell]) + .ulpOfOne))
          bits &= bits &- 1
        }
      }
    }
  }
}
