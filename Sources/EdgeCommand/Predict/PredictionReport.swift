import EdgeDetection
import EdgeRunner

/// What `predict --json` prints.
struct PredictionReport: Encodable {
  var descriptor: String
  var model: String
  var runtime: String
  var device: String
  var task: String
  /// Height and width of the network's input.
  var inputSize: [Int]
  var pictures: [PictureReport] = []
  var failures: [FailureReport] = []
  var summary = Summary()
  /// What was guessed about the model's outputs, and what was left out of them.
  var notes: [String] = []
  /// The run's folder; nil when nothing was saved.
  var folder: String?

  /// One picture that was processed.
  struct PictureReport: Encodable {
    var path: String
    var width: Int
    var height: Int
    /// Nil for classifiers.
    var detections: [DetectionRecord]?
    /// The most likely classes; nil for detectors.
    var classes: [ClassRecord]?
    var milliseconds: Times
    /// The annotated picture; nil when it was not saved.
    var saved: String?
    var labels: String?
    var crops: [String]
  }

  /// A picture or source that could not be processed.
  struct FailureReport: Encodable {
    var source: String
    var error: String
  }

  /// Totals of the run.
  struct Summary: Encodable {
    var pictures = 0
    var failed = 0
    var detections = 0
    /// Objects per class name; for classifiers pictures by their most likely class.
    var classes: [String: Int] = [:]
    /// Means per picture.
    var milliseconds = Times()
  }

  /// Milliseconds of a picture's three stages.
  struct Times: Encodable {
    var preprocess = 0.0
    var inference = 0.0
    var postprocess = 0.0
  }
}
