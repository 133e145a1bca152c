import EdgeFormats
import EdgeModel
import EdgeSystem
import Foundation
import Testing

@Suite("Reading TFLite files")
struct TFLiteReaderTests {
  typealias Tensor = TFLiteSchema.TensorField
  typealias Op = TFLiteSchema.OperatorField
  typealias Quantization = TFLiteSchema.QuantizationField

  @Test("the model that the other cases change is sound")
  func sound() throws {
    let graph = try RawModel().read()
    #expect(graph.operators.map(\.kind) == [.add(.none)])
    #expect(graph.tensors.map(\.name) == ["x", "c", "y"])
    #expect(graph.tensors[1].constant?.byteCount == 16)
  }

  // MARK: Files

  @Test("what is no file with content is refused in words", arguments: ["", "/", "/nonexistent/model.tflite"])
  func unreadable(path: String) {
    let error = #expect(throws: TFLiteError.self) { try TFLiteReader.read(contentsOf: path) }
    #expect(error?.code == .unreadable)
  }

  @Test("an empty file and a named pipe are refused")
  func emptyFile() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tflite").path
    try Data().write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: TFLiteError.self) { try TFLiteReader.read(contentsOf: path) }
    #expect(error?.description == "\(path): is empty")
    #expect(throws: TFLiteError.self) { try TFLiteReader.read(contentsOf: "/dev/null") }
  }

  @Test("a mapped file gives the same model as its bytes")
  func mapped() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).tflite").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(TFLiteWriter.write(SampleGraphs.network), to: path)
    let model = try TFLiteReader.read(contentsOf: path)
    #expect(model.graph.differences(from: SampleGraphs.network) == [])
    #expect(model.graph.tensors[2].constant?.isWritable == false)
  }

  @Test("other files are not taken for TFLite", arguments: ["", "TFL3", "\u{8}\0\0\0ONNX----", "\0\0\0\0TFL"])
  func otherFiles(text: String) {
    let error = #expect(throws: TFLiteError.self) { try TFLiteReader.read(ByteRegion(copying: Array(text.utf8))) }
    #expect(error?.code == .unreadable)
  }

  @Test("the pointer that stands for a model in a clone without Git LFS is recognised")
  func pointer() {
    let text = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    let error = #expect(throws: TFLiteError.self) { try TFLiteReader.read(ByteRegion(copying: Array(text.utf8))) }
    #expect(error?.message.contains("git lfs pull") == true)
  }

  @Test("another schema version and a model without subgraphs are refused")
  func models() {
    var raw = RawModel()
    raw.model = [RawModel.Model.version: .uint32(2)]
    #expect(raw.error()?.code == .unsupported)
    raw.model = [RawModel.Model.subgraphs: .tables([])]
    #expect(raw.error()?.code == .malformed)
  }

  // MARK: Operators

  @Test("all unknown operators are named at once")
  func unsupported() {
    var raw = RawModel()
    raw.codes += [
      [RawModel.Code.deprecatedBuiltinCode: .int8(109)],
      [RawModel.Code.deprecatedBuiltinCode: .int8(127), RawModel.Code.builtinCode: .int32(163)],
      [RawModel.Code.deprecatedBuiltinCode: .int8(32), RawModel.Code.customCode: .string("TFLite_Detection")],
      [RawModel.Code.deprecatedBuiltinCode: .int8(127), RawModel.Code.builtinCode: .int32(9999)],
    ]
    for code in 1...4 {
      raw.operators.append([Op.opcodeIndex: .uint32(UInt32(code)), Op.outputs: .vector([2] as [Int32])])
    }
    raw.operators[4][Op.outputs] = nil
    let error = raw.error()
    #expect(error?.code == .unsupported)
    #expect(
      error?.unsupportedOperators == [
        UnsupportedOperator(index: 1, name: "WHERE", outputName: "y"),
        UnsupportedOperator(index: 2, name: "STABLEHLO_ADD", outputName: "y"),
        UnsupportedOperator(index: 3, name: "CUSTOM:TFLite_Detection", outputName: "y"),
        UnsupportedOperator(index: 4, name: "BUILTIN_9999", outputName: ""),
      ])
    #expect(error?.message.contains("1 STABLEHLO_ADD: not supported (#2 y)") == true)
  }

  @Test("the larger of the two operator code fields counts")
  func codes() throws {
    var raw = RawModel()
    raw.codes = [[RawModel.Code.builtinCode: .int32(41)]]
    #expect(try raw.read().operators[0].kind == .subtract(.none))
    raw.codes = [[RawModel.Code.deprecatedBuiltinCode: .int8(18)]]
    #expect(try raw.read().operators[0].kind == .multiply(.none))
  }

  @Test(
    "operand lists that contradict the operator are refused",
    arguments: [
      ([0], [2]), ([0, 1, 1], [2]), ([0, -1], [2]), ([-1, 1], [2]), ([0, 3], [2]), ([0, -2], [2]), ([0, 1], []),
      ([0, 1], [-1]), ([0, 1], [3]), ([0, 1], [2, 2]), ([2, 1], [2]), ([0, 1], [0]), ([0, 1], [1]),
    ] as [([Int32], [Int32])])
  func operands(inputs: [Int32], outputs: [Int32]) {
    var raw = RawModel()
    raw.operators = [[Op.inputs: .vector(inputs), Op.outputs: .vector(outputs)]]
    let error = raw.error()
    #expect(error?.code == .malformed)
    #expect(error?.place == .operator(0, name: "ADD"))
  }

  @Test("an operator must not use what a later one produces, and a tensor is written once")
  func order() {
    var raw = RawModel()
    raw.tensors.append([Tensor.shape: .vector([4] as [Int32])])
    let first: RawModel.Fields = [Op.inputs: .vector([0, 1] as [Int32]), Op.outputs: .vector([3] as [Int32])]
    let second: RawModel.Fields = [Op.inputs: .vector([3, 1] as [Int32]), Op.outputs: .vector([2] as [Int32])]
    raw.operators = [first, second]
    #expect(raw.error() == nil)
    raw.operators = [second, first]
    #expect(raw.error()?.place == .operator(0, name: "ADD"))
    raw.operators = [first, second, second]
    #expect(raw.error()?.place == .operator(2, name: "ADD"))
    raw.operators = [first]
    #expect(raw.error()?.place == .tensor(2, name: "y"))
  }

  @Test(
    "graph inputs and outputs out of range, repeated inputs and constant inputs are refused",
    arguments: [([5], [2]), ([-1], [2]), ([0], [9]), ([0, 0], [2]), ([0, 1], [2]), ([], [2])] as [([Int32], [Int32])])
  func ends(inputs: [Int32], outputs: [Int32]) {
    var raw = RawModel()
    raw.subgraph = [RawModel.SubGraph.inputs: .vector(inputs), RawModel.SubGraph.outputs: .vector(outputs)]
    #expect(raw.error()?.code == .malformed)
  }

  @Test("options of another operator, unknown activations and shuffled weights are refused")
  func options() {
    var raw = RawModel()
    raw.operators[0][Op.optionsType] = .uint8(21)
    raw.operators[0][Op.options] = .table([:])
    #expect(raw.error()?.code == .malformed)
    raw.operators[0][Op.optionsType] = .uint8(11)
    #expect(raw.error() == nil)
    raw.operators[0][Op.options] = .table([0: .int8(6)])
    #expect(raw.error()?.code == .malformed)
    raw.codes = [[RawModel.Code.deprecatedBuiltinCode: .int8(9)]]
    raw.operators[0][Op.optionsType] = .uint8(8)
    raw.operators[0][Op.options] = .table([1: .int8(1)])
    #expect(raw.error()?.code == .unsupported)
  }

  @Test("strides and windows must be positive", arguments: 1...4, [0, -1] as [Int32])
  func pools(field: Int, value: Int32) {
    var raw = RawModel()
    raw.codes = [[RawModel.Code.deprecatedBuiltinCode: .int8(17)]]
    raw.operators[0][Op.inputs] = .vector([0] as [Int32])
    raw.operators[0][Op.optionsType] = .uint8(5)
    var fields: RawModel.Fields = [1: .int32(1), 2: .int32(1), 3: .int32(1), 4: .int32(1)]
    raw.operators[0][Op.options] = .table(fields)
    #expect(raw.error() == nil)
    fields[field] = .int32(value)
    raw.operators[0][Op.options] = .table(fields)
    #expect(raw.error()?.place == .operator(0, name: "MAX_POOL_2D"))
  }

  // MARK: Tensors

  @Test("tensors that EdgeRunner cannot hold are refused by name", arguments: [0, 1, 2])
  func unsupportedTensors(index: Int) {
    let changes: [RawModel.Fields] = [
      [Tensor.type: .int8(5)], [Tensor.type: .int8(8)], [Tensor.type: .int8(99)], [Tensor.type: .int8(-1)],
      [Tensor.isVariable: .bool(true)], [Tensor.sparsity: .table([:])], [Tensor.externalBuffer: .uint32(1)],
      [Tensor.shape: .vector([-1] as [Int32])],
    ]
    for change in changes {
      var raw = RawModel()
      raw.tensors[index].merge(change) { $1 }
      let error = raw.error()
      #expect(error?.code == .unsupported)
      #expect(error?.place == .tensor(index, name: ["x", "c", "y"][index]))
    }
  }

  @Test("a dynamic signature does not matter when the shape is fixed")
  func signature() throws {
    var raw = RawModel()
    raw.tensors[0][7] = .vector([-1] as [Int32])
    #expect(try raw.read().tensors[0].shape == [4])
  }

  @Test("the data of a constant must have the size that its shape needs", arguments: [0, 1, 2, 5] as [UInt32])
  func constantSize(buffer: UInt32) {
    var raw = RawModel()
    raw.buffers.append([
      TFLiteSchema.BufferField.data: .vector([1, 2, 3], elementSize: 1, alignment: 16)
    ])
    raw.tensors[1][Tensor.buffer] = .uint32(buffer)
    #expect(raw.error()?.code == (buffer == 1 ? nil : .malformed))
  }

  @Test("data behind the FlatBuffers part are found by their position")
  func dataOutside() throws {
    var raw = RawModel()
    func file(offset: UInt64, size: UInt64) -> ByteRegion {
      raw.buffers[1] = [1: .uint64(offset), 2: .uint64(size)]
      return ByteRegion(copying: raw.bytes + (0..<19).map { UInt8($0) })
    }
    let end = UInt64(file(offset: 2, size: 0).count - 19)
    for shift in 0...3 as ClosedRange<UInt64> {
      let constant = try TFLiteReader.graph(of: file(offset: end + shift, size: 16)).tensors[1].constant
      #expect(constant.map { Array($0.bytes) } == (0..<16).map { UInt8($0) + UInt8(shift) })
      #expect(constant.map { UInt(bitPattern: $0.baseAddress) % 4 } == 0)
    }
    for (offset, size) in [(end + 4, 16), (.max, 16), (end, .max), (end, 12), (2, 0)] as [(UInt64, UInt64)] {
      #expect(throws: TFLiteError.self) { try TFLiteReader.graph(of: file(offset: offset, size: size)) }
    }
  }

  @Test("a tensor without elements needs no data")
  func noElements() throws {
    var raw = RawModel()
    raw.tensors[1] = [Tensor.shape: .vector([0] as [Int32])]
    #expect(try raw.read().tensors[1].constant?.byteCount == 0)
  }

  // MARK: Quantization

  private func quantized(
    type: Int8 = 9, scales: [Float], zeroPoints: [Int64], axis: Int32 = 0
  ) -> Result<EdgeModel.Quantization?, TFLiteError> {
    var raw = RawModel()
    raw.tensors[2][Tensor.shape] = .vector([4, 2] as [Int32])
    raw.tensors[2][Tensor.type] = .int8(type)
    raw.tensors[2][Tensor.quantization] = .table([
      Quantization.scale: .vector(scales), Quantization.zeroPoint: .vector(zeroPoints),
      Quantization.quantizedDimension: .int32(axis),
    ])
    return Result { () throws(TFLiteError) in try raw.read().tensors[2].quantization }
  }

  @Test("quantization per tensor and per channel is read")
  func quantization() throws {
    #expect(try quantized(scales: [], zeroPoints: []).get() == nil)
    #expect(try quantized(type: 0, scales: [1], zeroPoints: [0]).get() == nil)
    #expect(
      try quantized(scales: [0.5], zeroPoints: [-128], axis: 9).get()
        == EdgeModel.Quantization(scale: 0.5, zeroPoint: -128))
    #expect(
      try quantized(scales: [1, 2], zeroPoints: [3, 4], axis: 1).get()
        == EdgeModel.Quantization(scales: [1, 2], zeroPoints: [3, 4], axis: 1))
    #expect(
      try quantized(scales: [1, 2, 3, 4], zeroPoints: [5]).get()
        == EdgeModel.Quantization(scales: [1, 2, 3, 4], zeroPoints: [5, 5, 5, 5]))
    #expect(try quantized(scales: [1], zeroPoints: []).get() == EdgeModel.Quantization(scale: 1, zeroPoint: 0))
  }

  @Test("the scales of a vector run along its one dimension, whatever the file says", arguments: [0, 3, -1] as [Int32])
  func vectorQuantization(axis: Int32) throws {
    var raw = RawModel()
    raw.tensors[2][Tensor.shape] = .vector([2] as [Int32])
    raw.tensors[2][Tensor.type] = .int8(9)
    raw.tensors[2][Tensor.quantization] = .table([
      Quantization.scale: .vector([1, 2] as [Float]), Quantization.zeroPoint: .vector([0, 0] as [Int64]),
      Quantization.quantizedDimension: .int32(axis),
    ])
    #expect(
      try raw.read().tensors[2].quantization == EdgeModel.Quantization(scales: [1, 2], zeroPoints: [0, 0], axis: 0))
  }

  @Test(
    "contradictory quantization is refused",
    arguments: [
      ([0], [0], 0), ([-1], [0], 0), ([.nan], [0], 0), ([.infinity], [0], 0), ([1], [128], 0), ([1], [-129], 0),
      ([1, 1], [0, 0], 0), ([1, 1], [0, 0], 2), ([1, 1], [0, 0], -1), ([1, 1], [0, 0, 0], 1), ([1], [0, 0], 0),
    ] as [([Float], [Int64], Int32)])
  func contradictoryQuantization(scales: [Float], zeroPoints: [Int64], axis: Int32) {
    let error = #expect(throws: TFLiteError.self) {
      try quantized(scales: scales, zeroPoints: zeroPoints, axis: axis).get()
    }
    #expect(error?.place == .tensor(2, name: "y"))
  }

  // MARK: Limits

  @Test("limits hold")
  func limits() {
    func code(_ change: (inout TFLiteLimits) -> Void) -> TFLiteError.Code? {
      var limits = TFLiteLimits.standard
      change(&limits)
      return RawModel().error(limits: limits)?.code
    }
    #expect(code { $0.tensorCount = 2 } == .limitExceeded)
    #expect(code { $0.operatorCount = 0 } == .limitExceeded)
    #expect(code { $0.rank = 0 } == .limitExceeded)
    #expect(code { $0.stringByteCount = 0 } == .limitExceeded)
    #expect(code { $0.elementCount = 3 } == .limitExceeded)
    #expect(code { $0.elementCount = 4 } == nil)
    var raw = RawModel()
    for sizes in [[Int32](repeating: .max, count: 8), [0, .max, .max, .max, .max], [.max, .max, .max, .max, 0]] {
      raw.tensors[0][Tensor.shape] = .vector(sizes)
      #expect(raw.error()?.code == .limitExceeded)
    }
  }

  @Test("text beyond the account of decoded bytes is refused")
  func decodedBytes() {
    var raw = RawModel()
    for _ in 0..<20 {
      raw.tensors.append([Tensor.name: .string(String(repeating: "n", count: 4096))])
    }
    var limits = TFLiteLimits.standard
    #expect(raw.error(limits: limits) == nil)
    limits.decodedSizeFactor = 0
    #expect(raw.error(limits: limits)?.code == .limitExceeded)
  }
}
