import EdgeDetection
import Foundation

/// The lines that `predict` prints for people, in the form Ultralytics prints them.
enum PredictionText {
  /// `image 1/3 bus.jpg: 416x416 4 persons, 1 bus, 9.7ms`, for classifiers `tabby 0.83, tiger cat 0.12`; the size is the network's input, height first.
  static func line(
    position: Int, count: Int, path: String, inputSize: [Int], finding: any PictureFinding, inference: Duration
  ) -> String {
    let isEmpty = (finding as? PictureResult)?.detections.isEmpty ?? false
    let objects = isEmpty ? "(no detections)" : finding.summary
    let size = inputSize.map(String.init).joined(separator: "x")
    return "image \(position)/\(count) \(path): \(size) \(objects), \(milliseconds(inference))"
  }

  /// `Speed: 1.2ms preprocess, 9.7ms inference, 0.3ms postprocess per image at shape (1, 3, 416, 416)`.
  static func speedLine(_ times: PredictionReport.Times, inputSize: [Int]) -> String {
    String(
      format: "Speed: %.1fms preprocess, %.1fms inference, %.1fms postprocess per image at shape (1, 3, %d, %d)",
      times.preprocess, times.inference, times.postprocess, inputSize[0], inputSize[1])
  }

  private static func milliseconds(_ duration: Duration) -> String {
    String(format: "%.1fms", duration.inMilliseconds)
  }

  /// A score with three decimals.
  static func figure(_ value: Double) -> String { String(format: "%.3f", value) }
}
