/// The correct detections of one class at several overlap thresholds, with their weights, and what follows from them.
///
/// A picture that was drawn several times counts as that many equal pictures: its correct detection stands for a run of
/// hits, along which precision only rises, so that the last of them decides the falling envelope.
struct HitTable {
  private let capacity: Int
  private var lengths: [Int]
  /// Hits so far, at each recorded detection.
  private var counts: [Int32]
  private var precisions: [Double]

  /// - Parameter capacity: most detections of a class that are correct at a threshold.
  init(thresholdCount: Int, capacity: Int) {
    self.capacity = capacity
    lengths = [Int](repeating: 0, count: thresholdCount)
    counts = [Int32](repeating: 0, count: thresholdCount * capacity)
    precisions = [Double](repeating: 0, count: thresholdCount * capacity)
  }

  mutating func removeAll() {
    for threshold in lengths.indices { lengths[threshold] = 0 }
  }

  /// Hits at a threshold so far.
  @inline(__always)
  func hitCount(_ threshold: Int) -> Int32 {
    let length = lengths[threshold]
    return length == 0 ? 0 : counts[threshold * capacity + length - 1]
  }

  /// Records a correct detection.
  /// - Parameters:
  ///   - count: hits up to and with it.
  ///   - precision: after it.
  @inline(__always)
  mutating func append(_ threshold: Int, count: Int32, precision: Double) {
    let place = threshold * capacity + lengths[threshold]
    counts[place] = count
    precisions[place] = precision
    lengths[threshold] += 1
  }

  /// What precision at the 101 recalls 0, 0.01, ... 1 adds up to.
  struct SampledPrecision {
    var sum = 0.0
    var first = 0.0
    var last = 0.0
    /// The number of recalls that hits reach.
    var reached = 0
  }

  /// The precision, made falling from the right, at the first hit that reaches each recall, zero beyond all.
  /// - Parameters:
  ///   - truthCount: objects to be found, weighted.
  ///   - recalls: the 101 recalls.
  ///   - isStrict: a hit must go beyond the recall.
  mutating func sampled(_ threshold: Int, truthCount: Int32, recalls: [Double], isStrict: Bool) -> SampledPrecision {
    var result = SampledPrecision()
    let length = lengths[threshold]
    guard length > 0 else { return result }
    let start = threshold * capacity
    var index = start + length - 1
    while index > start {
      if precisions[index] > precisions[index - 1] { precisions[index - 1] = precisions[index] }
      index -= 1
    }
    let total = Double(truthCount)
    for place in start..<start + length {
      let recall = Double(counts[place]) / total
      var end = min(Int(recall * 100) + 1, recalls.count)
      while end < recalls.count && (isStrict ? recalls[end] < recall : recalls[end] <= recall) { end += 1 }
      while end > 0 && !(isStrict ? recalls[end - 1] < recall : recalls[end - 1] <= recall) { end -= 1 }
      guard end > result.reached else { continue }
      if result.reached == 0 { result.first = precisions[place] }
      if end == recalls.count { result.last = precisions[place] }
      result.sum += Double(end - result.reached) * precisions[place]
      result.reached = end
    }
    return result
  }
}
