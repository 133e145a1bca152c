import EdgeModel

/// Random access to the numbers of one output block, dequantized one at a time.
struct FeatureView {
  private let bytes: UnsafeRawBufferPointer
  private let elementType: ElementType
  private let rowStride: Int
  private let anchorStride: Int
  private let offset: Int
  private let scale: Float
  private let zeroPoint: Float

  /// Rows of `block` inside an output whose bytes stay valid while the view is used.
  init(_ bytes: UnsafeRawBufferPointer, _ values: OutputValues, _ block: HeadLayout.Block, anchorCount: Int) {
    self.bytes = bytes
    elementType = values.elementType
    scale = values.scale
    zeroPoint = values.zeroPoint
    rowStride = block.isFeaturesFirst ? anchorCount : 1
    anchorStride = block.isFeaturesFirst ? 1 : block.featureCount
    offset = block.firstRow * rowStride
  }

  /// The real number in a row of the block.
  subscript(row: Int, anchor: Int) -> Float {
    let index = offset + row * rowStride + anchor * anchorStride
    switch elementType {
    case .int8: return (Float(bytes.load(fromByteOffset: index, as: Int8.self)) - zeroPoint) * scale
    case .uint8: return (Float(bytes.load(fromByteOffset: index, as: UInt8.self)) - zeroPoint) * scale
    case .int16: return (Float(bytes.load(fromByteOffset: index * 2, as: Int16.self)) - zeroPoint) * scale
    default: return bytes.load(fromByteOffset: index * 4, as: Float.self)
    }
  }
}

/// One output brought to a form the head reads in place: float32, or an integer with one positive scale.
struct OutputValues {
  let tensor: Tensor
  let elementType: ElementType
  let scale: Float
  let zeroPoint: Float

  /// Any other form is converted to float32.
  init(_ tensor: Tensor) {
    let quantization = tensor.quantization
    switch tensor.elementType {
    case .int8, .uint8, .int16:
      if let quantization, !quantization.isPerChannel, quantization.scale > 0, quantization.scale.isFinite,
        let range = tensor.elementType.integerRange, range.contains(Int64(quantization.zeroPoint))
      {
        self.tensor = tensor
        elementType = tensor.elementType
        scale = quantization.scale
        zeroPoint = Float(quantization.zeroPoint)
        return
      }
    case .float32:
      self.tensor = tensor
      (elementType, scale, zeroPoint) = (.float32, 1, 0)
      return
    default: break
    }
    self.tensor = Tensor(shape: tensor.shape, elementType: .float32, values: tensor.dequantized())
    (elementType, scale, zeroPoint) = (.float32, 1, 0)
  }

  /// The largest stored value whose real number is not above `threshold`; the range must hold the zero point.
  func largestStored(notAbove threshold: Float) -> Int {
    guard let range = elementType.integerRange else { return 0 }
    // Rounding keeps the order, so the real numbers rise with the stored ones.
    var (low, high) = (Int(range.lowerBound) - 1, Int(range.upperBound))
    while low < high {
      let middle = (low + high + 1) >> 1
      if (Float(middle) - zeroPoint) * scale <= threshold { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
