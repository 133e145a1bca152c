import EdgeModel
import Testing

@Suite("Values of tensors")
struct TensorValueTests {
  private func tensor<T: BitwiseCopyable>(_ type: ElementType, _ values: [T]) -> Tensor {
    Tensor(shape: [values.count], elementType: type, values: values)
  }

  @Test("stored elements of every type are read as doubles")
  func doubles() {
    #expect(tensor(.int8, [-128, 127] as [Int8]).doubles() == [-128, 127])
    #expect(tensor(.uint8, [0, 255] as [UInt8]).doubles() == [0, 255])
    #expect(tensor(.bool, [0, 1, 7] as [UInt8]).doubles() == [0, 1, 1])
    #expect(tensor(.int16, [-32768, 32767] as [Int16]).doubles() == [-32768, 32767])
    #expect(tensor(.uint16, [65535] as [UInt16]).doubles() == [65535])
    #expect(tensor(.int32, [Int32.min] as [Int32]).doubles() == [-2_147_483_648])
    #expect(tensor(.uint32, [UInt32.max]).doubles() == [4_294_967_295])
    #expect(tensor(.int64, [-5] as [Int64]).doubles() == [-5])
    #expect(tensor(.uint64, [5] as [UInt64]).doubles() == [5])
    #expect(tensor(.float32, [1.5] as [Float]).doubles() == [1.5])
    #expect(tensor(.float64, [0.1]).doubles() == [0.1])
    #expect(tensor(.float16, [0x3C00, 0xC000] as [UInt16]).doubles() == [1, -2])
  }

  @Test("the low nibble of a byte is the first of two int4 elements, with a sign")
  func nibbles() {
    var tensor = Tensor(shape: [3], elementType: .int4)
    tensor.withUnsafeMutableBytes { $0.copyBytes(from: [0x8F, 0x07]) }
    #expect(tensor.doubles() == [-1, -8, 7])
  }

  @Test("real values are the distance from the zero point times the scale, rounded once")
  func dequantized() {
    let q = Quantization(scale: 0.1, zeroPoint: -3)
    let tensor = Tensor(shape: [3], elementType: .int8, quantization: q, values: [-3, 7, -128] as [Int8])
    #expect(tensor.dequantized() == [0, Float(10) * 0.1, Float(-125) * 0.1])
    // No scale, or no integers: the values themselves.
    #expect(self.tensor(.int8, [5] as [Int8]).dequantized() == [5])
    let float = Tensor(shape: [1], elementType: .float32, quantization: q, values: [2] as [Float])
    #expect(float.dequantized() == [2])
  }

  @Test("scales per channel belong to the slices along their axis", arguments: [0, 1, 2])
  func perChannel(axis: Int) {
    let shape = [2, 3, 2]
    let scales = (0..<shape[axis]).map { Float($0 + 1) }
    let zeroPoints = scales.indices.map { 10 * $0 }
    let q = Quantization(scales: scales, zeroPoints: zeroPoints, axis: axis)
    let values = (0..<12).map { Int8($0) }
    let real = Tensor(shape: shape, elementType: .int8, quantization: q, values: values).dequantized()
    for position in 0..<12 {
      let channel = [position / 6, position / 2 % 3, position % 2][axis]
      #expect(real[position] == Float(position - zeroPoints[channel]) * scales[channel])
    }
  }

  @Test("every half-precision number survives the way through Float")
  func halves() {
    let lost = (UInt16.min...UInt16.max).filter { bits in
      let value = Float(halfBits: bits)
      return value.isNaN ? !Float(halfBits: value.halfBits).isNaN : value.halfBits != bits
    }
    #expect(lost.isEmpty)
  }

  @Test(
    "floats become the nearest half, ties to even",
    arguments: [
      (1 + 0x1p-11, 0x3C00), (1 + 0x1.8p-10, 0x3C02), (65519, 0x7BFF), (65520, 0x7C00), (-65520, 0xFC00),
      (0x1p-25, 0), (0x1.8p-25, 1), (-0x1p-24, 0x8001), (0x1.FF8p-15, 0x03FF), (0x1.FFCp-15, 0x0400), (-0.0, 0x8000),
      (.infinity, 0x7C00),
    ] as [(Float, UInt16)])
  func nearestHalf(value: Float, bits: UInt16) { #expect(value.halfBits == bits) }
}
