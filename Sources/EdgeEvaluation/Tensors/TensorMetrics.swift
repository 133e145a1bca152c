public import EdgeModel

/// How far a prediction is from its reference, in the columns of ST's validation report.
///
/// With r the reference, p the prediction, d = r - p and n the number of elements over the whole batch. Metrics of
/// two parts of a batch can be merged; sums of squares about a mean merge by the pairwise update of Chan, Golub and
/// LeVeque (1983).
public struct TensorMetrics: Sendable, Hashable {
  /// Number of elements.
  public private(set) var count = 0
  private var squaredDifferences = 0.0
  private var absoluteDifferences = 0.0
  private var squaredReferences = 0.0
  private var squaredPredictions = 0.0
  private var products = 0.0
  private var differences = Spread()
  private var references = Spread()
  /// Samples whose largest element is at the same place, and samples compared so.
  private var agreeingSamples = 0
  private var rankedSamples = 0

  /// Of nothing; the start of a merge.
  public init() {}

  /// Of `prediction` against `reference`, both equally long.
  /// - Parameter classCount: elements of one sample, for a classifier's `acc`; nil leaves `acc` out.
  public init(reference: [Double], prediction: [Double], classCount: Int? = nil) {
    precondition(reference.count == prediction.count, "metrics of tensors of different sizes")
    count = reference.count
    var deviations: [Double] = []
    deviations.reserveCapacity(count)
    for (r, p) in zip(reference, prediction) {
      let d = r - p
      deviations.append(d)
      squaredDifferences += d * d
      absoluteDifferences += abs(d)
      squaredReferences += r * r
      squaredPredictions += p * p
      products += r * p
    }
    differences = Spread(deviations)
    references = Spread(reference)
    guard let classCount, classCount > 0, count % classCount == 0 else { return }
    rankedSamples = count / classCount
    for start in stride(from: 0, to: count, by: classCount) {
      let sample = start..<start + classCount
      if reference[sample].largestPosition == prediction[sample].largestPosition { agreeingSamples += 1 }
    }
  }

  /// Of the real values of two tensors with equally many elements.
  public init(reference: Tensor, prediction: Tensor, classCount: Int? = nil) {
    self.init(reference: reference.reals, prediction: prediction.reals, classCount: classCount)
  }

  /// Share of samples whose arg-max agrees; nil unless a class count was given.
  public var acc: Double? { rankedSamples > 0 ? Double(agreeingSamples) / Double(rankedSamples) : nil }
  /// Root mean square error: `sqrt(sum(d^2) / n)`.
  public var rmse: Double { count > 0 ? (squaredDifferences / Double(count)).squareRoot() : 0 }
  /// Mean absolute error: `sum(|d|) / n`.
  public var mae: Double { count > 0 ? absoluteDifferences / Double(count) : 0 }
  /// Relative error `|d| / |p|`. The denominator is the prediction's norm, as in ST's reports.
  public var l2r: Double {
    squaredDifferences == 0 ? 0 : squaredDifferences.squareRoot() / squaredPredictions.squareRoot()
  }
  /// Mean of d.
  public var mean: Double { differences.mean }
  /// Sample deviation of d, with `n - 1`.
  public var std: Double { differences.variance.squareRoot() }
  /// Nash-Sutcliffe efficiency `1 - (sum(d^2) / n) / var(r)` with the sample variance; 1 when nothing differs.
  public var nse: Double {
    squaredDifferences == 0 ? 1 : 1 - squaredDifferences / Double(count) / references.variance
  }
  /// Cosine similarity `r.p / (|r| |p|)` over the whole batch; 1 when nothing differs.
  public var cos: Double {
    squaredDifferences == 0 ? 1 : products / (squaredReferences.squareRoot() * squaredPredictions.squareRoot())
  }

  /// Adds the metrics of a further part of the batch.
  public mutating func merge(_ other: TensorMetrics) {
    count += other.count
    squaredDifferences += other.squaredDifferences
    absoluteDifferences += other.absoluteDifferences
    squaredReferences += other.squaredReferences
    squaredPredictions += other.squaredPredictions
    products += other.products
    differences.merge(other.differences)
    references.merge(other.references)
    agreeingSamples += other.agreeingSamples
    rankedSamples += other.rankedSamples
  }

  /// Mean and sum of squares about it.
  private struct Spread: Sendable, Hashable {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0

    init() {}

    init(_ values: [Double]) {
      guard !values.isEmpty else { return }
      count = Double(values.count)
      mean = values.reduce(0, +) / count
      squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// Sample variance; zero for fewer than two values.
    var variance: Double { count > 1 ? squares / (count - 1) : 0 }

    mutating func merge(_ other: Spread) {
      guard other.count > 0 else { return }
      let total = count + other.count
      let shift = other.mean - mean
      squares += other.squares + shift * shift * count * other.count / total
      mean += shift * other.count / total
      count = total
    }
  }
}

extension Tensor {
  /// Every element as a real number, the quantization applied.
  var reals: [Double] { quantization == nil ? doubles() : dequantized().map { Double($0) } }
}

extension ArraySlice<Double> {
  /// Position of the first largest element, from the slice's start.
  var largestPosition: Int? { indices.max { self[$0] < self[$1] }.map { $0 - startIndex } }
}
