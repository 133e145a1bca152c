import EdgeVision

/// Decides which detections of a picture are correct, at ten overlap thresholds, as Ultralytics does.
struct UltralyticsMatcher {
  /// 0.50, 0.55, ... 0.95 in float32.
  static let thresholds: [Float] = COCOParameters.evenlySpaced(from: 0.5, to: 0.95, count: 10).map { Float($0) }

  let version: UltralyticsVersion

  /// One bit per threshold for each detection.
  /// - Parameters:
  ///   - overlaps: of the picture's objects with its detections, which are in descending order of confidence.
  ///   - truthClasses: class of each object.
  ///   - detectionClasses: class of each detection.
  func correct(_ overlaps: OverlapMatrix, truthClasses: [Int32], detectionClasses: [Int32]) -> [UInt16] {
    switch version {
    case .v84190: greedy(overlaps, truthClasses, detectionClasses)
    case .v8239: bestPairs(overlaps, truthClasses, detectionClasses)
    }
  }

  /// Each detection in turn takes the object of its class that it overlaps most among those that are free; the first of
  /// equals wins.
  private func greedy(_ overlaps: OverlapMatrix, _ truthClasses: [Int32], _ detectionClasses: [Int32]) -> [UInt16] {
    var result = [UInt16](repeating: 0, count: overlaps.detectionCount)
    var taken = [UInt16](repeating: 0, count: overlaps.truthCount)
    for detection in result.indices {
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
        result[detection] |= bit
      }
    }
    return result
  }

  /// Each detection keeps the object it overlaps most, then each object the first of its detections; a detection whose
  /// object is gone gets no other.
  private func bestPairs(
    _ overlaps: OverlapMatrix, _ truthClasses: [Int32], _ detectionClasses: [Int32]
  ) -> [UInt16] {
    var result = [UInt16](repeating: 0, count: overlaps.detectionCount)
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
        result[detection] |= 1 << index
      }
    }
    return result
  }
}
