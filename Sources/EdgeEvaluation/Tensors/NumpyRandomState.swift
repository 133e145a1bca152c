/// The generator behind numpy's `RandomState`: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) with
/// numpy's ways of making floats and bounded integers of its words.
///
/// ST's tools draw their validation data from it, so the same seed gives the same data here and there.
public struct NumpyRandomState: Sendable {
  private static let stateCount = 624
  private var state: [UInt32]
  private var next: Int

  /// The sequence of `numpy.random.RandomState(seed)`.
  public init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.stateCount)
    while state.count < Self.stateCount {
      let previous = state[state.count - 1]
      state.append(1_812_433_253 &* (previous ^ previous &>> 30) &+ UInt32(state.count))
    }
    next = Self.stateCount
  }

  /// The next word.
  public mutating func nextWord() -> UInt32 {
    if next == Self.stateCount { twist() }
    var word = state[next]
    next += 1
    word ^= word &>> 11
    word ^= word &<< 7 & 0x9D2C_5680
    word ^= word &<< 15 & 0xEFC6_0000
    return word ^ word &>> 18
  }

  private mutating func twist() {
    let count = Self.stateCount
    for index in 0..<count {
      let mixed = state[index] & 0x8000_0000 | state[(index + 1) % count] & 0x7FFF_FFFF
      state[index] = state[(index + 397) % count] ^ mixed &>> 1 ^ (mixed & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    next = 0
  }

  /// The next number of `random_sample`: 53 random bits in `0..<1`.
  public mutating func nextDouble() -> Double {
    let high = nextWord() &>> 5
    let low = nextWord() &>> 6
    return (Double(high) * 67_108_864 + Double(low)) / 9_007_199_254_740_992
  }

  /// `count` numbers of `uniform(low, high)`.
  public mutating func uniform(_ low: Double, _ high: Double, count: Int) -> [Double] {
    (0..<count).map { _ in low + (high - low) * nextDouble() }
  }

  /// `count` numbers of `randint(low, high + 1, dtype)` for an integer type of `bitWidth` 1 (bool), 8, 16, 32 or 64.
  ///
  /// Numpy cuts words into pieces of the type's width, lowest first, masks each to the range's bits and drops those
  /// beyond the range; what is left of a word is dropped at the end.
  public mutating func integers(in range: ClosedRange<Int64>, bitWidth: Int, count: Int) -> [Int64] {
    let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    let mask = span == 0 ? 0 : UInt64.max >> UInt64(span.leadingZeroBitCount)
    var pool: UInt32 = 0
    var left = 0
    return (0..<count).map { _ in
      guard span > 0 else { return range.lowerBound }
      while true {
        let piece: UInt64
        if bitWidth == 64, span > UInt64(UInt32.max) {
          piece = UInt64(nextWord()) << 32 | UInt64(nextWord())
        } else if bitWidth >= 32 {
          piece = UInt64(nextWord())
        } else {
          if left == 0 {
            pool = nextWord()
            left = 32 / bitWidth
          }
          piece = UInt64(pool) & (1 << UInt64(bitWidth) - 1)
          pool >>= UInt32(bitWidth)
          left -= 1
        }
        if piece & mask <= span { return range.lowerBound &+ Int64(bitPattern: piece & mask) }
      }
    }
  }
}
