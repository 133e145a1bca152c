/// A value with a shape: host-side input, output or constant data, row-major ("C order").
///
/// Copies share storage until one of them is written.
public struct Tensor: Sendable {
  /// Dimensions, outermost first; an empty shape is a scalar.
  public let shape: [Int]
  /// Storage type of the elements.
  public let elementType: ElementType
  /// Quantization of the stored values; nil for plain numbers.
  public var quantization: Quantization?
  private var storage: TensorStorage

  /// A zero-filled tensor. Traps on a negative dimension or a size beyond `Int`: check untrusted shapes with
  /// `Tensor.byteCount(shape:elementType:)` first.
  public init(shape: [Int], elementType: ElementType, quantization: Quantization? = nil) {
    guard let bytes = Tensor.byteCount(shape: shape, elementType: elementType) else {
      preconditionFailure("tensor shape \(shape) is not representable")
    }
    self.shape = shape
    self.elementType = elementType
    self.quantization = quantization
    storage = TensorStorage(byteCount: bytes)
  }

  /// A tensor over existing storage, which must hold at least the bytes that shape and type need.
  public init(shape: [Int], elementType: ElementType, quantization: Quantization? = nil, storage: TensorStorage) {
    guard let bytes = Tensor.byteCount(shape: shape, elementType: elementType), bytes <= storage.byteCount else {
      preconditionFailure("storage is smaller than shape \(shape) of \(elementType) needs")
    }
    self.shape = shape
    self.elementType = elementType
    self.quantization = quantization
    self.storage = storage
  }

  /// A tensor that copies `values`; their count must match the shape and their stride the element type.
  public init<T: BitwiseCopyable>(
    shape: [Int], elementType: ElementType, quantization: Quantization? = nil, values: [T]
  ) {
    self.init(shape: shape, elementType: elementType, quantization: quantization)
    precondition(values.count * MemoryLayout<T>.stride == byteCount, "value count does not match the shape")
    values.withUnsafeBytes { source in
      withUnsafeMutableBytes { $0.copyMemory(from: source) }
    }
  }

  /// Elements that `shape` holds; nil on a negative dimension or overflow.
  public static func elementCount(shape: [Int]) -> Int? {
    var count = 1
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// Bytes that a tensor of this shape and type occupies; nil on a negative dimension or overflow.
  public static func byteCount(shape: [Int], elementType: ElementType) -> Int? {
    guard let count = elementCount(shape: shape) else { return nil }
    return elementType.byteCount(of: count)
  }

  /// Number of elements.
  public var elementCount: Int { Tensor.elementCount(shape: shape)! }
  /// Number of bytes the elements occupy.
  public var byteCount: Int { elementType.byteCount(of: elementCount)! }

  /// Calls `body` with the stored bytes.
  public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    let count = byteCount
    return try body(UnsafeRawBufferPointer(start: storage.baseAddress, count: count))
  }

  /// Calls `body` with the stored bytes for writing, after copying storage that is shared or borrowed.
  public mutating func withUnsafeMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    let count = byteCount
    if !storage.isWritable || !isKnownUniquelyReferenced(&storage) {
      let copy = TensorStorage(byteCount: count)
      copy.baseAddress.copyMemory(from: storage.baseAddress, byteCount: count)
      storage = copy
    }
    return try body(UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: count))
  }

  /// The elements as an array of a type of the same size; traps when the sizes differ.
  public func array<T: BitwiseCopyable>(of type: T.Type) -> [T] {
    precondition(MemoryLayout<T>.stride * 8 == elementType.bitWidth, "\(type) does not fit \(elementType)")
    let count = elementCount
    return withUnsafeBytes { bytes in
      [T](unsafeUninitializedCapacity: count) { buffer, initialized in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
        initialized = count
      }
    }
  }

  /// The same values under another shape of equally many elements.
  public func reshaped(to newShape: [Int]) -> Tensor {
    precondition(Tensor.elementCount(shape: newShape) == elementCount, "reshape changes the element count")
    return Tensor(shape: newShape, elementType: elementType, quantization: quantization, storage: storage)
  }

  /// The entries of a range of the first dimension, in storage of their own; a scalar is its own only entry. The
  /// elements must be whole bytes.
  package func rows(_ range: Range<Int>) -> Tensor {
    guard let count = shape.first, range != 0..<count else { return self }
    precondition(range.lowerBound >= 0 && range.upperBound <= count && elementType.bitWidth >= 8)
    var part = Tensor(shape: [range.count] + shape.dropFirst(), elementType: elementType, quantization: quantization)
    let byteCount = part.byteCount
    let start = byteCount / max(range.count, 1) * range.lowerBound
    withUnsafeBytes { source in
      part.withUnsafeMutableBytes {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + byteCount]))
      }
    }
    return part
  }

  /// Every element as a real number in float32: `(stored - zeroPoint) * scale` where quantized per tensor, rounded once,
  /// the plain value otherwise. Per-channel quantization is applied along its axis.
  public func dequantized() -> [Float] {
    let values = doubles()
    guard let quantization, elementType.isInteger else { return values.map { Float($0) } }
    if !quantization.isPerChannel {
      let scale = quantization.scale
      let zero = Double(quantization.zeroPoint)
      return values.map { Float($0 - zero) * scale }
    }
    let inner = shape[(quantization.axis + 1)...].reduce(1, *)
    let channels = quantization.scales.count
    return values.enumerated().map { index, value in
      let channel = index / inner % channels
      return Float(value - Double(quantization.zeroPoints[channel])) * quantization.scales[channel]
    }
  }

  /// Every stored element as a double, without applying the quantization.
  public func doubles() -> [Double] {
    func convert<T: BitwiseCopyable>(_ type: T.Type, _ f: (T) -> Double) -> [Double] { array(of: type).map(f) }
    switch elementType {
    case .float32: return convert(Float.self) { Double($0) }
    case .float64: return convert(Double.self) { $0 }
    case .float16: return convert(UInt16.self) { Double(Float(halfBits: $0)) }
    case .int8: return convert(Int8.self) { Double($0) }
    case .uint8: return convert(UInt8.self) { Double($0) }
    case .bool: return convert(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .int16: return convert(Int16.self) { Double($0) }
    case .uint16: return convert(UInt16.self) { Double($0) }
    case .int32: return convert(Int32.self) { Double($0) }
    case .uint32: return convert(UInt32.self) { Double($0) }
    case .int64: return convert(Int64.self) { Double($0) }
    case .uint64: return convert(UInt64.self) { Double($0) }
    case .int4:
      let count = elementCount
      return withUnsafeBytes { bytes in
        (0..<count).map { index in
          let nibble = (bytes[index >> 1] >> (index & 1 == 0 ? 0 : 4)) & 15
          return Double(Int8(bitPattern: nibble << 4) >> 4)
        }
      }
    }
  }
}

extension Float {
  /// The value of an IEEE 754 half-precision bit pattern. Written out because `Float16` is missing on x86-64 macOS.
  public init(halfBits bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }

  /// The IEEE 754 half-precision bit pattern nearest to this value, ties to even.
  public var halfBits: UInt16 {
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
    let magnitude = bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    // From 65520 on the nearest value is beyond the largest finite half.
    if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
    // Adding a power of two that leaves ten fraction bits makes the float unit round, below the smallest normal too.
    let exponent = Swift.max(Int(magnitude >> 23) - 127, -14)
    let unit = Float(sign: .plus, exponent: exponent + 13, significand: 1)
    let rounded = Float(bitPattern: magnitude) + unit - unit
    if rounded < 0x1p-14 { return sign | UInt16(rounded * 0x1p24) }
    return sign | UInt16(truncatingIfNeeded: (rounded.bitPattern >> 13) &- (112 << 10))
  }
}
