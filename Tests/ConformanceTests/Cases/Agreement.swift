import EdgeModel

/// How closely a result must agree with that of the engine's portable kernels, by name.
enum Agreement: Sendable, Hashable {
  /// The same bytes: what our own kernels give, wherever they run.
  case sameBytes
  /// Every element has the same value; another runtime's zero may have either sign.
  case identical
  /// Floats of which a runtime may add the terms in another order, and whose exponential may be another library's.
  ///
  /// A sum of n terms in any order is off by at most n - 1 roundings of 2^-24 of its largest intermediate value. No
  /// case adds more than 64 terms, and all terms are below the largest result or below one.
  case reordered

  /// What another runtime's answer to a case must keep.
  static func of(_ c: ConformanceCase) -> Agreement {
    guard c.kind == .float32 else { return .identical }
    return exactFloats.contains(c.name) ? .identical : .reordered
  }

  /// float32 operators that compute one correctly rounded operation per element, or none.
  private static let exactFloats: Set<String> = [
    "f32_add", "f32_sub", "f32_mul", "f32_div", "f32_maximum", "f32_minimum", "f32_relu", "f32_relu6", "f32_square",
    "f32_abs", "f32_neg", "f32_floor", "f32_prelu", "f32_leaky_relu", "f32_reduce_max", "f32_max_pool", "f32_tile",
    "f32_broadcast_to", "f32_squared_difference", "f32_reduce_min", "f32_arg_max", "f32_detection_post_process_false",
    "f32_detection_post_process_true",
  ]

  /// What is wrong with `answer`; nil when it agrees with `expected`.
  func complaint(_ answer: Tensor, expected: Tensor) -> String? {
    guard answer.elementCount == expected.elementCount else {
      return "has \(answer.elementCount) elements instead of \(expected.elementCount)"
    }
    let (a, b) = (answer.doubles(), expected.doubles())
    switch self {
    case .sameBytes:
      let bytes = [answer, expected].map { tensor in tensor.withUnsafeBytes { Array($0) } }
      return bytes[0] == bytes[1] ? nil : "\(zip(a, b).count { $0 != $1 }) of \(a.count) elements differ"
    case .identical:
      let different = zip(a, b).count { $0 != $1 }
      return different == 0 ? nil : "\(different) of \(a.count) elements differ"
    case .reordered:
      let largest = b.map(abs).max() ?? 0
      let error = zip(a, b).map { abs($0 - $1) }.max() ?? 0
      // A NaN is further away than any number.
      return error <= 64 * 0x1p-24 * max(largest, 1) ? nil : "is off by \(error) where the largest value is \(largest)"
    }
  }
}
