public import ArgumentParser
import EdgeDetection

/// How objects are chosen from a model's output: the options that `predict` has in common with Ultralytics.
struct DetectionOptions: ParsableArguments {
  @Option(name: .customLong("conf"), help: "Least confidence, 0 to 1; only scores above it count.")
  var confidence = 0.25

  @Option(name: .customLong("iou"), help: "Overlap above which the weaker of two boxes is dropped, 0 to 1.")
  var iouThreshold = 0.7

  @Option(name: .customLong("max-det"), help: "Most objects per picture.")
  var maximumDetections = 300

  @Option(name: .customLong("classes"), help: "Only these classes, as numbers or names: person,bus or 0,5.")
  var classes: String?

  @OptionGroup var detector: DetectorOptions

  @Option(
    name: .customLong("names"), help: "Class names: a,b,c, a text file with one per line, or a data set's YAML file.",
    transform: ClassNamesArgument.names)
  var names: ClassNames?

  @Option(name: .customLong("compat"), help: "The Ultralytics release whose results are reproduced.")
  var version = UltralyticsVersion.v84190

  /// The resize mode asked for; nil for what the model says.
  var resizeMode: ResizeMode? {
    switch detector.resize {
    case .auto: nil
    case .letterbox: .letterbox
    case .stretch: .stretch
    }
  }

  func validate() throws {
    guard (0...1).contains(confidence) else {
      throw ValidationError("--conf \(confidence) is not between 0 and 1")
    }
    guard (0...1).contains(iouThreshold) else {
      throw ValidationError("--iou \(iouThreshold) is not between 0 and 1")
    }
    guard maximumDetections > 0 else { throw ValidationError("--max-det \(maximumDetections) is not positive") }
  }

  /// Fails where nobody knows what the chosen release would have found.
  func checkVersion(for predictor: PicturePredictor) throws(CommandFailure) {
    guard version == .v8239, case .detector(let detector) = predictor else { return }
    try detector.head.task.checkVersion(version)
  }

  /// The options of the head's post-processing; `names` are the model's class names.
  func postprocessOptions(names: ClassNames) throws(CommandFailure) -> PostprocessOptions {
    PostprocessOptions(
      confidence: confidence, iouThreshold: iouThreshold, maximumDetections: maximumDetections,
      isClassAgnostic: detector.isClassAgnostic, classes: try classNumbers(names: names),
      coordinates: detector.coordinates, version: version)
  }

  /// The chosen classes as numbers; nil for all.
  private func classNumbers(names: ClassNames) throws(CommandFailure) -> Set<Int>? {
    guard let classes else { return nil }
    var numbers: Set<Int> = []
    for entry in classes.split(separator: ",").map({ $0.trimmingPrefix { $0 == " " } }) {
      if let number = Int(entry), number >= 0 {
        numbers.insert(number)
      } else if let number = names.index(of: String(entry)) {
        numbers.insert(number)
      } else {
        throw CommandFailure(
          .usage, "--classes: the model has no class \"\(entry)\"",
          hint: names.count == 0 ? "the model names no classes; give numbers, or names by --names" : "see --names")
      }
    }
    return numbers
  }
}

extension UltralyticsVersion: ExpressibleByArgument {}
