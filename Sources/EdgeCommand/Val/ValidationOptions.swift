import ArgumentParser
import EdgeDatasets
import EdgeDetection
import EdgeModel
import EdgeRunner

/// What data `val` uses, and how objects are chosen and compared.
struct ValidationOptions: ParsableArguments {
  @Option(help: "The data set: an Ultralytics data.yaml, a folder with one, or COCO annotations (.json).")
  var data: String

  @Option(help: "Which part of the data set: val, train or test.")
  var split = "val"

  @Option(help: "COCO annotations to measure the COCO protocol's figures against (default: those beside the pictures).")
  var annotations: String?

  @Option(name: .customLong("pictures"), help: "Folder of the pictures of a COCO file (default: the usual places).")
  var pictureFolder: String?

  @Option(help: "Use only this many pictures, drawn at random.")
  var limit: Int?

  @Option(help: "Use only this share of the pictures, 0 to 1, drawn at random.")
  var fraction: Double?

  @Option(help: "Seed of the choice; the same seed chooses the same pictures.")
  var seed: UInt64 = 0

  @Flag(name: .customLong("strict"), help: "End at the first picture or label file that cannot be used.")
  var isStrict = false

  @Option(name: .customLong("conf"), help: "Least confidence, 0 to 1; only scores above it count (default: 0.001).")
  var confidence: Double?

  @Option(name: .customLong("iou"), help: "Overlap above which the weaker of two boxes is dropped, 0 to 1.")
  var iouThreshold = 0.7

  @Option(name: .customLong("max-det"), help: "Most objects per picture (default: 300, or the most labelled ones).")
  var maximumDetections: Int?

  @Option(name: .customLong("classes"), help: "Score only these classes, as numbers or names: person,bus or 0,5.")
  var classes: String?

  @OptionGroup var detector: DetectorOptions

  @Option(
    name: .customLong("sessions"),
    help: "Pictures that the model runs on at once (default: as many as the host's cores allow, 1 on a board).")
  var chosenSessionCount: Int?

  @Option(
    name: .customLong("mask-resolution"),
    help: "Where masks are compared: input, as Ultralytics does when it saves predictions, or prototype.")
  var maskResolution = MaskResolution.input

  @Option(name: .customLong("compat"), help: "The Ultralytics release whose rules apply.")
  var version = UltralyticsVersion.v84190

  func validate() throws {
    for (name, value) in [("conf", confidence ?? 0), ("iou", iouThreshold), ("fraction", fraction ?? 1)]
    where !(0...1).contains(value) {
      throw ValidationError("--\(name) \(value) is not between 0 and 1")
    }
    for (name, value) in [("max-det", maximumDetections), ("limit", limit)] {
      if let value, value <= 0 { throw ValidationError("--\(name) \(value) is not positive") }
    }
    if let count = chosenSessionCount, !(1...Self.mostSessions).contains(count) {
      throw ValidationError("--sessions \(count) is not between 1 and \(Self.mostSessions)")
    }
    guard fraction != 0 else { throw ValidationError("--fraction 0 leaves no pictures") }
    guard limit == nil || fraction == nil else { throw ValidationError("give --limit or --fraction, not both") }
  }

  /// Each session has its own activations, and on some runtimes its own weights.
  private static let mostSessions = 64
  private static let mostSessionsUnasked = 16

  /// How many sessions of a runner work side by side.
  func sessionCount(_ runner: RunnerInformation) -> Int {
    chosenSessionCount ?? min(runner.parallelSessionCount, Self.mostSessionsUnasked)
  }

  /// How pictures are brought to the input size of a model with this metadata.
  func resizeMode(_ metadata: ModelMetadata?) -> ResizeMode {
    switch detector.resize {
    case .auto: metadata?.resizeMode == ResizeMode.stretch.rawValue ? .stretch : .validationLetterbox
    case .letterbox: .validationLetterbox
    case .stretch: .stretch
    }
  }

  /// Opens the data set for a task, whole.
  func openDataset(task: DetectorTask) throws(DatasetError) -> Dataset {
    try Dataset.open(
      data,
      options: DatasetOptions(
        split: split, task: task, version: version, annotationPath: annotations, pictureFolder: pictureFolder))
  }

  /// The part of the data set that was asked for.
  func sample(_ dataset: Dataset) -> Dataset {
    guard let count = sampleCount(of: dataset.pictures.count) else { return dataset }
    return dataset.sampled(count: count, seed: seed)
  }

  private func sampleCount(of count: Int) -> Int? {
    limit ?? fraction.map { max(Int((Double(count) * $0).rounded()), 1) }
  }

  /// How objects are chosen; release 8.4.190 raises the most objects to the most labelled ones.
  func postprocessOptions(_ dataset: Dataset) throws(CommandFailure) -> PostprocessOptions {
    var options = PostprocessOptions.validation
    options.confidence = confidence ?? options.confidence
    options.iouThreshold = iouThreshold
    let mostLabels = dataset.pictures.map(\.labels.count).max() ?? 0
    options.maximumDetections =
      maximumDetections ?? (version == .v8239 ? options.maximumDetections : max(options.maximumDetections, mostLabels))
    options.isClassAgnostic = detector.isClassAgnostic
    options.classes = try classNumbers(dataset.classNames)
    options.maskResolution = maskResolution
    options.version = version
    return options
  }

  private func classNumbers(_ names: [String]) throws(CommandFailure) -> Set<Int>? {
    guard let classes else { return nil }
    var numbers: Set<Int> = []
    for entry in classes.split(separator: ",").map({ $0.trimmingPrefix { $0 == " " } }) {
      if let number = Int(entry), names.indices.contains(number) {
        numbers.insert(number)
      } else if let number = names.firstIndex(of: String(entry)) {
        numbers.insert(number)
      } else {
        throw CommandFailure(
          .usage, "--classes: the data set has no class \"\(entry)\"",
          hint: "it has 0 to \(names.count - 1): \(names.prefix(5).joined(separator: ", "))...")
      }
    }
    guard !numbers.isEmpty else { throw CommandFailure(.usage, "--classes names no class") }
    return numbers
  }
}

extension MaskResolution: ExpressibleByArgument {}
