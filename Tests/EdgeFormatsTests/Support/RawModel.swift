import EdgeFormats
import EdgeModel
import EdgeSystem

/// A TFLite file put together field by field, to state what `TFLiteWriter` never would.
///
/// Starts as one ADD of the input and a constant: tensors 0 input, 1 constant of four float32, 2 output.
struct RawModel {
  typealias Fields = FlatBufferTableFields
  typealias Code = TFLiteSchema.OperatorCodeField
  typealias Tensor = TFLiteSchema.TensorField
  typealias Op = TFLiteSchema.OperatorField
  typealias SubGraph = TFLiteSchema.SubGraphField
  typealias Model = TFLiteSchema.ModelField

  var codes: [Fields] = [[Code.deprecatedBuiltinCode: .int8(0)]]
  var tensors: [Fields] = [
    [Tensor.shape: .vector([4] as [Int32]), Tensor.name: .string("x")],
    [Tensor.shape: .vector([4] as [Int32]), Tensor.name: .string("c"), Tensor.buffer: .uint32(1)],
    [Tensor.shape: .vector([4] as [Int32]), Tensor.name: .string("y")],
  ]
  var operators: [Fields] = [[Op.inputs: .vector([0, 1] as [Int32]), Op.outputs: .vector([2] as [Int32])]]
  var buffers: [Fields] = [
    [:],
    [
      TFLiteSchema.BufferField.data: .vector(
        [UInt8](repeating: 7, count: 16), elementSize: 1, alignment: 16)
    ],
  ]
  /// Fields put over those of the subgraph.
  var subgraph: Fields = [:]
  /// Fields put over those of the model.
  var model: Fields = [:]

  var bytes: [UInt8] {
    let subgraph: Fields = [
      SubGraph.tensors: .tables(tensors), SubGraph.inputs: .vector([0] as [Int32]),
      SubGraph.outputs: .vector([2] as [Int32]), SubGraph.operators: .tables(operators),
    ]
    .merging(self.subgraph) { $1 }
    let root: Fields = [
      Model.version: .uint32(3), Model.operatorCodes: .tables(codes), Model.subgraphs: .tables([subgraph]),
      Model.buffers: .tables(buffers),
    ]
    .merging(model) { $1 }
    return FlatBufferWriter.file(root: root, identifier: TFLiteSchema.identifier)
  }

  func read(limits: TFLiteLimits = .standard) throws(TFLiteError) -> Graph {
    try TFLiteReader.graph(of: ByteRegion(copying: bytes), limits: limits)
  }

  /// The error that reading gives; nil when it gives none.
  func error(limits: TFLiteLimits = .standard) -> TFLiteError? {
    do {
      _ = try read(limits: limits)
      return nil
    } catch { return error }
  }
}
