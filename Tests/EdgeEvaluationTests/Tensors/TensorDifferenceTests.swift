import EdgeEvaluation
import EdgeModel
import EdgeRunner
import Testing

@Suite("Tensor differences") struct TensorDifferenceTests {
  private func difference<T: BitwiseCopyable>(_ type: ElementType, _ a: [T], _ b: [T]) throws -> TensorDifference {
    let (x, y) = (
      Tensor(shape: [a.count], elementType: type, values: a), Tensor(shape: [b.count], elementType: type, values: b)
    )
    return try #require(TensorDifference(reference: x, prediction: y))
  }

  @Test("integers are counted in stored units, whatever the scale") func countsIntegerSteps() throws {
    let d = try difference(.int8, [Int8(0), -128, 5, 7], [Int8(0), 127, 4, 7])
    #expect(d.count == 4)
    #expect(d.differingCount == 2)
    #expect(d.largestSteps == 255)
    #expect(d.histogram.bins.map(\.steps) == [-1...(-1), 0...0, 129...256])
    #expect(d.histogram.bins.map(\.count) == [1, 2, 1])
  }

  @Test("floats are counted in representable numbers, across zero and beyond") func countsFloatSteps() throws {
    let tiny = Float.leastNonzeroMagnitude
    let pairs: [(Float, Float, Int)] = [
      (1, 1, 0), (1, Float(1).nextUp, 1), (0, Float(-0.0), 0), (-tiny, tiny, 2),
      (Float.infinity, Float.greatestFiniteMagnitude, 1),
      (.nan, .nan, 0), (.nan, 1, .max),
    ]
    for (a, b, steps) in pairs {
      #expect(try difference(.float32, [a], [b]).largestSteps == steps, "\(a) and \(b)")
    }
    #expect(try difference(.float64, [Double(1)], [Double(1).nextDown]).largestSteps == 1)
    #expect(try difference(.float16, [UInt16(0x3C00)], [UInt16(0x3C03)]).largestSteps == 3)
  }

  @Test("packed and wide integers do not overflow") func copesWithWidths() throws {
    let packed = try difference(.int4, [UInt8(0x87)], [UInt8(0x78)])
    #expect(packed.largestSteps == 15)
    #expect(try difference(.int64, [Int64.min], [Int64.max]).largestSteps == .max)
    #expect(try difference(.uint64, [UInt64.min], [UInt64.max]).largestSteps == .max)
    #expect(try difference(.uint32, [UInt32.max], [UInt32.min]).largestSteps == Int(UInt32.max))
  }

  @Test("other types or sizes cannot be compared") func refusesMismatch() {
    let a = Tensor(shape: [2], elementType: .int8)
    #expect(TensorDifference(reference: a, prediction: Tensor(shape: [2], elementType: .uint8)) == nil)
    #expect(TensorDifference(reference: a, prediction: Tensor(shape: [3], elementType: .int8)) == nil)
    #expect(TensorDifference(reference: a, prediction: Tensor(shape: [1, 2], elementType: .int8))?.isIdentical == true)
  }

  @Test("merged samples add up") func merges() throws {
    var d = try difference(.uint8, [UInt8(1), 2], [UInt8(1), 2])
    d.merge(try difference(.uint8, [UInt8(9), 2], [UInt8(1), 3]))
    #expect(d.count == 4 && d.differingCount == 2 && d.largestSteps == 8)
    #expect(d.histogram.bins.map(\.count) == [1, 2, 1])
  }

  @Test(
    "bins hold single steps up to eight and powers of two beyond",
    arguments: [
      (8, 8...8), (9, 9...16), (16, 9...16), (17, 17...32), (255, 129...256), (-9, -16...(-9)),
      (1 << 40, 549_755_813_889...(1 << 40)),
      (.max, 4_611_686_018_427_387_905...Int.max), (-.max, -Int.max...(-4_611_686_018_427_387_905)),
    ] as [(Int, ClosedRange<Int>)])
  func bins(steps: Int, range: ClosedRange<Int>) {
    var histogram = StepHistogram()
    histogram.add(steps)
    #expect(histogram.bins.map(\.steps) == [range])
  }

  @Test("levels are told apart")
  func ranksLevels() throws {
    let noise = Float(1) + 0x1p-17
    #expect(RoundingLevel(try difference(.float32, [Float(1), 2], [Float(1), 2])) == .exact)
    #expect(RoundingLevel(try difference(.float32, [Float(1), 2], [Float(1).nextUp, 2])) == .oneStep)
    #expect(RoundingLevel(try difference(.float32, [Float(1), 2], [noise, 2])) == .summation)
    #expect(RoundingLevel(try difference(.float32, [Float(1), 2], [Float(1.1), 2])) == .apart)
    #expect(RoundingLevel(try difference(.float32, [Float(1), 2], [Float.nan, 2])) == .apart)
    #expect(RoundingLevel(try difference(.int8, [Int8(1), 2], [Int8(2), 2])) == .oneStep)
    #expect(RoundingLevel(try difference(.int32, [Int32(1), 1 << 30], [Int32(3), 1 << 30])) == .apart)
    #expect(RoundingLevel.allCases.sorted() == [.exact, .oneStep, .summation, .apart])
  }
}

@Suite("Inputs for other models") struct TensorAdaptationTests {
  private let pictures = Tensor(
    shape: [1, 1, 2, 3], elementType: .uint8, quantization: Quantization(scale: 1 / 255, zeroPoint: 0),
    values: [UInt8(0), 51, 102, 153, 204, 255])

  @Test("uint8 becomes int8 of the same scale exactly") func changesQuantization() throws {
    let adapted = try pictures.adapted(
      to: TensorDescription(
        name: "x", shape: [1, 1, 2, 3], elementType: .int8, quantization: Quantization(scale: 1 / 255, zeroPoint: -128))
    )
    #expect(adapted.array(of: Int8.self) == [-128, -77, -26, 25, 76, 127])
  }

  @Test("NHWC becomes NCHW and comes back") func turnsPictures() throws {
    let planes = try pictures.adapted(to: TensorDescription(name: "x", shape: [1, 3, 1, 2], elementType: .float32))
    #expect(planes.shape == [1, 3, 1, 2])
    #expect(planes.array(of: Float.self).map { ($0 * 255).rounded() } == [0, 153, 51, 204, 102, 255])
    let back = try planes.adapted(
      to: TensorDescription(
        name: "x", shape: [1, 1, 2, 3], elementType: .uint8, quantization: pictures.quantization))
    #expect(back.array(of: UInt8.self) == pictures.array(of: UInt8.self))
  }

  @Test("the same form passes untouched, with any batch") func passesSameForm() throws {
    let batch = Tensor(shape: [2, 3], elementType: .float32, values: [Float](repeating: 1, count: 6))
    let adapted = try batch.adapted(to: TensorDescription(name: "x", shape: [1, 3, 1], elementType: .float32))
    #expect(adapted.shape == [2, 3, 1])
  }

  @Test("unrelated shapes are refused", arguments: [[1, 2, 2, 3], [1, 3, 2, 2], [1, 6], []])
  func refusesOtherShapes(shape: [Int]) {
    #expect(throws: RunnerError.self) {
      try pictures.adapted(to: TensorDescription(name: "x", shape: shape, elementType: .float32))
    }
  }
}
