import EdgeModel
import EdgeRunner
import Testing

@Suite("Batches of samples")
struct SampleBatchTests {
  private static let model = ModelInformation(
    name: "m",
    inputs: [
      TensorDescription(name: "x", shape: [1, 2, 3], elementType: .int8),
      TensorDescription(name: "y", shape: [2, 2], elementType: .float32),
    ],
    outputs: [
      TensorDescription(
        name: "z", shape: [1, 4], elementType: .uint8, quantization: Quantization(scale: 0.5, zeroPoint: 1)),
      TensorDescription(name: "scalar", shape: [], elementType: .int32),
    ])

  private func inputs(samples: Int) -> [Tensor] {
    [
      Tensor(shape: [samples, 2, 3], elementType: .int8, values: (0..<6 * samples).map(Int8.init)),
      Tensor(shape: [2 * samples, 2], elementType: .float32, values: (0..<4 * samples).map(Float.init)),
    ]
  }

  @Test("inputs are cut into samples", arguments: [1, 3])
  func cuts(samples: Int) throws {
    let batch = try SampleBatch(inputs(samples: samples), for: Self.model)
    #expect(batch.count == samples)
    for sample in 0..<samples {
      let whole = batch.inputs(ofSample: sample, for: Self.model)
      #expect(whole.map(\.shape) == [[1, 2, 3], [2, 2]])
      #expect(whole[0].array(of: Int8.self) == (0..<6).map { Int8(6 * sample + $0) })
      #expect(whole[1].array(of: Float.self) == (0..<4).map { Float(4 * sample + $0) })
      let bytes = batch.withInput(0, sample: sample) { Array($0) }
      #expect(bytes == (0..<6).map { UInt8(6 * sample + $0) })
    }
  }

  @Test("outputs of samples are joined along the first dimension; a scalar gains one")
  func joins() throws {
    var batch = try SampleBatch(inputs(samples: 2), for: Self.model)
    #expect(batch.outputs.map(\.shape) == [[2, 4], [2]])
    #expect(batch.outputs[0].quantization == Quantization(scale: 0.5, zeroPoint: 1))
    for sample in 0..<2 {
      batch.withOutput(0, sample: sample) { $0.copyBytes(from: [UInt8](repeating: UInt8(sample + 1), count: 4)) }
    }
    #expect(batch.outputs[0].array(of: UInt8.self) == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(try SampleBatch(inputs(samples: 1), for: Self.model).outputs.map(\.shape) == [[1, 4], []])
    #expect(try SampleBatch(inputs(samples: 2), for: Self.model, keepsOutputs: false).outputs.isEmpty)
  }

  @Test("dimensions of one may be left out or added, the first is the batch")
  func squeezed() throws {
    for shape in [[1, 2, 3], [1, 2, 1, 3], [4, 2, 3]] {
      let x = Tensor(shape: shape, elementType: .int8)
      let y = Tensor(shape: [2 * shape[0], 2], elementType: .float32)
      #expect(try SampleBatch([x, y], for: Self.model).count == shape[0])
    }
  }

  private static let wrong: [(shapes: [[Int]], types: [ElementType], part: String)] = [
    ([[1, 2, 3]], [.int8], "takes 2 input(s), got 1"),
    ([[1, 2, 3], [2, 2]], [.uint8, .float32], "input #1 (x): element type uint8, expected int8"),
    ([[1, 3, 2], [2, 2]], [.int8, .float32], "input #1 (x): shape [1, 3, 2], expected [1, 2, 3]"),
    ([[1, 2, 3], [3, 2]], [.int8, .float32], "input #2 (y): shape [3, 2], expected [2, 2]"),
    ([[0, 2, 3], [2, 2]], [.int8, .float32], "input #1"),
    ([[2, 2, 3], [2, 2]], [.int8, .float32], "different numbers of samples: 2 and 1"),
  ]

  @Test("inputs that do not fit the model are refused with the place", arguments: wrong.indices)
  func refuses(index: Int) {
    let row = Self.wrong[index]
    let tensors = zip(row.shapes, row.types).map { Tensor(shape: $0, elementType: $1) }
    let error = #expect(throws: RunnerError.self) { try SampleBatch(tensors, for: Self.model) }
    #expect(error?.code == .invalidArgument && error?.message.contains(row.part) == true, "\(error?.message ?? "")")
  }

  @Test("outputs beyond memory are an error, not a trap")
  func tooLarge() {
    var model = Self.model
    model.inputs = []
    model.outputs[0].shape = [1 << 41]
    let error = #expect(throws: RunnerError.self) { try SampleBatch([], for: model) }
    #expect(error?.code == .outOfMemory && error?.hint != nil)
  }

  @Test("an output may have another shape than the described one, as long as samples agree")
  func sizedByData() throws {
    var batch = try SampleBatch(inputs(samples: 2), for: Self.model)
    for sample in 0..<2 {
      try batch.setShape([3, 2], ofOutput: 0, sample: sample)
      batch.withOutput(0, sample: sample) { $0.copyBytes(from: (0..<6).map { UInt8(10 * sample + $0) }) }
    }
    #expect(batch.outputs[0].shape == [6, 2])
    #expect(batch.outputs[0].quantization == Quantization(scale: 0.5, zeroPoint: 1))
    #expect(batch.outputs[0].array(of: UInt8.self) == (0..<6).map(UInt8.init) + (10..<16).map(UInt8.init))
    let error = #expect(throws: RunnerError.self) { try batch.setShape([1, 2], ofOutput: 0, sample: 1) }
    #expect(error?.code == .invalidArgument && error?.message.contains("[1, 2] for sample 2 and [3, 2]") == true)
  }
}
