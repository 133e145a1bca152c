import EdgeEvaluation
import EdgeModel
import Testing

@Suite("Tensor metrics") struct TensorMetricsTests {
  /// A published validation of a classifier with four classes, as ST's tool printed it.
  struct Published: Sendable, CustomTestStringConvertible {
    var samples: Int
    var rmse: Double
    var l2r: Double
    var nse: Double
    var std: Double?
    var cos: Double
    var testDescription: String { "\(samples) samples" }
  }

  static let published = [
    Published(samples: 527, rmse: 0.080867730, l2r: 0.163443, nse: 0.965139, std: 0.080887, cos: 0.986838),
    Published(samples: 540, rmse: 0.120089211, l2r: 0.245565, nse: 0.923121, std: nil, cos: 0.970756),
  ]

  /// Data with the published rmse and l2r: one-hot references, predictions that sum to one in each row and miss the
  /// right class by one amount in `bad` rows and by another in the rest.
  private func data(_ published: Published, bad: Int) -> (reference: [Double], prediction: [Double]) {
    let n = Double(published.samples)
    // Per row: sum of d^2 is 4/3 a^2 and of r*d is a, where a is what the right class lacks.
    let squares = 4 * published.rmse * published.rmse * 3 / 4 * n
    let predicted = published.rmse / published.l2r
    let misses = (1 + 4 * published.rmse * published.rmse - 4 * predicted * predicted) / 2 * n
    let (k, m) = (Double(bad), n - Double(bad))
    // k A + m b = misses, k A^2 + m b^2 = squares.
    let b = (misses - ((k / m) * (n * squares - misses * misses)).squareRoot()) / n
    let a = (misses - m * b) / k
    var reference: [Double] = []
    var prediction: [Double] = []
    for row in 0..<published.samples {
      let miss = row < bad ? a : b
      for column in 0..<4 {
        reference.append(column == row % 4 ? 1 : 0)
        prediction.append(column == row % 4 ? 1 - miss : miss / 3)
      }
    }
    return (reference, prediction)
  }

  @Test("published digits: rmse and l2r given, nse, std and cos follow", arguments: published, [20, 60])
  func reproducesPublishedDigits(published: Published, bad: Int) {
    let (reference, prediction) = data(published, bad: bad)
    let metrics = TensorMetrics(reference: reference, prediction: prediction, classCount: 4)
    #expect(metrics.count == published.samples * 4)
    #expect(rounded(metrics.rmse, 9) == published.rmse)
    #expect(rounded(metrics.l2r, 6) == published.l2r)
    // One unit in the last digit printed, because rmse and l2r are themselves known to that many digits only.
    #expect(abs(metrics.nse - published.nse) < 1.5e-6)
    #expect(abs(metrics.cos - published.cos) < 1.5e-6)
    if let std = published.std { #expect(rounded(metrics.std, 6) == std) }
    #expect(abs(metrics.mean) < 1e-12)
  }

  private func rounded(_ value: Double, _ digits: Int) -> Double {
    var factor = 1.0
    for _ in 0..<digits { factor *= 10 }
    return (value * factor).rounded() / factor
  }

  @Test("formulas on numbers worked out by hand") func computesByHand() {
    let metrics = TensorMetrics(reference: [1, 2, 3, 6], prediction: [1, 1, 5, 6], classCount: 2)
    #expect(metrics.acc == 0.5)
    #expect(metrics.rmse == 1.25.squareRoot())
    #expect(metrics.mae == 0.75)
    #expect(metrics.l2r == (5.0 / 63).squareRoot())
    #expect(metrics.mean == -0.25)
    // Deviations 0.25, 1.25, -1.75, 0.25: squares sum to 4.75.
    #expect(metrics.std == (4.75 / 3).squareRoot())
    // Deviations of r from 3: squares sum to 14.
    #expect(abs(metrics.nse - (1 - 1.25 / (14.0 / 3))) < 1e-15)
    #expect(abs(metrics.cos - 54 / (50.0 * 63).squareRoot()) < 1e-15)
  }

  @Test("merging parts gives the metrics of the whole") func merges() {
    var generator = NumpyRandomState(seed: 1)
    let reference = generator.uniform(90, 100, count: 1000)
    let prediction = zip(reference, generator.uniform(-1, 1.5, count: 1000)).map { $0 + $1 }
    let whole = TensorMetrics(reference: reference, prediction: prediction, classCount: 10)
    var merged = TensorMetrics()
    for part in [0..<10, 10..<500, 500..<500, 500..<1000] {
      merged.merge(
        TensorMetrics(reference: Array(reference[part]), prediction: Array(prediction[part]), classCount: 10))
    }
    #expect(merged.count == whole.count)
    #expect(merged.acc == whole.acc)
    for (name, path) in Self.columns {
      let (a, b) = (merged[keyPath: path], whole[keyPath: path])
      #expect(abs(a - b) <= 1e-9 * abs(b), "\(name): \(a) and \(b)")
    }
  }

  private static var columns: [(String, KeyPath<TensorMetrics, Double>)] {
    [
      ("rmse", \.rmse), ("mae", \.mae), ("l2r", \.l2r), ("mean", \.mean), ("std", \.std), ("nse", \.nse),
      ("cos", \.cos),
    ]
  }

  @Test("equal tensors are perfect, constants and zeros included", arguments: [[0.0, 0], [3, 3], [1, 2]])
  func judgesEqualTensors(values: [Double]) {
    let metrics = TensorMetrics(reference: values, prediction: values)
    #expect(metrics.rmse == 0 && metrics.l2r == 0 && metrics.std == 0 && metrics.mean == 0)
    #expect(metrics.nse == 1 && metrics.cos == 1)
    #expect(metrics.acc == nil)
  }

  @Test("quantized tensors are compared in real values") func dequantizes() {
    let codes = Tensor(
      shape: [2], elementType: .int8, quantization: Quantization(scale: 0.5, zeroPoint: 2), values: [Int8(4), 0])
    let reals = Tensor(shape: [2], elementType: .float32, values: [Float(1), -1])
    #expect(TensorMetrics(reference: reals, prediction: codes).rmse == 0)
  }
}
