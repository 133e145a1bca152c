extension Padding {
  /// Number of places that a window takes along a dimension of `size` elements.
  ///
  /// `window`, `stride` and `dilation` are positive and, with `size`, far below the range of `Int`.
  package func resultSize(of size: Int, window: Int, stride: Int, dilation: Int) -> Int {
    switch self {
    case .same: (size + stride - 1) / stride
    case .valid: max(0, size - (window - 1) * dilation + stride - 1) / stride
    }
  }
}
