/// What a classifier said about one picture, and what it shows.
public struct ClassificationOutcome: Sendable, Hashable, Codable {
  /// Path of the picture in the data set.
  public var path: String
  /// What it shows.
  public var truth: Int
  /// The most likely classes, best first; at most five.
  public var top: [Int]
  /// Their scores.
  public var confidences: [Float]

  /// The outcome of one picture.
  public init(path: String, truth: Int, top: [Int], confidences: [Float]) {
    self.path = path
    self.truth = truth
    self.top = top
    self.confidences = confidences
  }

  /// True when the most likely class is right.
  public var isTop1: Bool { top.first == truth }
  /// True when one of the five most likely classes is right.
  public var isTop5: Bool { top.contains(truth) }
}

/// The shares of pictures that a classifier gets right, as Ultralytics' `ClassifyMetrics` counts them.
public struct ClassificationScores: Sendable, Hashable, Codable {
  /// The shares of one class.
  public struct Row: Sendable, Hashable, Codable {
    /// Number of the class; nil for all.
    public var classIndex: Int?
    /// Name of the class; `all` for all.
    public var name: String
    /// Pictures of the class.
    public var pictures: Int
    /// Share of them whose most likely class is right.
    public var top1: Double
    /// Share of them with the right class among the five most likely ones.
    public var top5: Double
  }

  /// All classes together: every picture counts the same.
  public var all: Row
  /// Only classes with pictures, ascending.
  public var classes: [Row]
  /// Ultralytics' one number for choosing among models: the mean of both shares.
  public var fitness: Double { (all.top1 + all.top5) / 2 }

  enum CodingKeys: String, CodingKey { case all, classes }

  /// The scores of pictures; zeros for none.
  public init(_ outcomes: some Sequence<ClassificationOutcome>, classNames: [String]) {
    var counts: [Int: (pictures: Int, top1: Int, top5: Int)] = [:]
    for outcome in outcomes {
      counts[outcome.truth, default: (0, 0, 0)].pictures += 1
      counts[outcome.truth, default: (0, 0, 0)].top1 += outcome.isTop1 ? 1 : 0
      counts[outcome.truth, default: (0, 0, 0)].top5 += outcome.isTop5 ? 1 : 0
    }
    func row(_ index: Int?, _ name: String, _ count: (pictures: Int, top1: Int, top5: Int)) -> Row {
      let all = Double(max(count.pictures, 1))
      return Row(
        classIndex: index, name: name, pictures: count.pictures, top1: Double(count.top1) / all,
        top5: Double(count.top5) / all)
    }
    all = row(
      nil, "all",
      counts.values.reduce((0, 0, 0)) { ($0.0 + $1.pictures, $0.1 + $1.top1, $0.2 + $1.top5) })
    classes = counts.sorted { $0.key < $1.key }.map { index, count in
      row(index, classNames.indices.contains(index) ? classNames[index] : "class\(index)", count)
    }
  }
}

extension ConfusionMatrix {
  /// The matrix of a classifier: the most likely class of each picture against the right one; nothing is background.
  public init(_ outcomes: some Sequence<ClassificationOutcome>, classCount: Int) {
    self.init(classCount: classCount)
    for outcome in outcomes {
      guard let best = outcome.top.first, (0..<classCount).contains(best), (0..<classCount).contains(outcome.truth)
      else { continue }
      self[best, outcome.truth] += 1
    }
  }
}
