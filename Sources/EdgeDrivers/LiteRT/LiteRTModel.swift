import EdgeFormats
import EdgeModel
import EdgePasses
import EdgeRunner
import EdgeSystem

/// A TFLite file as this driver needs it: the bytes for LiteRT, and the graph as far as EdgeRunner reads it.
struct LiteRTModel: Sendable {
  let source: ModelSource
  /// Nil when the file uses operators or types that EdgeRunner does not know; LiteRT may still run it.
  let contents: Model?

  /// - Throws: `RunnerError.Code.invalidModel` when the file is damaged.
  init(_ source: ModelSource) throws(RunnerError) {
    self.source = source
    do throws(ModelError) {
      contents = try source.model()
    } catch {
      // LiteRT itself trusts much of what a file says, so a file that is known to be damaged never reaches it.
      guard error.isAboutSupport else { throw RunnerError(error) }
      contents = nil
    }
  }

  /// The file with the results of the operators `wanted` as its outputs, and those operators.
  func exposing(
    _ wanted: Set<Int>
  ) throws(RunnerError) -> (bytes: ByteRegion, nodes: [NodeDescription]) {
    guard let graph = contents?.graph else {
      throw RunnerError(
        .missingCapability, "EdgeRunner cannot read all operators of \(source.name), so it cannot show their results")
    }
    let nodes = graph.operators.filter { wanted.contains($0.sourceIndex) }.enumerated().map { position, op in
      NodeDescription(
        index: position, name: graph.tensors[op.outputs[0]].name, kind: op.kind.name,
        operatorKinds: [op.kind], sourceOperators: [op.sourceIndex],
        outputs: op.outputs.map { description(of: graph.tensors[$0], number: $0) },
        outputTensorIndices: op.outputs)
    }
    let exposed = ExposeResults(ofOperators: wanted, in: graph).tensors
    do throws(TFLiteError) {
      let bytes = try TFLiteOutputsRewriter.exposingTensors(exposed, in: source.bytes)
      return (ByteRegion(copying: bytes), nodes)
    } catch {
      throw RunnerError(.invalidModel, "the results of \(source.name)'s operators cannot be exposed", cause: error)
    }
  }

  private func description(of tensor: GraphTensor, number: Int) -> TensorDescription {
    TensorDescription(
      name: tensor.name.isEmpty ? "tensor_\(number)" : tensor.name, shape: tensor.shape,
      elementType: tensor.elementType, quantization: tensor.quantization)
  }
}
