import EdgeDetection
import EdgeRunner
import EdgeVision

/// What `predict` runs on each picture: a detector or a classifier.
enum PicturePredictor {
  case detector(Detector)
  case classifier(Classifier)

  var session: any Session {
    switch self {
    case .detector(let detector): detector.session
    case .classifier(let classifier): classifier.session
    }
  }

  var preprocessor: PicturePreprocessor {
    switch self {
    case .detector(let detector): detector.preprocessor
    case .classifier(let classifier): classifier.preprocessor
    }
  }

  /// What the model does, as Ultralytics calls it: the folder of a run's files has this name.
  var task: String {
    switch self {
    case .detector(let detector): detector.head.task.rawValue
    case .classifier: Classifier.task
    }
  }

  /// What was found on one picture, and how long that took.
  struct Prediction {
    var finding: any PictureFinding
    /// Objects, or nil for a classifier.
    var detections: [DetectionRecord]?
    /// The most likely classes, or nil for a detector.
    var classes: [ClassRecord]?
    /// What the summary counts: the class of each object, or the most likely one of the picture.
    var countedClasses: [String]
    var times: PredictionReport.Times
    var inference: Duration
  }

  /// Looks at one picture; `wantsRecords` asks for what only JSON needs.
  func predict(_ picture: Picture, path: String, wantsRecords: Bool) async throws(RunnerError) -> Prediction {
    switch self {
    case .detector(let detector):
      let found = try await detector.detect(picture, path: path)
      return Prediction(
        finding: found.result, detections: wantsRecords ? found.result.records : nil,
        countedClasses: found.detections.map { detector.names[$0.classIndex] },
        times: .init(
          preprocess: found.preprocessing.inMilliseconds, inference: found.inference.inMilliseconds,
          postprocess: found.postprocessing.inMilliseconds), inference: found.inference)
    case .classifier(let classifier):
      let found = try await classifier.classify(picture, path: path)
      return Prediction(
        finding: found.result, classes: wantsRecords ? found.result.records : nil,
        countedClasses: found.result.top(1).map { classifier.names[$0.classIndex] },
        times: .init(
          preprocess: found.preprocessing.inMilliseconds, inference: found.inference.inMilliseconds,
          postprocess: found.postprocessing.inMilliseconds), inference: found.inference)
    }
  }
}
