import EdgeDatasets

/// A detector's figures on a data set, under both protocols: what `edgerunner val` writes to `results.json`.
///
/// Holds nothing that differs between two runs of the same settings, such as times.
public struct DetectorScoreReport: Sendable, Encodable {
  public var settings: ScoreSettings
  public var kinds: [Kind]
  /// Pictures that were scored, objects on them and detections.
  public var pictureCount: Int
  public var objectCount: Int
  public var detectionCount: Int
  /// Pictures and label files that could not be used.
  public var problems: [Problem]

  /// The figures of boxes, masks or poses.
  public struct Kind: Sendable, Encodable {
    public var kind: ObjectKind
    public var ultralytics: Ultralytics
    public var coco: [COCOSummary.Line]
  }

  /// Ultralytics' own figures.
  public struct Ultralytics: Sendable, Encodable {
    public var all: Row
    /// Only classes with objects.
    public var classes: [Row]
    public var map75: Double
    public var fitness: Double
    /// Where precision and recall are read.
    public var bestConfidence: Double
  }

  /// One row of Ultralytics' table.
  public struct Row: Sendable, Encodable {
    /// Number of the class; nil for all.
    public var classIndex: Int?
    public var name: String
    public var pictures: Int
    public var objects: Int
    public var precision: Double
    public var recall: Double
    public var map50: Double
    public var map: Double
  }

  /// A file that could not be used, or was mended.
  public struct Problem: Sendable, Encodable {
    public var kind: String
    public var path: String
    public var message: String
  }

  public init(
    settings: ScoreSettings, scores: ValidationScores, classNames: [String], problems: [Dataset.Problem]
  ) {
    self.settings = settings
    kinds = scores.kinds.map { Kind($0, classNames: classNames) }
    let boxes = scores.kinds.first?.ultralytics
    pictureCount = boxes?.pictureCount ?? 0
    objectCount = boxes?.truthCount ?? 0
    detectionCount = boxes?.detectionCount ?? 0
    self.problems = problems.map { Problem(kind: $0.kind.rawValue, path: $0.path, message: $0.message) }
  }
}

extension DetectorScoreReport.Kind {
  init(_ scores: KindScores, classNames: [String]) {
    let figures = scores.ultralytics
    kind = scores.kind
    coco = scores.cocoSummary.lines
    ultralytics = .init(
      all: .init(
        classIndex: nil, name: "all", pictures: figures.pictureCount, objects: figures.truthCount,
        precision: figures.precision, recall: figures.recall, map50: figures.map50, map: figures.map),
      classes: figures.classes.map { row in
        .init(
          classIndex: row.classIndex,
          name: classNames.indices.contains(row.classIndex) ? classNames[row.classIndex] : "class\(row.classIndex)",
          pictures: row.pictureCount, objects: row.truthCount, precision: row.precision, recall: row.recall,
          map50: row.ap50, map: row.ap)
      }, map75: figures.map75, fitness: figures.fitness, bestConfidence: figures.bestConfidence)
  }
}
