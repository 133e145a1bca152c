/// Suppression of overlapping turned boxes, as Ultralytics does it: a box is dropped when its probabilistic overlap with
/// any better one is above the threshold, even with one that is dropped itself.
///
/// Boxes of equal score rank as they were given; PyTorch, whose sort is not stable, may rank them otherwise. Classes are
/// kept apart by adding `7680 * class` to both coordinates of the middles in float32.
struct OrientedSuppression {
  /// Overlap above which a box is dropped, 0 to 1; compared in float32.
  let iouThreshold: Float
  /// Most boxes that are kept.
  let maximumCount: Int

  /// Boxes with sides below this, in pixels, are too small for the bound on their overlap.
  private static let leastSide: Float = 0.1
  /// From this distance between distributions on the overlap is zero in float32.
  private static let farDistance: Float = 20

  /// What is known of a box before its overlaps.
  private struct Candidate {
    let index: Int
    let distribution: BoxDistribution
    let x: Float
    let y: Float
    /// Square of its longer side; infinite where the bound on its overlap does not hold.
    let reach: Float

    init(_ box: OrientedBox, index: Int, offset: Float) {
      self.index = index
      distribution = BoxDistribution(box, offset: offset)
      x = box.centerX + offset
      y = box.centerY + offset
      let (short, long) = (min(abs(box.width), abs(box.height)), max(abs(box.width), abs(box.height)))
      reach = short < leastSide ? .infinity : long * long
    }

    /// True where the boxes lie so far apart for their sizes that their overlap is zero in float32: the distance of the
    /// distributions is at least three times that of their middles over their sides, all squared.
    func isFar(from other: Candidate) -> Bool {
      let (dx, dy) = (x - other.x, y - other.y)
      return (dx * dx + dy * dy) * 3 > farDistance * 1.1 * (reach + other.reach)
    }
  }

  /// Indices of the boxes kept, best first. All arrays have one entry per box; `classes` is nil to ignore classes.
  func keptIndices(boxes: [OrientedBox], scores: [Float], classes: [Int]?) -> [Int] {
    var kept: [Int] = []
    var better: [Candidate] = []
    better.reserveCapacity(boxes.count)
    for index in NonMaximumSuppression.orderByDescendingScore(scores) {
      if kept.count >= maximumCount { break }
      let offset = Float(classes?[index] ?? 0) * NonMaximumSuppression.classOffset
      let candidate = Candidate(boxes[index], index: index, offset: offset)
      let isDropped = better.contains { other in
        !candidate.isFar(from: other) && other.distribution.overlap(with: candidate.distribution) > iouThreshold
      }
      if !isDropped { kept.append(index) }
      better.append(candidate)
    }
    return kept
  }
}
