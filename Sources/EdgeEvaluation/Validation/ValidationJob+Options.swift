import EdgeDatasets
public import EdgeDetection
import EdgeModel

extension ValidationJob {
  /// What a validation works on, and how objects are chosen and compared. The defaults are those of Ultralytics' `val`.
  public struct Options: Sendable {
    /// A `data.yaml`, a folder with one, or a COCO annotation file.
    public var data: String
    /// Which part of the data set: `val`, `train` or `test`.
    public var split = "val"
    /// COCO annotations to use beside label files; nil to look for those that belong to the split.
    public var annotationPath: String?
    /// Folder of the pictures of a COCO file; nil to look for it.
    public var pictureFolder: String?
    /// How many pictures take part, drawn at random.
    public var sample = Sample.all
    /// Of the choice of pictures and of their order.
    public var seed: UInt64 = 0
    /// Takes the pictures in random order, so that the first of them stand for all.
    public var isShuffled = false
    /// A picture or label file that cannot be used ends the validation instead of being left out.
    public var isStrict = false
    /// Least confidence; nil for 0.001.
    public var confidence: Double?
    /// Overlap above which the weaker of two boxes is dropped, 0 to 1.
    public var iouThreshold = 0.7
    /// Most objects per picture; nil for 300, or the most labelled ones.
    public var maximumDetections: Int?
    /// Scores only these classes, as numbers or names; nil for all.
    public var classes: [String]?
    /// Boxes suppress overlapping boxes of other classes too.
    public var isClassAgnostic = false
    /// How pictures are brought to the input size; nil for what the model says.
    public var resizeMode: ResizeMode?
    /// How pixels are quantized.
    public var rounding = InputRounding.truncate
    /// The numbers that colours become; nil for what the input's quantization or the kind of head says.
    public var inputRange: InputRange?
    /// The order of colours; nil for what the kind of head says.
    public var channelOrder: ChannelOrder?
    /// What is known of the model's head that it does not say.
    public var headOptions = HeadOptions()
    /// What the model's boxes are measured in.
    public var coordinates = BoxCoordinates.automatic
    /// Pictures that the model runs on at once; nil for as many as the runner likes.
    public var sessionCount: Int?
    /// Where masks are compared.
    public var maskResolution = MaskResolution.input
    /// Whose rules apply where releases differ.
    public var version = UltralyticsVersion.v84190

    /// Options for the data set at `data`.
    public init(data: String) { self.data = data }
  }

  /// Which share of a data set takes part.
  public enum Sample: Sendable, Hashable {
    case all
    /// At most so many pictures.
    case count(Int)
    /// A share above 0, up to 1; at least one picture.
    case fraction(Double)

    /// Number of pictures out of `whole`; nil for all.
    func count(of whole: Int) -> Int? {
      switch self {
      case .all: nil
      case .count(let count): count
      case .fraction(let fraction): max(Int((Double(whole) * fraction).rounded()), 1)
      }
    }
  }

  /// The folder that takes the files of a run.
  public struct Place: Sendable, Hashable {
    /// Folder in which the run's folder is made; nil for `runs/` and the model's task.
    public var project: String?
    /// Name of the run's folder; a number is appended when it exists.
    public var name: String
    /// Uses the folder of that very name even if it exists.
    public var reusesFolder: Bool
    /// Goes on with an interrupted run of the same model, data and settings where there is one.
    public var resumes: Bool

    /// A new folder below `runs`, unless given.
    public init(project: String? = nil, name: String = "val", reusesFolder: Bool = false, resumes: Bool = false) {
      self.project = project
      self.name = name
      self.reusesFolder = reusesFolder
      self.resumes = resumes
    }
  }
}

extension ValidationJob.Options {
  /// Most sessions where the number is not chosen: each has its own activations, and on some runtimes its own weights.
  private static let mostSessionsUnasked = 16

  /// How many sessions of a runner with so many of them at once work side by side.
  func sessionCount(parallelSessionCount: Int) -> Int {
    sessionCount ?? min(parallelSessionCount, Self.mostSessionsUnasked)
  }

  /// How pictures are brought to the input size of a model with this metadata.
  func resizeMode(_ metadata: ModelMetadata?) -> ResizeMode {
    resizeMode ?? (metadata?.resizeMode == ResizeMode.stretch.rawValue ? .stretch : .validationLetterbox)
  }

  /// Opens the data set for a task, whole.
  func openDataset(task: DetectorTask) throws(DatasetError) -> Dataset {
    try Dataset.open(
      data,
      options: DatasetOptions(
        split: split, task: task, version: version, annotationPath: annotationPath, pictureFolder: pictureFolder))
  }

  /// How objects are chosen; release 8.4.190 raises the most objects to the most labelled ones.
  func postprocessOptions(_ dataset: Dataset) throws(ValidationFailure) -> PostprocessOptions {
    var options = PostprocessOptions.validation
    options.confidence = confidence ?? options.confidence
    options.iouThreshold = iouThreshold
    let mostLabels = dataset.pictures.map(\.labels.count).max() ?? 0
    options.maximumDetections =
      maximumDetections ?? (version == .v8239 ? options.maximumDetections : max(options.maximumDetections, mostLabels))
    options.isClassAgnostic = isClassAgnostic
    options.classes = try classNumbers(dataset.classNames)
    options.coordinates = coordinates
    options.maskResolution = maskResolution
    options.version = version
    return options
  }

  private func classNumbers(_ names: [String]) throws(ValidationFailure) -> Set<Int>? {
    guard let classes else { return nil }
    var numbers: Set<Int> = []
    for entry in classes {
      guard let number = Int(entry).flatMap({ names.indices.contains($0) ? $0 : nil }) ?? names.firstIndex(of: entry)
      else { throw .unknownClass(entry, names: names) }
      numbers.insert(number)
    }
    guard !numbers.isEmpty else { throw .noClasses }
    return numbers
  }
}
