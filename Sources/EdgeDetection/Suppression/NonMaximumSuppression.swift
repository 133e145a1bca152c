/// Greedy suppression of overlapping boxes, to the letter of torchvision's on the CPU and Ultralytics' use of it.
///
/// Boxes are visited by descending score, equal scores in the order given. A box is dropped when its overlap with a
/// kept one, computed in float32 without a guard against empty boxes, is above the threshold in double precision.
/// Classes are kept apart by adding `7680 * class` to all coordinates in float32, which coarsens those of high classes.
public struct NonMaximumSuppression: Sendable {
  /// Overlap above which a box is dropped, 0 to 1.
  public var iouThreshold: Double
  /// The search ends when this many boxes are kept.
  public var maximumCount: Int

  /// Distance by which the boxes of neighbouring classes are moved apart, in pixels.
  public static let classOffset: Float = 7680

  /// The thresholds of Ultralytics' predict, unless given.
  public init(iouThreshold: Double = 0.7, maximumCount: Int = 300) {
    self.iouThreshold = max(iouThreshold, 0)
    self.maximumCount = max(maximumCount, 0)
  }

  /// Indices of the boxes kept, best first. All arrays have one entry per box; `classes` is nil to ignore classes.
  public func keptIndices(boxes: [BoundingBox], scores: [Float], classes: [Int]? = nil) -> [Int] {
    precondition(boxes.count == scores.count && boxes.count == classes?.count ?? boxes.count, "counts differ")
    let order = Self.orderByDescendingScore(scores)
    let classesAreApart = classes == nil || Self.offsetKeepsClassesApart(boxes)
    var kept: [Int] = []
    var groups: [Int: KeptBoxes] = [:]
    for index in order {
      if kept.count == maximumCount { break }
      let classIndex = classes?[index] ?? 0
      let candidate = PlacedBox(boxes[index], offset: Float(classIndex) * Self.classOffset)
      // Boxes of other classes cannot overlap this one, unless boxes are larger than the offset.
      let group = classesAreApart ? classIndex : 0
      if groups[group, default: KeptBoxes()].admit(candidate, iouThreshold: iouThreshold) { kept.append(index) }
    }
    return kept
  }

  /// Stable order by descending score.
  static func orderByDescendingScore(_ scores: [Float]) -> [Int] {
    // One integer per box, ordered like (score descending, index ascending).
    var keys = scores.enumerated().map { index, score in
      UInt64(~score.orderedBitPattern) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
    }
    keys.sort()
    return keys.map { Int($0 & 0xFFFF_FFFF) }
  }

  /// True when boxes of different classes are disjoint in x after the offset is added, rounding included.
  private static func offsetKeepsClassesApart(_ boxes: [BoundingBox]) -> Bool {
    var lowest = Double.infinity
    var highest = -Double.infinity
    for box in boxes {
      guard box.isFinite else { return false }
      lowest = min(lowest, Double(box.x1), Double(box.x2))
      highest = max(highest, Double(box.x1), Double(box.x2))
    }
    return boxes.isEmpty || highest - lowest < Double(classOffset)
  }

  /// A box with its class offset, and the area that follows from it.
  private struct PlacedBox {
    let x1, y1, x2, y2, area: Float

    init(_ box: BoundingBox, offset: Float) {
      x1 = box.x1 + offset
      y1 = box.y1 + offset
      x2 = box.x2 + offset
      y2 = box.y2 + offset
      area = (x2 - x1) * (y2 - y1)
    }
  }

  /// The boxes kept so far in one group.
  private struct KeptBoxes {
    private var boxes: [PlacedBox] = []

    /// Keeps the candidate unless a kept box overlaps it too much.
    mutating func admit(_ candidate: PlacedBox, iouThreshold: Double) -> Bool {
      for box in boxes {
        let width = max(0, min(box.x2, candidate.x2) - max(box.x1, candidate.x1))
        let height = max(0, min(box.y2, candidate.y2) - max(box.y1, candidate.y1))
        let intersection = width * height
        let overlap = intersection / (box.area + candidate.area - intersection)
        if Double(overlap) > iouThreshold { return false }
      }
      boxes.append(candidate)
      return true
    }
  }
}

extension Float {
  /// An integer that orders like the number: negative numbers have all bits inverted, others the sign bit.
  fileprivate var orderedBitPattern: UInt32 {
    bitPattern & 0x8000_0000 == 0 ? bitPattern | 0x8000_0000 : ~bitPattern
  }
}
