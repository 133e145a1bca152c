public import ArgumentParser
import EdgeDetection
import EdgeEvaluation

/// What data `val` uses, and how objects are chosen and compared.
struct ValidationOptions: ParsableArguments {
  @Option(help: "An Ultralytics data.yaml, a folder with one, COCO annotations (.json), or a folder of class folders.")
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

  private static let mostSessions = 64

  /// The first option that was given although it means nothing to classifiers; nil when there is none.
  var firstOfDetectors: String? {
    let given = [
      ("--annotations", annotations != nil), ("--pictures", pictureFolder != nil), ("--conf", confidence != nil),
      ("--max-det", maximumDetections != nil), ("--classes", classes != nil), ("--agnostic", detector.isClassAgnostic),
    ]
    return given.first { $0.1 }?.0
  }

  /// The choices for a job of a classifier, which takes the middle of pictures unless told to letterbox or stretch them.
  var classificationJob: ValidationJob.Options {
    var job = job(isShuffled: false)
    if detector.resize == .letterbox { job.resizeMode = .letterbox }
    return job
  }

  /// The same choices for the job.
  /// - Parameter isShuffled: take the pictures in random order, so that the first of them stand for all.
  func job(isShuffled: Bool) -> ValidationJob.Options {
    var job = ValidationJob.Options(data: data)
    job.split = split
    job.annotationPath = annotations
    job.pictureFolder = pictureFolder
    job.sample = limit.map { .count($0) } ?? fraction.map { .fraction($0) } ?? .all
    job.seed = seed
    job.isShuffled = isShuffled
    job.isStrict = isStrict
    job.confidence = confidence
    job.iouThreshold = iouThreshold
    job.maximumDetections = maximumDetections
    job.classes = classes?.split(separator: ",").map { String($0.trimmingPrefix { $0 == " " }) }
    job.isClassAgnostic = detector.isClassAgnostic
    switch detector.resize {
    case .auto: job.resizeMode = nil
    case .letterbox: job.resizeMode = .validationLetterbox
    case .stretch: job.resizeMode = .stretch
    }
    job.rounding = detector.rounding
    job.inputRange = detector.inputRange
    job.channelOrder = detector.channelOrder
    job.headOptions = detector.headOptions
    job.coordinates = detector.coordinates
    job.sessionCount = chosenSessionCount
    job.maskResolution = maskResolution
    job.version = version
    return job
  }
}

extension MaskResolution: ExpressibleByArgument {}
