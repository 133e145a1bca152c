import EdgeDetection

/// How often each class was taken for each other one, and for nothing.
///
/// Rows are what was predicted, columns what was there; the last row is what was missed, the last column what was found
/// where nothing is. An object and a detection belong together from an overlap of 0.45 on, whatever their classes.
public struct ConfusionMatrix: Sendable, Hashable {
  /// Classes, without the background.
  public let classCount: Int
  /// `(classCount + 1)^2` counts, row by row.
  public private(set) var counts: [Int]

  static let overlapThreshold: Float = 0.45

  /// A matrix without any object, for so many classes.
  public init(classCount: Int) {
    self.classCount = classCount
    counts = [Int](repeating: 0, count: (classCount + 1) * (classCount + 1))
  }

  /// How often an object of class `truth` was predicted as `predicted`; `classCount` stands for background.
  public subscript(predicted: Int, truth: Int) -> Int {
    get { counts[predicted * (classCount + 1) + truth] }
    set { counts[predicted * (classCount + 1) + truth] = newValue }
  }

  /// Adds the counts of another matrix of the same classes.
  public mutating func add(_ other: ConfusionMatrix) {
    precondition(classCount == other.classCount, "matrices of different classes")
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// The detection that stands for each object, given the overlaps of their boxes; detections are in descending order of
  /// confidence.
  static func matches(_ overlaps: OverlapMatrix, version: UltralyticsVersion) -> [Int?] {
    version == .v8239 ? bestPairs(overlaps) : greedy(overlaps)
  }

  /// The detection of each object: every detection in turn takes the free object it overlaps most, and none when even
  /// that overlaps too little.
  private static func greedy(_ overlaps: OverlapMatrix) -> [Int?] {
    var result = [Int?](repeating: nil, count: overlaps.truthCount)
    for detection in 0..<overlaps.detectionCount {
      var best: Int?
      for truth in result.indices where result[truth] == nil {
        if overlaps[truth, detection] > best.map({ overlaps[$0, detection] }) ?? overlapThreshold { best = truth }
      }
      if let best { result[best] = detection }
    }
    return result
  }

  /// The detection of each object: pairs in descending order of overlap, of which each detection and then each object
  /// keeps its first.
  private static func bestPairs(_ overlaps: OverlapMatrix) -> [Int?] {
    var pairs: [(truth: Int, detection: Int)] = []
    for truth in 0..<overlaps.truthCount {
      for detection in 0..<overlaps.detectionCount where overlaps[truth, detection] > overlapThreshold {
        pairs.append((truth, detection))
      }
    }
    func descending(_ pairs: [(truth: Int, detection: Int)]) -> [(truth: Int, detection: Int)] {
      PortableArgsort.ascending(pairs.map { overlaps[$0.truth, $0.detection] }).reversed().map { pairs[Int($0)] }
    }
    var ofDetection: [Int: (truth: Int, detection: Int)] = [:]
    for pair in descending(pairs) where ofDetection[pair.detection] == nil { ofDetection[pair.detection] = pair }
    var result = [Int?](repeating: nil, count: overlaps.truthCount)
    let remaining = ofDetection.values.sorted { $0.detection < $1.detection }
    for pair in descending(remaining) where result[pair.truth] == nil { result[pair.truth] = pair.detection }
    return result
  }
}
