public import EdgeDatasets

/// A detector's figures on a data set, under both protocols: what `edgerunner val` writes to `results.json`.
///
/// Holds nothing that differs between two runs of the same settings, such as times.
public struct DetectorScoreReport: Sendable, Encodable {
  /// What the figures depend on.
  public var settings: ScoreSettings
  /// Boxes first, then masks or poses.
  public var kinds: [Kind]
  /// Pictures that were scored, objects on them and detections.
  public var pictureCount: Int
  /// Objects on these pictures.
  public var objectCount: Int
  /// Detections on these pictures.
  public var detectionCount: Int
  /// Pictures and label files that could not be used.
  public var problems: [Problem]
  /// What was guessed about the model's outputs, and what was left out of them.
  public var notes: [String]

  /// The figures of boxes, masks, poses or turned boxes.
  public struct Kind: Sendable, Encodable {
    /// What is scored.
    public var kind: ObjectKind
    /// The figures that Ultralytics' `val` prints.
    public var ultralytics: Ultralytics
    /// The figures that pycocotools prints; empty for turned boxes, which COCO's protocol does not know.
    public var coco: [COCOSummary.Line]
  }

  /// Ultralytics' own figures.
  public struct Ultralytics: Sendable, Encodable {
    /// All classes together.
    public var all: Row
    /// Only classes with objects.
    public var classes: [Row]
    /// Mean average precision at an overlap of 0.75.
    public var map75: Double
    /// Ultralytics' one number for choosing among models: 0.1 mAP50 + 0.9 mAP50-95 in release 8.2.39, mAP50-95 in
    /// 8.4.190.
    public var fitness: Double
    /// Where precision and recall are read.
    public var bestConfidence: Double
  }

  /// One row of Ultralytics' table.
  public struct Row: Sendable, Encodable {
    /// Number of the class; nil for all.
    public var classIndex: Int?
    /// Name of the class; `all` for all.
    public var name: String
    /// Pictures with an object of the class.
    public var pictures: Int
    /// Objects of the class.
    public var objects: Int
    /// Share of detections that are right, at `bestConfidence`.
    public var precision: Double
    /// Share of objects that are found, at `bestConfidence`.
    public var recall: Double
    /// Average precision at an overlap of 0.50.
    public var map50: Double
    /// Average precision, the mean over overlaps from 0.50 to 0.95.
    public var map: Double
  }

  /// A file that could not be used, or was mended.
  public struct Problem: Sendable, Encodable {
    /// What is wrong: `picture`, `labels` or `note`.
    public var kind: String
    /// The file.
    public var path: String
    /// What is wrong, for people.
    public var message: String
  }

  /// The report of a validation's figures.
  public init(
    settings: ScoreSettings, scores: ValidationScores, classNames: [String], problems: [Dataset.Problem],
    notes: [String] = []
  ) {
    self.settings = settings
    kinds = scores.kinds.map { Kind($0, classNames: classNames) }
    let boxes = scores.kinds.first?.ultralytics
    pictureCount = boxes?.pictureCount ?? 0
    objectCount = boxes?.truthCount ?? 0
    detectionCount = boxes?.detectionCount ?? 0
    self.problems = problems.map { Problem(kind: $0.kind.rawValue, path: $0.path, message: $0.message) }
    self.notes = notes
  }
}

extension DetectorScoreReport.Kind {
  init(_ scores: KindScores, classNames: [String]) {
    let figures = scores.ultralytics
    kind = scores.kind
    coco = scores.cocoSummary?.lines ?? []
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
