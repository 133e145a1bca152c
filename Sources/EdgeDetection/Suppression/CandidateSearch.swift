import EdgeModel

/// An anchor and class whose score is above the confidence.
struct Candidate {
  var anchor: Int
  var classIndex: Int
}

/// Finds the anchors worth decoding by comparing stored scores, without dequantizing them.
struct CandidateSearch {
  let layout: HeadLayout
  let confidence: Float
  let isMultiLabel: Bool

  /// Candidates by ascending anchor, then class. Without `isMultiLabel` each anchor appears once, with its best class,
  /// the lowest one of equals. Scores that are not numbers are no candidates.
  /// - Returns: the candidates, and whether there were scores that are not numbers.
  func candidates(in values: OutputValues) -> (found: [Candidate], hasUnrankable: Bool) {
    if let objectness = layout.objectness { return candidates(in: values, objectness: objectness) }
    var hasUnrankable = false
    let found = values.tensor.withUnsafeBytes { bytes in
      switch values.elementType {
      case .int8: search(bytes, Int8.self, above: values.largestStored(notAbove: confidence), &hasUnrankable)
      case .uint8: search(bytes, UInt8.self, above: values.largestStored(notAbove: confidence), &hasUnrankable)
      case .int16: search(bytes, Int16.self, above: values.largestStored(notAbove: confidence), &hasUnrankable)
      default: search(bytes.bindMemory(to: Float.self), above: confidence, &hasUnrankable)
      }
    }
    return (found, hasUnrankable)
  }

  /// Where a class score counts only as far as there is any object: few anchors have one, the others are passed over.
  private func candidates(
    in values: OutputValues, objectness: HeadLayout.Block
  ) -> (found: [Candidate], hasUnrankable: Bool) {
    var found: [Candidate] = []
    var hasUnrankable = false
    values.tensor.withUnsafeBytes { bytes in
      let objects = FeatureView(bytes, values, objectness, anchorCount: layout.anchorCount)
      let scores = FeatureView(bytes, values, layout.scores, anchorCount: layout.anchorCount)
      for anchor in 0..<layout.anchorCount where !(objects[0, anchor] <= confidence) {
        let object = objects[0, anchor]
        var best: (score: Float, classIndex: Int)?
        for classIndex in 0..<layout.classCount {
          let score = scores[classIndex, anchor] * object
          if score.isNaN { hasUnrankable = true }
          guard score > best?.score ?? confidence else { continue }
          if isMultiLabel {
            found.append(Candidate(anchor: anchor, classIndex: classIndex))
          } else {
            best = (score, classIndex)
          }
        }
        if let best { found.append(Candidate(anchor: anchor, classIndex: best.classIndex)) }
      }
    }
    return (found, hasUnrankable)
  }

  private func search<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Stored.Type, above threshold: Int, _ hasUnrankable: inout Bool
  ) -> [Candidate] {
    // A threshold below the type's range cannot be compared in the type; its lowest value is zero or less, though,
    // because the zero point lies in the range, and the confidence is not below zero.
    search(bytes.bindMemory(to: Stored.self), above: Stored(clamping: threshold), &hasUnrankable)
  }

  private func search<Stored: Comparable & BitwiseCopyable>(
    _ scores: UnsafeBufferPointer<Stored>, above threshold: Stored, _ hasUnrankable: inout Bool
  ) -> [Candidate] {
    if layout.scores.isFeaturesFirst {
      return isMultiLabel
        ? everyClassByRow(scores, threshold, &hasUnrankable) : bestClassByRow(scores, threshold, &hasUnrankable)
    }
    return byAnchor(scores, threshold, &hasUnrankable)
  }

  /// Anchors are scanned in blocks of this many, most of which hold nothing above the threshold.
  private static let blockCount = 64

  /// Calls `body` with a class and a range of anchors among which its score is above the threshold somewhere, or not a
  /// number.
  private func forEachHit<Stored: Comparable & BitwiseCopyable>(
    _ scores: UnsafeBufferPointer<Stored>, _ threshold: Stored,
    _ body: (_ classIndex: Int, _ anchors: Range<Int>, _ row: Int) -> Void
  ) {
    let anchorCount = layout.anchorCount
    for classIndex in 0..<layout.classCount {
      let row = (layout.scores.firstRow + classIndex) * anchorCount
      var start = 0
      while start < anchorCount {
        let end = min(start + Self.blockCount, anchorCount)
        var hits: UInt32 = 0
        for anchor in start..<end { hits |= scores[row + anchor] <= threshold ? 0 : 1 }
        if hits != 0 { body(classIndex, start..<end, row) }
        start = end
      }
    }
  }

  private func bestClassByRow<Stored: Comparable & BitwiseCopyable>(
    _ scores: UnsafeBufferPointer<Stored>, _ threshold: Stored, _ hasUnrankable: inout Bool
  ) -> [Candidate] {
    var best = [Stored](repeating: threshold, count: layout.anchorCount)
    var bestClass = [Int32](repeating: -1, count: layout.anchorCount)
    forEachHit(scores, threshold) { classIndex, anchors, row in
      for anchor in anchors where !(scores[row + anchor] <= best[anchor]) {
        guard scores[row + anchor].isRankable else {
          hasUnrankable = true
          continue
        }
        best[anchor] = scores[row + anchor]
        bestClass[anchor] = Int32(truncatingIfNeeded: classIndex)
      }
    }
    return bestClass.indices.compactMap { anchor in
      bestClass[anchor] < 0 ? nil : Candidate(anchor: anchor, classIndex: Int(bestClass[anchor]))
    }
  }

  private func everyClassByRow<Stored: Comparable & BitwiseCopyable>(
    _ scores: UnsafeBufferPointer<Stored>, _ threshold: Stored, _ hasUnrankable: inout Bool
  ) -> [Candidate] {
    var found: [Candidate] = []
    var countAtAnchor = [Int](repeating: 0, count: layout.anchorCount)
    forEachHit(scores, threshold) { classIndex, anchors, row in
      for anchor in anchors where !(scores[row + anchor] <= threshold) {
        guard scores[row + anchor].isRankable else {
          hasUnrankable = true
          continue
        }
        found.append(Candidate(anchor: anchor, classIndex: classIndex))
        countAtAnchor[anchor] += 1
      }
    }
    // They were found by class; a counting sort brings them to anchor order and keeps the classes ascending.
    var next = countAtAnchor
    var total = 0
    for anchor in next.indices {
      next[anchor] = total
      total += countAtAnchor[anchor]
    }
    var sorted = found
    for candidate in found {
      sorted[next[candidate.anchor]] = candidate
      next[candidate.anchor] += 1
    }
    return sorted
  }

  private func byAnchor<Stored: Comparable & BitwiseCopyable>(
    _ scores: UnsafeBufferPointer<Stored>, _ threshold: Stored, _ hasUnrankable: inout Bool
  ) -> [Candidate] {
    var found: [Candidate] = []
    for anchor in 0..<layout.anchorCount {
      let first = anchor * layout.scores.featureCount + layout.scores.firstRow
      var best = threshold
      var bestClass = -1
      for classIndex in 0..<layout.classCount where !(scores[first + classIndex] <= best) {
        guard scores[first + classIndex].isRankable else {
          hasUnrankable = true
          continue
        }
        if isMultiLabel {
          found.append(Candidate(anchor: anchor, classIndex: classIndex))
        } else {
          best = scores[first + classIndex]
          bestClass = classIndex
        }
      }
      if bestClass >= 0 { found.append(Candidate(anchor: anchor, classIndex: bestClass)) }
    }
    return found
  }
}

extension Comparable {
  /// False for what equals nothing, not even itself.
  fileprivate var isRankable: Bool { self == self }
}
