import EdgeDetection

/// Decides which detections of a picture are correct, at ten overlap thresholds, as Ultralytics does.
struct UltralyticsMatcher {
  /// Which detection found which object.
  struct Matches {
    /// One bit per threshold for each detection.
    var correct: [UInt16]
    /// The detection of each object at the first threshold; nil for an object that no detection found.
    var found: [Int?]

    init(truthCount: Int, detectionCount: Int) {
      correct = [UInt16](repeating: 0, count: detectionCount)
      found = [Int?](repeating: nil, count: truthCount)
    }

    mutating func add(truth: Int, detection: Int, threshold index: Int) {
      correct[detection] |= 1 << index
      if index == 0 { found[truth] = detection }
    }
  }

  /// 0.50, 0.55, ... 0.95 in float32.
  static let thresholds: [Float] = COCOParameters.evenlySpaced(from: 0.5, to: 0.95, count: 10).map { Float($0) }

  let version: UltralyticsVersion

  /// Which detection finds which object. Detections never lose an object to one of lower confidence.
  /// - Parameters:
  ///   - overlaps: of the picture's objects with its detections, which are in descending order of confidence.
  ///   - truthClasses: class of each object.
  ///   - detectionClasses: class of each detection.
  func matches(_ overlaps: OverlapMatrix, truthClasses: [Int32], detectionClasses: [Int32]) -> Matches {
    switch version {
    case .v84190: greedy(overlaps, truthClasses, detectionClasses)
    case .v8239: bestPairs(overlaps, truthClasses, detectionClasses)
    }
  }

  /// Each detection in turn takes the object of its class that it overlaps most among those that are free; the first of
  /// equals wins.
  private func greedy(_ overlaps: OverlapMatrix, _ truthClasses: [Int32], _ detectionClasses: [Int32]) -> Matches {
    var result = Matches(truthCount: overlaps.truthCount, detectionCount: overlaps.detectionCount)
    var taken = [UInt16](repeating: 0, count: overlaps.truthCount)
    for detection in result.correct.indices {
      let candidates = taken.indices.filter {
        truthClasses[$0] == detectionClasses[detection] && overlaps[$0, detection] >= Self.thresholds[0]
      }
      guard !candidates.isEmpty else { continue }
      for (index, threshold) in Self.thresholds.enumerated() {
        let bit = UInt16(1) << index
        var best: Int?
        for candidate in candidates where taken[candidate] & bit == 0 {
          if overlaps[candidate, detection] > best.map({ overlaps[$0, detection] }) ?? -1 { best = candidate }
        }
        guard let best, overlaps[best, detection] >= threshold else { continue }
        taken[best] |= bit
        result.add(truth: best, detection: detection, threshold: index)
      }
    }
    return result
  }

  /// Each detection keeps the object it overlaps most, then each object the first of its detections; a detection whose
  /// object is gone gets no other.
  private func bestPairs(
    _ overlaps: OverlapMatrix, _ truthClasses: [Int32], _ detectionClasses: [Int32]
  ) -> Matches {
    var result = Matches(truthCount: overlaps.truthCount, detectionCount: overlaps.detectionCount)
    var pairs: [(truth: Int, detection: Int, overlap: Float)] = []
    for truth in 0..<overlaps.truthCount {
      for detection in 0..<overlaps.detectionCount
      where truthClasses[truth] == detectionClasses[detection] && overlaps[truth, detection] >= Self.thresholds[0] {
        pairs.append((truth, detection, overlaps[truth, detection]))
      }
    }
    for (index, threshold) in Self.thresholds.enumerated() {
      let matching = pairs.filter { $0.overlap >= threshold }
      var objectOfDetection: [Int: Int] = [:]
      for position in PortableArgsort.ascending(matching.map(\.overlap)).reversed() {
        let pair = matching[Int(position)]
        if objectOfDetection[pair.detection] == nil { objectOfDetection[pair.detection] = pair.truth }
      }
      var isTaken = Set<Int>()
      for (detection, truth) in objectOfDetection.sorted(by: { $0.key < $1.key })
      where isTaken.insert(truth).inserted {
        result.add(truth: truth, detection: detection, threshold: index)
      }
    }
    return result
  }
}
