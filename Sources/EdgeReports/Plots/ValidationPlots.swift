package import EdgeDetection
package import EdgeEvaluation
import Foundation

/// The plots that a validation run saves, under the names that Ultralytics gives them.
package enum ValidationPlots {
  /// A plot and the name of its file without suffix.
  package struct NamedPlot: Sendable {
    package var name: String
    package var plot: any Plot
  }

  /// Precision over recall, and F1, precision and recall over confidence.
  /// - Parameters:
  ///   - kind: `Box`, `Mask` or `Pose`: what the scores are of.
  ///   - names: of the scores' classes.
  package static func curves(_ scores: UltralyticsScores, kind: String, names: ClassNames) -> [NamedPlot] {
    let mark = LinePlot.Mark(
      abscissa: scores.bestConfidence, label: "best F1 (smoothed) at confidence \(fixed(scores.bestConfidence))")
    func plot(
      _ suffix: String, _ title: String, _ xLabel: String, _ yLabel: String, _ curves: [[Double]],
      of value: (UltralyticsScores.ClassScores) -> Double, all: Double, mark: LinePlot.Mark?
    ) -> NamedPlot {
      NamedPlot(
        name: "\(kind)\(suffix)_curve",
        plot: LinePlot(
          title: "\(kind): \(title)", xLabel: xLabel, yLabel: yLabel,
          lines: lines(scores, names: names, curves: curves, value: value, all: all), mark: mark))
    }
    let curves = scores.curves
    let mean = scores.classes.isEmpty ? 0 : 1 / Double(scores.classes.count)
    return [
      plot(
        "PR", "precision over recall (legend: AP at IoU 0.50)", "Recall", "Precision", curves.precisionOverRecall,
        of: \.ap50, all: scores.map50, mark: nil),
      plot(
        "F1", "F1 over confidence (legend: at the best confidence)", "Confidence", "F1", curves.f1, of: \.f1,
        all: scores.classes.reduce(0) { $0 + $1.f1 } * mean, mark: mark),
      plot(
        "P", "precision over confidence (legend: at the best confidence)", "Confidence", "Precision",
        curves.precision, of: \.precision, all: scores.precision, mark: mark),
      plot(
        "R", "recall over confidence (legend: at the best confidence)", "Confidence", "Recall", curves.recall,
        of: \.recall, all: scores.recall, mark: mark),
    ]
  }

  private static func lines(
    _ scores: UltralyticsScores, names: ClassNames, curves: [[Double]],
    value: (UltralyticsScores.ClassScores) -> Double, all: Double
  ) -> [LinePlot.Line] {
    let bold = LinePlot.Line(
      name: scores.classes.count == 1 ? names[scores.classes[0].classIndex] : "all \(scores.classes.count) classes",
      value: fixed(all), ordinates: UltralyticsCurves.mean(curves), color: .accent, isBold: true)
    guard scores.classes.count > 1 else { return [bold] }
    let order = scores.classes.indices.sorted { a, b in
      let (first, second) = (value(scores.classes[a]), value(scores.classes[b]))
      return first != second ? first > second : a < b
    }
    return [bold]
      + order.map { position in
        LinePlot.Line(
          name: names[scores.classes[position].classIndex], value: fixed(value(scores.classes[position])),
          ordinates: curves[position], color: .series(position))
      }
  }

  /// The confusion matrix in counts, and as shares of what was there.
  /// - Parameter confidence: from which on detections were counted; nil for a classifier, which has no background.
  package static func confusion(
    _ matrix: ConfusionMatrix, names: ClassNames, above confidence: Float? = nil
  ) -> [NamedPlot] {
    let side = matrix.classCount + (confidence == nil ? 0 : 1)
    let labels = (0..<side).map { $0 < matrix.classCount ? names[$0] : "background" }
    let counts = (0..<side).flatMap { row in (0..<side).map { Double(matrix[row, $0]) } }
    let sums = (0..<side).map { column in (0..<side).reduce(0) { $0 + counts[$1 * side + column] } }
    let shares = counts.enumerated().map { $1 / max(sums[$0 % side], 1) }
    let title = "Confusion matrix" + (confidence.map { " above confidence \($0)" } ?? "")
    func plot(_ name: String, _ title: String, _ values: [Double], decimals: Int) -> NamedPlot {
      NamedPlot(
        name: name,
        plot: MatrixPlot(
          title: title, names: labels, xLabel: "True", yLabel: "Predicted", values: values, decimals: decimals,
          // At a low confidence nearly all detections are of nothing.
          unscaledColumn: confidence == nil ? nil : matrix.classCount))
    }
    return [
      plot(
        "confusion_matrix", "\(title): \(confidence == nil ? "pictures" : "objects")", counts, decimals: 0),
      plot("confusion_matrix_normalized", "\(title): shares of each true class", shares, decimals: 2),
    ]
  }

  private static func fixed(_ value: Double) -> String { String(format: "%.3f", value) }
}
