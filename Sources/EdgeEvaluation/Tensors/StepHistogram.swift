/// How many elements differ by how many steps, single up to eight and grouped by powers of two beyond.
///
/// A step is one unit of a stored integer (LSB), or one representable number of a float type (ulp).
public struct StepHistogram: Sendable, Hashable {
  /// Differences `prediction - reference` within `steps`, both ends of one sign, or 0...0.
  public struct Bin: Sendable, Hashable {
    /// The range of differences.
    public var steps: ClosedRange<Int>
    /// Elements within the range.
    public var count: Int
  }

  private var counts: [Int: Int] = [:]

  /// No elements.
  public init() {}

  /// Bins that hold something, from the most negative to the most positive difference.
  public var bins: [Bin] {
    counts.sorted { $0.key < $1.key }.map { Bin(steps: Self.steps(ofBin: $0.key), count: $0.value) }
  }

  /// Counts `count` elements that differ by `steps`.
  public mutating func add(_ steps: Int, count: Int = 1) {
    if count > 0 { counts[Self.bin(of: steps), default: 0] += count }
  }

  /// Adds another histogram's elements.
  public mutating func merge(_ other: StepHistogram) { counts.merge(other.counts, uniquingKeysWith: +) }

  // Bins 1 to 8 hold one difference each, bin 8 + k those of 2^(k+2) < steps <= 2^(k+3).
  private static func bin(of steps: Int) -> Int {
    let magnitude = steps.magnitude
    guard magnitude > 8 else { return steps }
    let bin = 8 + UInt.bitWidth - (magnitude - 1).leadingZeroBitCount - 3
    return steps < 0 ? -bin : bin
  }

  private static func steps(ofBin bin: Int) -> ClosedRange<Int> {
    let magnitude = abs(bin)
    guard magnitude > 8 else { return bin...bin }
    let exponent = magnitude - 8 + 3
    let upper = exponent >= Int.bitWidth - 1 ? Int.max : 1 << exponent
    let lower = (1 << (exponent - 1)) + 1
    return bin < 0 ? -upper...(-lower) : lower...upper
  }
}
