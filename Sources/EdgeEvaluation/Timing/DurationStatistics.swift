/// What repeated measurements of one duration amount to.
public struct DurationStatistics: Sendable, Hashable {
  /// Number of measurements.
  public let count: Int
  /// Shortest.
  public let minimum: Duration
  /// A quarter of the measurements is shorter.
  public let lowerQuartile: Duration
  /// Half of the measurements is shorter.
  public let median: Duration
  /// A quarter of the measurements is longer.
  public let upperQuartile: Duration
  /// Longest.
  public let maximum: Duration
  /// Arithmetic mean.
  public let mean: Duration
  /// Sample deviation, with `count - 1`; zero for one measurement.
  public let standardDeviation: Duration

  /// Of at least one measurement; nil for none. Quartiles interpolate between neighbours.
  public init?(_ durations: [Duration]) {
    guard !durations.isEmpty else { return nil }
    let sorted = durations.map { $0 / .nanoseconds(1) }.sorted()
    func quantile(_ share: Double) -> Duration {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return .nanoseconds(sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below)))
    }
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    count = sorted.count
    minimum = quantile(0)
    lowerQuartile = quantile(0.25)
    median = quantile(0.5)
    upperQuartile = quantile(0.75)
    maximum = quantile(1)
    self.mean = .nanoseconds(mean)
    standardDeviation = .nanoseconds(sorted.count > 1 ? (squares / Double(sorted.count - 1)).squareRoot() : 0)
  }

  /// Distance of the quartiles as a share of the median; 0 when the median is 0.
  public var relativeSpread: Double { median > .zero ? (upperQuartile - lowerQuartile) / median : 0 }

  /// Spread beyond which a median says more about the machine's other work than about the model.
  public static let quotableSpread = 0.1
  /// Fewest measurements that make a median worth quoting.
  public static let quotableCount = 5

  /// True when the median should not be quoted: too few measurements or too far apart.
  public var isTooNoisy: Bool { count < Self.quotableCount || relativeSpread > Self.quotableSpread }
}

extension Duration {
  /// A number of nanoseconds, rounded to whole attoseconds as far as a double tells them apart.
  fileprivate static func nanoseconds(_ value: Double) -> Duration { .seconds(value / 1e9) }
}
