/// Repeated measurements of one benchmark.
struct Samples: Sendable {
  private(set) var milliseconds: [Double] = []

  /// A spread above this share of the median means that the figure must not be quoted.
  static let noiseLimit = 0.10

  mutating func append(_ duration: Duration) { milliseconds.append(duration / .milliseconds(1)) }

  var count: Int { milliseconds.count }
  var minimum: Double { milliseconds.min() ?? .nan }
  var median: Double { quantile(0.5) }
  /// Distance of the quartiles as a share of the median.
  var spread: Double { (quantile(0.75) - quantile(0.25)) / median }
  var isNoisy: Bool { !(spread <= Self.noiseLimit) }

  /// The value below which the share `q` of the samples lies, linearly interpolated.
  func quantile(_ q: Double) -> Double {
    guard !milliseconds.isEmpty else { return .nan }
    let sorted = milliseconds.sorted()
    let position = q * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}
