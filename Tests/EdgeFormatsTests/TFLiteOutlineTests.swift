import EdgeFormats
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Outlines of TFLite files")
struct TFLiteOutlineTests {
  private typealias Model = TFLiteSchema.ModelField
  private typealias Signature = TFLiteSchema.SignatureField

  private func outline(_ raw: RawModel) throws -> TFLiteOutline {
    try TFLiteOutline(of: ByteRegion(copying: raw.bytes))
  }

  @Test("edges are read whatever the operators are")
  func edges() throws {
    var raw = RawModel()
    raw.codes = [[RawModel.Code.builtinCode: .int32(500)]]
    raw.subgraph = [RawModel.SubGraph.outputs: .vector([2, 0, 1, 2] as [Int32])]
    let outline = try outline(raw)
    #expect(outline.operatorCount == 1 && outline.inputs == [0] && outline.outputs == [2, 0, 1, 2])
    #expect(outline.computed == [2] && outline.dependent == [2] && outline.signature == nil)
    #expect(try outline.tensor(1).name == "c" && outline.tensor(1).constant != nil)
    #expect(throws: TFLiteError.self) { try outline.tensor(3) }
  }

  @Test("what no input reaches is computed and does not depend on anything")
  func dependence() throws {
    var raw = RawModel()
    raw.tensors += [[RawModel.Tensor.shape: .vector([4] as [Int32])], [RawModel.Tensor.shape: .vector([4] as [Int32])]]
    raw.operators += [
      [RawModel.Op.inputs: .vector([1, -1] as [Int32]), RawModel.Op.outputs: .vector([3] as [Int32])],
      [RawModel.Op.outputs: .vector([4] as [Int32])],
    ]
    #expect(try outline(raw).computed == [2, 3, 4])
    #expect(try outline(raw).dependent == [2, 4])
  }

  @Test("a signature says which subgraph it runs")
  func signature() throws {
    func map(_ tensor: UInt32) -> FlatBufferTableFields {
      [0: .string("t"), TFLiteSchema.TensorMapField.tensorIndex: .uint32(tensor)]
    }
    var raw = RawModel()
    raw.model = [
      Model.signatureDefs: .tables([
        [
          Signature.inputs: .tables([map(5)]), Signature.outputs: .tables([map(7), map(6)]),
          Signature.subgraphIndex: .uint32(1),
        ]
      ])
    ]
    #expect(try outline(raw).signature == .init(subgraph: 1, inputs: [5], outputs: [6, 7]))
  }

  @Test("numbers of tensors that are not there are refused")
  func numbers() {
    for field in [RawModel.SubGraph.inputs, RawModel.SubGraph.outputs] {
      for number in [-2, 3] as [Int32] {
        var raw = RawModel()
        raw.subgraph = [field: .vector([number])]
        #expect(throws: TFLiteError.self) { try outline(raw) }
      }
    }
  }
}

@Suite("Files that show results by an operator of their own")
struct TFLiteTapWriterTests {
  private func outline(_ bytes: [UInt8]) throws -> TFLiteOutline { try TFLiteOutline(of: ByteRegion(copying: bytes)) }

  @Test("the last operator reads what was asked for, and all before stays")
  func taps() throws {
    let graph = SampleGraphs.network
    let written = try TFLiteWriter.write(graph)
    let tapped = try TFLiteTapWriter.tapping([9, 4], by: "Tap", in: ByteRegion(copying: written))
    #expect(Array(tapped.suffix(written.count)) == written)
    #expect((tapped.count - written.count) % 64 == 0)
    let outline = try outline(tapped)
    let count = graph.tensors.count
    #expect(outline.operatorCount == graph.operators.count + 3)
    #expect(outline.inputs == graph.inputs && outline.outputs == [count + 3])
    for (number, source) in [(count + 1, 9), (count + 2, 4)] {
      let (copy, original) = (try outline.tensor(number), try outline.tensor(source))
      #expect(copy.shape == [1] + original.shape && copy.elementType == original.elementType)
      #expect(copy.quantization == original.quantization)
    }
    #expect(try outline.tensor(count).constantTensor?.array(of: Int32.self) == [0])
    for index in graph.tensors.indices where graph.tensors[index].constant != nil {
      #expect(try outline.tensor(index).constant?.bytes.elementsEqual(graph.tensors[index].constant!.bytes) == true)
    }
  }

  @Test("data that the file finds by its position move along")
  func absolutePositions() throws {
    var raw = RawModel()
    typealias Buffer = TFLiteSchema.BufferField
    let data = (0..<16).map { UInt8($0) }
    // The position depends on nothing that is written into it.
    let offset = (raw.bytes.count + 64).roundedUp(toMultipleOf: 16)
    raw.buffers[1] = [Buffer.offset: .uint64(UInt64(offset)), Buffer.size: .uint64(16)]
    var bytes = raw.bytes
    bytes += [UInt8](repeating: 0, count: offset - bytes.count) + data
    let tapped = try TFLiteTapWriter.tapping([2], by: "Tap", in: ByteRegion(copying: bytes))
    #expect(try outline(tapped).tensor(1).constant.map { Array($0.bytes.prefix(16)) } == data)
  }

  @Test("a tensor number out of range is refused", arguments: [-1, 10, Int.max])
  func outOfRange(index: Int) throws {
    let bytes = ByteRegion(copying: try TFLiteWriter.write(SampleGraphs.network))
    #expect(throws: TFLiteError.self) { try TFLiteTapWriter.tapping([index], by: "Tap", in: bytes) }
  }
}
