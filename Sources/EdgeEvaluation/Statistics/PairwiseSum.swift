/// Sums of up to 128 values in NumPy's order of additions, so that they agree to the last bit.
enum PairwiseSum {
  static func value(of values: [Double]) -> Double {
    guard values.count >= 8 else { return values.reduce(0, +) }
    precondition(values.count <= 128, "longer sums are split first")
    var lanes = Array(values[..<8])
    let whole = values.count / 8 * 8
    for index in 8..<whole { lanes[index % 8] += values[index] }
    let sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    return values[whole...].reduce(sum, +)
  }
}
