public import EdgeModel

/// How a real number becomes a stored integer.
public enum InputRounding: String, Sendable, CaseIterable {
  /// Toward zero, as Ultralytics casts. With scale 1/255 this makes many bytes one too small, grey 114 among them.
  case truncate
  /// To the nearest integer, ties to even: the more accurate choice.
  case nearest
}

/// Which real numbers a network takes for the darkest and the brightest value of a colour channel.
public enum InputRange: String, Sendable, CaseIterable {
  /// 0 and 1, as nearly all YOLO networks do.
  case unit
  /// -1 and 1, as MobileNet SSD, BlazeFace and palm detectors do.
  case symmetric
  /// 0 and 255, as YOLOX does.
  case bytes

  /// For messages.
  var words: String {
    switch self {
    case .unit: "0 to 1"
    case .symmetric: "-1 to 1"
    case .bytes: "0 to 255"
    }
  }

  /// The real number of a byte.
  func real(_ byte: Int) -> Float {
    switch self {
    case .unit: Float(byte) / 255
    case .symmetric: Float(byte) / 127.5 - 1
    case .bytes: Float(byte)
    }
  }

  /// The range whose ends a quantized input can just hold; nil where it holds none of them closely.
  public init?(holding quantization: Quantization, _ elementType: ElementType) {
    guard elementType == .uint8 || elementType == .int8, let stored = elementType.integerRange else { return nil }
    func real(_ value: Int64) -> Float { (Float(value) - Float(quantization.zeroPoint)) * quantization.scale }
    let (low, high) = (real(stored.lowerBound), real(stored.upperBound))
    let found = Self.allCases.first { range in
      let (first, last) = (range.real(0), range.real(255))
      let tolerance = (last - first) / 40
      return abs(low - first) < tolerance && abs(high - last) < tolerance
    }
    guard let found else { return nil }
    self = found
  }
}

/// The order of an input's colour channels.
public enum ChannelOrder: String, Sendable, CaseIterable {
  case rgb
  case bgr
}

/// What a network's input stores for each of the 256 values of a colour channel.
///
/// A byte `k` means the real number `k / 255`, or another one of the input's range. Quantized types store that number as
/// `real / scale + zeroPoint`, computed in float32, clamped to the type's range and rounded. A float input stores the real number. A uint8 input without
/// quantization stores the byte itself.
public enum InputQuantizationTable: Sendable, Equatable {
  /// Stored bytes of a uint8 input, and of an int8 input as bit patterns.
  case bytes([UInt8])
  case int16([Int16])
  /// Bit patterns of half-precision numbers.
  case float16([UInt16])
  case float32([Float])

  /// Nil when the type cannot hold a picture: integers other than these three, or without quantization.
  public init?(
    elementType: ElementType, quantization: Quantization?, rounding: InputRounding = .truncate,
    range: InputRange = .unit
  ) {
    let reals = (0..<256).map(range.real)
    switch (elementType, quantization) {
    case (.float32, _): self = .float32(reals)
    case (.float16, _): self = .float16(reals.map(\.halfBits))
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
