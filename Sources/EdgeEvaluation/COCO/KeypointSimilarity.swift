import EdgeDatasets
import Foundation

/// COCO's object keypoint similarity (OKS): how near detected keypoints lie to annotated ones, from 0 to 1.
struct KeypointSimilarity {
  /// `(2 * deviation)^2` of each keypoint.
  private let variances: [Double]

  init(deviations: [Double]) { variances = deviations.map { ($0 * 2) * ($0 * 2) } }

  var keypointCount: Int { variances.count }

  /// - Parameters:
  ///   - detected: x, y and a third number per keypoint.
  ///   - truth: x, y and visibility per keypoint.
  ///   - box: the annotated box, used when no keypoint is labelled: distances then count from twice its size.
  ///   - area: the annotated area.
  func value(
    detected: UnsafePointer<Double>, truth: UnsafePointer<Double>, box: COCOBox, area: Double
  ) -> Double {
    let scale = area + Double.ulpOfOne
    let hasLabels = (0..<keypointCount).contains { truth[3 * $0 + 2] > 0 }
    var terms: [Double] = []
    for index in 0..<keypointCount where !hasLabels || truth[3 * index + 2] > 0 {
      let x = detected[3 * index]
      let y = detected[3 * index + 1]
      let dx: Double
      let dy: Double
      if hasLabels {
        dx = x - truth[3 * index]
        dy = y - truth[3 * index + 1]
      } else {
        dx = max(0, box.x - box.width - x) + max(0, x - (box.x + box.width * 2))
        dy = max(0, box.y - box.height - y) + max(0, y - (box.y + box.height * 2))
      }
      terms.append(exp(-((dx * dx + dy * dy) / variances[index] / scale / 2)))
    }
    return terms.isEmpty ? 0 : PairwiseSum.value(of: terms) / Double(terms.count)
  }
}
