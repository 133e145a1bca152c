/// Linear interpolation as NumPy's `interp` computes it.
enum LinearInterpolation {
  /// The value at `x` of the line through the given points, whose abscissas ascend; `count` of at least one.
  ///
  /// At equal abscissas the last point counts; right of all points, the last value.
  @inline(__always)
  static func value(
    at x: Double, left: Double, count: Int, x abscissa: (Int) -> Double, y ordinate: (Int) -> Double
  ) -> Double {
    guard x >= abscissa(0) else { return left }
    var low = 0
    var high = count
    // abscissa(low) <= x < abscissa(high)
    while high - low > 1 {
      let middle = (low + high) >> 1
      if abscissa(middle) <= x { low = middle } else { high = middle }
    }
    let start = abscissa(low)
    if low == count - 1 || start == x { return ordinate(low) }
    let slope = (ordinate(low + 1) - ordinate(low)) / (abscissa(low + 1) - start)
    return slope * (x - start) + ordinate(low)
  }
}
