import Foundation

/// A confidence interval from resampled values: bias-corrected and accelerated (BCa; Efron 1987), which follows the skew
/// of bounded figures.
public struct BootstrapInterval: Sendable, Hashable, Codable {
  /// Lower end.
  public var lower: Double
  /// Upper end.
  public var upper: Double

  /// An interval with both its ends.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Half of the interval's length.
  public var margin: Double { (upper - lower) / 2 }

  /// - Parameters:
  ///   - observed: the value of the whole sample.
  ///   - replicates: the values of resamples; those that are not numbers are left out.
  ///   - jackknife: the values without each part of the sample in turn; may be empty, which gives no acceleration.
  ///   - level: share of such intervals that hold the true value, between 0 and 1.
  public init(observed: Double, replicates: [Double], jackknife: [Double], level: Double) {
    precondition(level > 0 && level < 1, "a level between 0 and 1")
    let sorted = replicates.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else {
      let value = sorted.first ?? observed
      self.init(lower: value, upper: value)
      return
    }
    let below = sorted.partitioningIndex { $0 >= observed }
    let upTo = sorted.partitioningIndex { $0 > observed }
    let share = Double(below + upTo) / 2 / Double(sorted.count)
    let tail = (1 - level) / 2
    func place(_ probability: Double) -> Double {
      // All resamples on one side leave nothing to correct the bias by.
      guard share > 0, share < 1 else { return probability }
      let bias = Normal.quantile(share)
      let shifted = bias + Normal.quantile(probability)
      let acceleration = Self.acceleration(jackknife)
      return Normal.distribution(bias + shifted / max(1 - acceleration * shifted, 1e-6))
    }
    self.init(lower: Self.quantile(sorted, place(tail)), upper: Self.quantile(sorted, place(1 - tail)))
  }

  /// A sixth of the skewness of the jackknife values.
  private static func acceleration(_ jackknife: [Double]) -> Double {
    let values = jackknife.filter(\.isFinite)
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    var squares = 0.0
    var cubes = 0.0
    for value in values {
      let distance = mean - value
      squares += distance * distance
      cubes += distance * distance * distance
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }

  /// The value below which a share of `sorted` lies, by straight lines between values.
  private static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
    let position = min(max(probability * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
    let low = Int(position)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (position - Double(low))
  }
}

/// The standard normal distribution.
enum Normal {
  static func distribution(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

  /// The value that a share of the distribution lies below, found by halving.
  static func quantile(_ probability: Double) -> Double {
    var low = -40.0
    var high = 40.0
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if distribution(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

extension [Double] {
  /// The first position whose element fulfils a condition that all later ones fulfil too.
  fileprivate func partitioningIndex(_ isBeyond: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
