public import EdgeModel

/// How a real number becomes a stored integer.
public enum InputRounding: String, Sendable, CaseIterable {
  /// Toward zero, as Ultralytics casts. With scale 1/255 this makes many bytes one too small, grey 114 among them.
  case truncate
  /// To the nearest integer, ties to even: the more accurate choice.
  case nearest
}

/// What a network's input stores for each of the 256 values of a colour channel.
///
/// A byte `k` means the real number `k / 255`. Quantized types store `k / 255 / scale + zeroPoint`, computed in
/// float32, clamped to the type's range and rounded. A float32 input stores the real number. A uint8 input without
/// quantization stores the byte itself.
public enum InputQuantizationTable: Sendable, Equatable {
  /// Stored bytes of a uint8 input, and of an int8 input as bit patterns.
  case bytes([UInt8])
  case int16([Int16])
  case float32([Float])

  /// Nil when the type cannot hold a picture: integers other than these three, or without quantization.
  public init?(elementType: ElementType, quantization: Quantization?, rounding: InputRounding = .truncate) {
    let reals = (0..<256).map { Float($0) / 255 }
    switch (elementType, quantization) {
    case (.float32, _): self = .float32(reals)
    case (.uint8, nil): self = .bytes((0..<256).map { UInt8($0) })
    case (.uint8, let quantization?), (.int8, let quantization?), (.int16, let quantization?):
      guard let range = elementType.integerRange, quantization.scale > 0, quantization.scale.isFinite else {
        return nil
      }
      let (lower, upper) = (Float(range.lowerBound), Float(range.upperBound))
      let stored = reals.map { real -> Int in
        let exact = min(max(real / quantization.scale + Float(quantization.zeroPoint), lower), upper)
        return Int(exact.rounded(rounding == .truncate ? .towardZero : .toNearestOrEven))
      }
      if elementType == .int16 {
        self = .int16(stored.map { Int16(truncatingIfNeeded: $0) })
      } else {
        self = .bytes(stored.map { UInt8(truncatingIfNeeded: $0) })
      }
    default: return nil
    }
  }
}
