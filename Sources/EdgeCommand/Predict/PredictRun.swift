import EdgeEvaluation
import EdgeRunner
import EdgeVision
import Foundation

/// One run of `predict`: processes pictures one by one, tells and saves what is found, and sums up.
struct PredictRun {
  private let detector: Detector
  private let saving: SavingOptions
  private let isJSON: Bool
  private let inputSize: [Int]
  private var report: PredictionReport
  private var times = PredictionReport.Times()

  init(
    detector: Detector, runner: any Runner, descriptor: String, saving: SavingOptions, isJSON: Bool
  ) throws {
    self.detector = detector
    self.saving = saving
    self.isJSON = isJSON
    inputSize = [detector.preprocessor.inputHeight, detector.preprocessor.inputWidth]
    report = PredictionReport(
      descriptor: descriptor, model: detector.session.model.name, runtime: runner.information.runtime,
      device: runner.information.device, task: detector.head.task.rawValue, inputSize: inputSize)
  }

  /// Tells and counts a picture or source that cannot be processed.
  mutating func recordFailure(source: String, error: String) {
    Console.warning(error)
    report.failures.append(.init(source: source, error: error))
    report.summary.failed += 1
  }

  /// Processes one picture; one that cannot be decoded is told and counted.
  mutating func process(_ input: PictureInput, position: Int, count: Int) async throws {
    let picture: Picture
    do throws(PictureError) {
      picture = try input.decode()
    } catch {
      recordFailure(source: input.path, error: "image \(position)/\(count) \(error)")
      return
    }
    let result = try await detector.detect(picture)
    let counts = result.countsByClass.map { (name: detector.name(ofClass: $0.classIndex), count: $0.count) }
    add(result, counts, of: picture, from: input)
    guard !isJSON else { return }
    Console.line(
      PredictionText.line(
        position: position, count: count, path: input.path, inputSize: inputSize, counts: counts,
        inference: result.inference))
  }

  private mutating func add(
    _ result: PictureDetections, _ counts: [(name: String, count: Int)], of picture: Picture, from input: PictureInput
  ) {
    let times = PredictionReport.Times(
      preprocess: result.preprocessing.inMilliseconds, inference: result.inference.inMilliseconds,
      postprocess: result.postprocessing.inMilliseconds)
    self.times.add(times)
    report.summary.pictures += 1
    report.summary.detections += result.detections.count
    for (name, count) in counts { report.summary.classes[name, default: 0] += count }
    guard isJSON else { return }
    report.pictures.append(
      .init(
        path: input.path, width: picture.width, height: picture.height,
        detections: result.detections.map { .init($0, name: detector.name(ofClass: $0.classIndex)) },
        milliseconds: times))
  }

  /// Tells the totals.
  /// - Throws: `CommandFailure` when pictures could not be processed.
  mutating func finish() throws {
    report.summary.milliseconds = times.divided(by: report.summary.pictures)
    if isJSON {
      try JSONOutput.print(report)
    } else if report.summary.pictures > 0 {
      Console.line(PredictionText.speedLine(report.summary.milliseconds, inputSize: inputSize))
    }
    let failed = report.summary.failed
    guard failed > 0 else { return }
    throw CommandFailure(
      .input, "\(failed) of \(failed + report.summary.pictures) pictures or sources could not be processed")
  }
}

extension PredictionReport.Times {
  mutating func add(_ other: Self) {
    preprocess += other.preprocess
    inference += other.inference
    postprocess += other.postprocess
  }

  /// Means of `count` pictures; zeros for none.
  func divided(by count: Int) -> Self {
    let count = Double(max(count, 1))
    return Self(preprocess: preprocess / count, inference: inference / count, postprocess: postprocess / count)
  }
}

extension PredictionReport.DetectionReport {
  init(_ detection: Detection, name: String) {
    self.init(
      name: name, class: detection.classIndex, confidence: detection.confidence, box: .init(detection.box),
      keypoints: detection.keypoints.isEmpty
        ? nil : detection.keypoints.map { .init(x: $0.x, y: $0.y, visible: $0.visibility) })
  }
}
