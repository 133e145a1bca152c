/// A score and its place in the input, ordered so that an ascending sort ranks the highest score first and keeps the
/// input's order among equal scores: what NumPy's merge sort of negated scores gives.
struct RankedScore: Comparable {
  private let key: UInt64
  let index: Int32

  /// - Parameter score: any number but NaN; the two zeros are equal.
  @inline(__always)
  init(_ score: Double, index: Int) {
    // Bit patterns of floating-point numbers order like sign-magnitude integers.
    let bits = (score + 0.0).bitPattern
    key = bits >> 63 == 0 ? ~(bits | 1 << 63) : bits
    self.index = Int32(truncatingIfNeeded: index)
  }

  @inline(__always)
  static func < (a: RankedScore, b: RankedScore) -> Bool {
    a.key != b.key ? a.key < b.key : a.index < b.index
  }
}
