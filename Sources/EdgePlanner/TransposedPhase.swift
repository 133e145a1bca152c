/// A part of a transposed convolution along one side of the picture: the results that lie a stride apart, whose windows
/// hold the same taps of the kernel. Taken alone they are those of an ordinary convolution without a stride, by those
/// taps in reverse order.
package struct TransposedPhase: Hashable {
  /// Position of the first result; the others follow at distances of the stride.
  package var first: Int
  /// Number of results, at least 1.
  package var count: Int
  /// Positions in the kernel, in the order in which the ordinary convolution meets them; empty where the kernel, smaller
  /// than the stride, reaches none of these results.
  package var taps: [Int]
  /// The input's element under the first tap of the first window; negative in the border before the input.
  package var start: Int

  /// Elements of the border before the input.
  package var border: Int { max(0, -start) }
  /// Elements of the input before all windows. Where there are any, all windows lie inside the input: as much or more is
  /// cut off at the other end.
  package var skipped: Int { max(0, start) }

  /// The phases that make `size` results.
  /// - Parameter cut: results that are left out at the beginning of the whole transposed convolution.
  package static func all(kernel: Int, stride: Int, cut: Int, size: Int) -> [TransposedPhase] {
    (0..<min(stride, size)).map { first in
      let taps = Array(Swift.stride(from: (first + cut) % stride, to: kernel, by: stride).reversed())
      return TransposedPhase(
        first: first, count: (size - first + stride - 1) / stride, taps: taps,
        start: (first + cut) / stride - (taps.count - 1))
    }
  }
}
