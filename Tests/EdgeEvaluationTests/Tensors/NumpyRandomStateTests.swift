import EdgeEvaluation
import EdgeModel
import EdgeRunner
import Testing

/// Expected values were printed by numpy 2.4.6's `RandomState`.
@Suite("Numpy's generator") struct NumpyRandomStateTests {
  @Test(
    "words",
    arguments: [
      (0, [2_357_136_044, 2_546_248_239, 3_071_714_933]), (1, [1_791_095_845, 4_282_876_139, 3_093_770_124]),
      (42, [1_608_637_542, 3_421_126_067, 4_083_286_876]),
      (4_294_967_295, [419_326_371, 479_346_978, 3_918_654_476]),
    ] as [(UInt32, [UInt32])])
  func makesWords(seed: UInt32, words: [UInt32]) {
    var generator = NumpyRandomState(seed: seed)
    #expect(words.map { _ in generator.nextWord() } == words)
  }

  @Test("random_sample, also beyond one round of the state") func makesDoubles() {
    var generator = NumpyRandomState(seed: 42)
    #expect(
      (0..<4).map { _ in generator.nextDouble() }
        == [0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366])
    var other = NumpyRandomState(seed: 0)
    #expect((0..<2000).map { _ in other.nextDouble() }.last == 0.5017731306999452)
  }

  @Test("uniform in float32") func makesUniform() {
    var generator = NumpyRandomState(seed: 42)
    #expect(
      generator.uniform(-1, 1, count: 3).map { Float($0) }
        == [-0.25091975927352905, 0.9014286398887634, 0.46398788690567017])
  }

  @Test(
    "randint of every width",
    arguments: [
      (-128...127, 8, [-26, 92, 97, -33, 51, -67, 106, 75, -36, -125]),
      (-3...99, 8, [99, 89, 94, 92, 48, 58, 72, 89, 0, 95, 11, 18]), (0...299, 16, [102, 270, 245, 106, 71, 188]),
      (0...299, 32, [102, 270, 106, 71, 188, 20]), (0...255, 32, [102, 179, 92, 14, 106, 71]),
      (0...299, 64, [102, 270, 106, 71, 188, 20]),
      (
        0...1, 1,
        [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1]
      ),
      (7...7, 8, [7, 7]),
    ] as [(ClosedRange<Int64>, Int, [Int64])])
  func makesIntegers(range: ClosedRange<Int64>, bitWidth: Int, values: [Int64]) {
    var generator = NumpyRandomState(seed: 42)
    #expect(generator.integers(in: range, bitWidth: bitWidth, count: values.count) == values)
  }

  @Test("several calls continue the sequence") func continuesSequence() {
    var bytes = NumpyRandomState(seed: 42)
    _ = bytes.integers(in: -128...127, bitWidth: 8, count: 10)
    #expect(bytes.integers(in: 0...255, bitWidth: 8, count: 5) == [14, 149, 245, 46, 106])
    var words = NumpyRandomState(seed: 42)
    _ = words.integers(in: 0...255, bitWidth: 32, count: 6)
    #expect(
      words.integers(in: Int64(Int32.min)...Int64(Int32.max), bitWidth: 32, count: 3)
        == [423_734_972, 415_968_276, -1_477_388_698])
    var long = NumpyRandomState(seed: 42)
    _ = long.integers(in: 0...299, bitWidth: 64, count: 6)
    #expect(
      long.integers(in: 0...(1 << 40 - 1), bitWidth: 64, count: 3)
        == [440_001_501_305, 902_372_521_174, 319_800_038_858])
  }
}

@Suite("Random inputs") struct RandomInputsTests {
  private let scale = Float(1) / 255

  @Test("floats are numpy's uniform numbers, quantized inputs the same numbers quantized")
  func matchesAcrossTypes() throws {
    let inputs = RandomInputs(sampleCount: 2)
    let shape = [1, 4]
    let float = try inputs.tensors(for: [TensorDescription(name: "x", shape: shape, elementType: .float32)])[0]
    #expect(float.shape == [2, 4])
    #expect(float.array(of: Float.self).prefix(2) == [0.3745401188473625, 0.9507143064099162])
    for (type, zeroPoint) in [(ElementType.uint8, 0), (.int8, -128)] {
      let quantization = Quantization(scale: scale, zeroPoint: zeroPoint)
      let quantized = try inputs.tensors(
        for: [TensorDescription(name: "x", shape: shape, elementType: type, quantization: quantization)])[0]
      #expect(quantized.doubles().prefix(2) == [Double(96 + zeroPoint), Double(242 + zeroPoint)])
    }
  }

  @Test("plain integers span their type, and inputs are drawn one after the other") func spansIntegers() throws {
    let bytes = TensorDescription(name: "x", shape: [10], elementType: .int8)
    let more = TensorDescription(name: "y", shape: [5], elementType: .uint8)
    let tensors = try RandomInputs(sampleCount: 1).tensors(for: [bytes, more])
    #expect(tensors[0].array(of: Int8.self) == [-26, 92, 97, -33, 51, -67, 106, 75, -36, -125])
    #expect(tensors[1].array(of: UInt8.self) == [14, 149, 245, 46, 106])
  }

  @Test(
    "values beyond a quantized type's range are clamped",
    arguments: [(-5.0...(-1), -128), (1...5, 127)]
      as [(ClosedRange<Double>, Int8)])
  func clamps(range: ClosedRange<Double>, code: Int8) throws {
    let quantization = Quantization(scale: 0.001, zeroPoint: -128)
    let tensor = try RandomInputs(range: range, sampleCount: 1).tensors(
      for: [TensorDescription(name: "x", shape: [100], elementType: .int8, quantization: quantization)])[0]
    #expect(Set(tensor.array(of: Int8.self)) == [code])
  }

  @Test("impossible batches are errors") func refusesImpossible() {
    let small = TensorDescription(name: "x", shape: [1], elementType: .int8)
    let huge = TensorDescription(name: "x", shape: [1, 1 << 40], elementType: .float32)
    #expect(throws: RunnerError.self) { try RandomInputs(sampleCount: 0).tensors(for: [small]) }
    #expect(throws: RunnerError.self) { try RandomInputs(sampleCount: 2).tensors(for: [huge]) }
  }

  @Test(
    "half floats round to nearest, ties to even",
    arguments: [
      (0, 0), (-0.0, 0x8000), (1, 0x3C00), (-2, 0xC000), (65504, 0x7BFF), (65519.996, 0x7BFF), (65520, 0x7C00),
      (0x1p-24, 1), (0x1p-25, 0), (0x1.8p-25, 1), (0x1p-14, 0x0400), (0x1.FF8p-15, 0x03FF), (0x1.FFFp-15, 0x0400),
      (1.00048828125, 0x3C00), (1.00146484375, 0x3C02), (.infinity, 0x7C00), (-.infinity, 0xFC00),
    ] as [(Float, UInt16)])
  func makesHalves(value: Float, bits: UInt16) {
    #expect(value.halfBits == bits)
  }

  @Test("every half float survives the way to float32 and back") func halvesRoundTrip() {
    for bits in UInt16.min...UInt16.max where bits & 0x7C00 != 0x7C00 || bits & 0x3FF == 0 {
      #expect(Float(halfBits: bits).halfBits == bits)
    }
    #expect(Float(halfBits: Float.nan.halfBits).isNaN)
  }

  @Test("samples drawn part by part are those drawn at once")
  func stream() throws {
    let inputs = [
      TensorDescription(name: "a", shape: [1, 3], elementType: .float32),
      TensorDescription(
        name: "b", shape: [2], elementType: .int8, quantization: Quantization(scale: 0.01, zeroPoint: -3)),
    ]
    let random = RandomInputs(range: -1...1, sampleCount: 5)
    let whole = try random.tensors(for: inputs)
    var stream = try #require(RandomInputStream(random, for: inputs))
    let parts = [stream.next(2), stream.next(3)]
    for position in inputs.indices {
      #expect(parts.flatMap { $0[position].doubles() } == whole[position].doubles())
    }
    let plain = TensorDescription(name: "c", shape: [4], elementType: .uint8)
    #expect(RandomInputStream(random, for: [plain]) == nil)
  }
}
