import EdgeRunner
import EdgeVision

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
  /// The run's folder; nil when nothing was saved.
  var folder: String?

  /// One picture that was processed.
  struct PictureReport: Encodable {
    var path: String
    var width: Int
    var height: Int
    var detections: [DetectionReport]
    var milliseconds: Times
    /// The annotated picture; nil when it was not saved.
    var saved: String?
  }

  /// One object, with the keys of Ultralytics' own JSON.
  struct DetectionReport: Encodable {
    var name: String
    var `class`: Int
    var confidence: Float
    var box: Box
    /// Nil unless the task is pose.
    var keypoints: [Point]?
    /// Outline of the mask in pixels of the picture; nil unless the task is segment.
    var segments: [Point]?
  }

  /// Corners in pixels of the picture.
  struct Box: Encodable {
    var x1: Float
    var y1: Float
    var x2: Float
    var y2: Float

    init(_ box: BoundingBox) { (x1, y1, x2, y2) = (box.x1, box.y1, box.x2, box.y2) }
  }

  /// A point in pixels of the picture.
  struct Point: Encodable {
    var x: Float
    var y: Float
    var visible: Float?
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
    /// Objects per class name.
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
