public import EdgeModel
public import EdgeRunner

/// Seeded random inputs: the same for every runtime, and those of ST's tools where these are documented.
public struct RandomInputs: Sendable, Hashable {
  /// Seed of NumPy's `RandomState`.
  public var seed: UInt32
  /// Range of the real values.
  public var range: ClosedRange<Double>
  /// Samples of each input.
  public var sampleCount: Int

  /// The defaults are those of ST's `validate`: ten samples, seed 42, real values from 0 to 1.
  public init(seed: UInt32 = 42, range: ClosedRange<Double> = 0...1, sampleCount: Int = 10) {
    self.seed = seed
    self.range = range
    self.sampleCount = sampleCount
  }

  /// One tensor per input with all samples joined along the first dimension, drawn input by input.
  ///
  /// Floats are `RandomState(seed).uniform(low, high)`. Quantized integers are such floats quantized, so that a
  /// quantized model and its float original see the same values. Plain integers span their whole type.
  /// - Throws: `RunnerError.Code.invalidArgument` for an empty batch, `outOfMemory` for one that is too large.
  public func tensors(for inputs: [TensorDescription]) throws(RunnerError) -> [Tensor] {
    guard sampleCount > 0 else { throw RunnerError(.invalidArgument, "no samples were asked for") }
    var generator = NumpyRandomState(seed: seed)
    var tensors: [Tensor] = []
    for input in inputs {
      let shape = SampleBatch.shape(of: sampleCount, samplesOf: input.shape)
      guard let bytes = Tensor.byteCount(shape: shape, elementType: input.elementType), bytes < 1 << 36,
        let count = Tensor.elementCount(shape: shape)
      else {
        throw RunnerError(.outOfMemory, "\(sampleCount) samples of input \(input.name) \(input.shape) do not fit")
      }
      tensors.append(tensor(input, shape: shape, count: count, from: &generator))
    }
    return tensors
  }

  /// True for floats and for integers that stand for reals; others span their whole type.
  static func drawsReals(_ input: TensorDescription) -> Bool {
    input.elementType.isFloatingPoint || (input.quantization != nil && input.elementType.integerRange != nil)
  }

  private func tensor(
    _ input: TensorDescription, shape: [Int], count: Int, from generator: inout NumpyRandomState
  ) -> Tensor {
    let type = input.elementType
    if !Self.drawsReals(input) {
      let full = type.integerRange ?? (type == .bool ? 0...1 : Int64.min...Int64.max)
      let values = generator.integers(in: full, bitWidth: type == .bool ? 1 : max(type.bitWidth, 8), count: count)
      return Tensor(shape: shape, elementType: type, quantization: input.quantization, integers: values)
    }
    let reals = generator.uniform(range.lowerBound, range.upperBound, count: count)
    return Tensor(shape: shape, elementType: type, quantization: input.quantization, reals: reals)
  }
}

extension Tensor {
  /// A tensor of integers cut to the width of `elementType`.
  public init(shape: [Int], elementType: ElementType, quantization: Quantization? = nil, integers: [Int64]) {
    func fill<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> Tensor {
      Tensor(
        shape: shape, elementType: elementType, quantization: quantization,
        values: integers.map { T(truncatingIfNeeded: $0) })
    }
    switch elementType {
    case .int4:
      self.init(shape: shape, elementType: elementType, quantization: quantization)
      withUnsafeMutableBytes { bytes in
        for (index, value) in integers.enumerated() {
          bytes[index >> 1] |= UInt8(truncatingIfNeeded: value & 15) << (index & 1 == 0 ? 0 : 4)
        }
      }
    case .int8: self = fill(Int8.self)
    case .uint8, .bool: self = fill(UInt8.self)
    case .int16: self = fill(Int16.self)
    case .uint16: self = fill(UInt16.self)
    case .int32: self = fill(Int32.self)
    case .uint32: self = fill(UInt32.self)
    case .int64: self = fill(Int64.self)
    case .uint64: self = fill(UInt64.self)
    case .float16, .float32, .float64:
      self.init(shape: shape, elementType: elementType, quantization: quantization, reals: integers.map(Double.init))
    }
  }

  /// A tensor of real values, rounded to the float type, or quantized: `clamp(round(real / scale) + zero point)` with
  /// the division in float32 and ties to even. Integers without quantization count as having scale 1.
  public init(shape: [Int], elementType: ElementType, quantization: Quantization? = nil, reals: [Double]) {
    switch elementType {
    case .float64:
      self.init(shape: shape, elementType: elementType, quantization: quantization, values: reals)
    case .float32:
      self.init(shape: shape, elementType: elementType, quantization: quantization, values: reals.map { Float($0) })
    case .float16:
      self.init(
        shape: shape, elementType: elementType, quantization: quantization, values: reals.map { Float($0).halfBits })
    default:
      let range = elementType.integerRange ?? (elementType == .bool ? 0...1 : 0...Int64.max)
      let scale = quantization?.scale ?? 1
      let zeroPoint = Double(quantization?.zeroPoint ?? 0)
      let codes = reals.map { real in
        let code = Double((Float(real) / scale).rounded(.toNearestOrEven)) + zeroPoint
        return code >= Double(range.upperBound)
          ? range.upperBound : code > Double(range.lowerBound) ? Int64(code) : range.lowerBound
      }
      self.init(shape: shape, elementType: elementType, quantization: quantization, integers: codes)
    }
  }
}
