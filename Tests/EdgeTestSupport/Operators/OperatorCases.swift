import EdgeModel

/// A table of networks of one or a few operators; every runtime's conformance test runs it.
///
/// A case has the same name and form for every seed, and other numbers.
public enum OperatorCases {
  /// Cases of integers, whose results are exact.
  public static func int8(seed: UInt64) -> [OperatorCase] {
    products(seed) + elementwise(seed) + windows(seed) + movement(seed) + chains(seed) + ports(seed) + functions(seed)
      + reductions(seed) + selection(seed) + uint8(seed) + dynamic(seed) + int16(seed)
  }

  /// Begins a case: the numbers depend on the seed and on `salt`, which is the case's own.
  static func builder(_ seed: UInt64, _ salt: Int) -> CaseBuilder {
    CaseBuilder(seed: seed &* 1009 &+ UInt64(salt))
  }

  /// Height and width of what a window leaves of `size`.
  static func result(
    _ size: [Int], _ kernel: (Int, Int), _ stride: Int, _ dilation: Int, _ padding: Padding
  ) -> [Int] {
    zip(size, [kernel.0, kernel.1]).map { size, k in
      padding == .same ? (size + stride - 1) / stride : (size - (k - 1) * dilation + stride - 1) / stride
    }
  }
}
