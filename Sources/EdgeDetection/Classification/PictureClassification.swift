public import EdgeVision

/// How likely a classifier finds each class on one picture, with all that is needed to show and save it.
public struct PictureClassification: Sendable {
  /// One class and its score.
  public struct Score: Sendable, Hashable {
    /// Number of the class.
    public var classIndex: Int
    /// From 0 to 1, for networks that end in a softmax.
    public var confidence: Float
  }

  /// Number of classes that people are shown.
  public static let shownCount = 5

  /// Where the picture came from.
  public var path: String
  /// One score per class, as the network gives them.
  public var scores: [Float]
  /// Names of the classes.
  public var names: ClassNames

  /// The scores of one picture.
  public init(path: String, scores: [Float], names: ClassNames) {
    self.path = path
    self.scores = scores
    self.names = names
  }

  /// The most likely classes, best first; of equal scores the class with the lower number comes first, and a score that
  /// is no number comes last.
  public func top(_ count: Int = shownCount) -> [Score] {
    func precedes(_ a: Int, _ b: Int) -> Bool {
      let (first, second) = (scores[a], scores[b])
      if first > second { return true }
      if first < second { return false }
      return first.isNaN != second.isNaN ? second.isNaN : a < b
    }
    var best: [Int] = []
    for index in scores.indices {
      let place = best.firstIndex { precedes(index, $0) } ?? best.count
      guard place < count else { continue }
      best.insert(index, at: place)
      if best.count > count { best.removeLast() }
    }
    return best.map { Score(classIndex: $0, confidence: scores[$0]) }
  }

  /// What is odd about the scores, in words for people.
  package var notes: [String] {
    let sum = scores.reduce(Double(0)) { $0 + Double($1) }
    // Eight-bit scores of a thousand classes are off by up to half a step each.
    if scores.allSatisfy({ $0 >= 0 && $0 <= 1 }), sum > 0.5, sum < 1.5 { return [] }
    return [
      "the class scores do not add up to 1, so they are no probabilities: the network may end without a softmax, or take "
        + "other colours than it was given (--input-range)"
    ]
  }
}

extension PictureClassification: PictureFinding {
  /// The five most likely classes with two decimals, e.g. `tabby 0.83, tiger cat 0.12`.
  public var summary: String {
    top().map { "\(names[$0.classIndex]) \(DecimalText.fixed(Double($0.confidence), decimals: 2))" }
      .joined(separator: ", ")
  }

  /// One line for each of the five most likely classes: score with two decimals and name. The score always comes first.
  public func labelLines(withConfidence: Bool = false) -> [String] {
    top().map { "\(DecimalText.fixed(Double($0.confidence), decimals: 2)) \(names[$0.classIndex])" }
  }

  /// The picture with the five most likely classes in its upper left corner.
  public func annotated(_ picture: Picture, style: Annotator.Style = .init()) throws(PictureError) -> Picture {
    try Annotator(style: style).draw(top(), names: names, on: picture)
  }

  /// None: a class is of the whole picture.
  public var cropNames: [String] { [] }

  /// Nil: there is nothing to cut out.
  public func crop(_ index: Int, from picture: Picture) -> Picture? { nil }

  /// The five most likely classes for JSON, scores rounded to five decimals; those that are not finite become 0.
  public var records: [ClassRecord] {
    top().map { score in
      ClassRecord(
        name: names[score.classIndex], classIndex: score.classIndex,
        confidence: score.confidence.isFinite ? (Double(score.confidence) * 100_000).rounded() / 100_000 : 0)
    }
  }
}

/// A class of a whole picture as it is written in JSON: the names and the rounding of Ultralytics' `tojson`.
public struct ClassRecord: Codable, Sendable, Equatable {
  /// Name of the class.
  public var name: String
  /// Number of the class, `class` in JSON.
  public var classIndex: Int
  /// From 0 to 1, rounded to five decimals.
  public var confidence: Double

  /// A class by its name and number, and its score.
  public init(name: String, classIndex: Int, confidence: Double) {
    self.name = name
    self.classIndex = classIndex
    self.confidence = confidence
  }

  enum CodingKeys: String, CodingKey {
    case name, confidence
    case classIndex = "class"
  }
}
