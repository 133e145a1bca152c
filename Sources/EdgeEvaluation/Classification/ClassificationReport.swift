import EdgeDatasets
import Foundation

/// A classifier's figures on a data set: what `edgerunner val` writes to `results.json` for one.
///
/// Holds nothing that differs between two runs of the same settings, such as times.
public struct ClassificationReport: Sendable, Encodable {
  /// What decides the figures.
  public struct Settings: DataShare, Sendable, Hashable, Encodable {
    /// The data set, as its user named it.
    public var data: String
    /// Part of the data set.
    public var split: String
    /// Always `classify`.
    public var task: String
    /// Pictures of the split.
    public var pictureCount: Int
    /// Pictures that take part.
    public var usedPictureCount: Int
    /// Seed of the choice of pictures; nil when all take part.
    public var seed: UInt64?
    /// Name of the model.
    public var model: String
    /// Digest of the model; nil where the runner knows none.
    public var modelHash: String?
    /// Height and width of the network's input.
    public var inputSize: [Int]
    /// How pictures are brought to the input's size: `center-crop`, `letterbox` or `stretch`.
    public var resize: String
    /// How pixels become integers.
    public var rounding: String
    /// The Ultralytics release whose rules apply.
    public var compatibility: String
  }

  /// What the figures depend on.
  public var settings: Settings
  /// Top-1 and top-5 accuracy, of all pictures and of each class.
  public var scores: ClassificationScores
  /// Mean of both accuracies.
  public var fitness: Double
  /// Pictures that could not be used, and what was taken otherwise than one may expect.
  public var problems: [DetectorScoreReport.Problem]

  /// The report of a validation's figures.
  init(settings: Settings, scores: ClassificationScores, problems: [Dataset.Problem]) {
    self.settings = settings
    self.scores = scores
    fitness = scores.fitness
    self.problems = problems.map { .init(kind: $0.kind.rawValue, path: $0.path, message: $0.message) }
  }

  /// The table, under lines that say what and how.
  public var text: String {
    var lines = [
      "data      \(settings.shareText)",
      "model     \(settings.model)",
      "settings  input \(settings.inputSize.map(String.init).joined(separator: "x")), \(settings.resize), "
        + "rounding \(settings.rounding)",
      "",
      "Ultralytics \(settings.compatibility): of equal scores the class with the lower number comes first",
      FigureColumn.padded("classes", 22)
        + ["Images", "top1_acc", "top5_acc"].map { FigureColumn.padded($0, 11) }.joined(),
    ]
    // A thousand classes are for the files.
    let rows = scores.classes.count > 1 && scores.classes.count <= 100 ? scores.classes : []
    lines += ([scores.all] + rows).map { row in
      FigureColumn.padded(row.name, 22) + String(format: "%11d", row.pictures)
        + [row.top1, row.top5].map { FigureColumn.padded(String(format: "%.3g", $0), 11) }.joined()
    }
    return lines.joined(separator: "\n")
  }

  /// All figures as `protocol,kind,class,metric,value`, with the settings in front.
  public var csv: String {
    var figures = CSVText.Figures(settings: [
      ("data", "\(settings.data) (\(settings.split))"), ("model", settings.model),
      ("model_sha256", settings.modelHash ?? ""), ("resize", settings.resize), ("rounding", settings.rounding),
      ("compatibility", settings.compatibility),
    ])
    for row in [scores.all] + scores.classes {
      for (metric, value) in [("images", "\(row.pictures)"), ("top1", "\(row.top1)"), ("top5", "\(row.top5)")] {
        figures.add(["ultralytics-\(settings.compatibility)", "classes", row.name, metric, value])
      }
    }
    return figures.text
  }
}
