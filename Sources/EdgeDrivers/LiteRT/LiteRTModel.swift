import EdgeFormats
import EdgeModel
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
      // LiteRT itself trusts much of what a file says, so a file that is known to be damaged never reaches it. Nor has it
      // the operators of a file that was compiled for a certain processor.
      let isCompiled = error.unsupportedOperators.contains { $0.compiler != nil }
      guard error.isAboutSupport, !isCompiled else { throw RunnerError(error) }
      contents = nil
    }
  }

  /// What LiteRT takes and returns for this file.
  func ports() throws(RunnerError) -> LiteRTPorts {
    try LiteRTPorts(source.bytes, isTapped: contents?.graph.settlesSizesLate ?? true)
  }

  /// What LiteRT takes for this file when it returns the results of the operators `wanted`, and those operators.
  ///
  /// Operators that no input of the graph reaches are left out: what they compute are constants, which LiteRT keeps where
  /// it computes them once, if at all, and an output of such a tensor holds anything.
  func exposing(_ wanted: Set<Int>) throws(RunnerError) -> (ports: LiteRTPorts, nodes: [NodeDescription]) {
    guard let graph = contents?.graph else {
      throw RunnerError(
        .missingCapability, "EdgeRunner cannot read all operators of \(source.name), so it cannot show their results")
    }
    let dependent: Set<Int>
    do throws(TFLiteError) { dependent = try TFLiteOutline(of: source.bytes).dependent } catch {
      throw RunnerError(.invalidModel, "the results of \(source.name)'s operators cannot be exposed", cause: error)
    }
    let shown = graph.operators.filter { wanted.contains($0.sourceIndex) && $0.outputs.allSatisfy(dependent.contains) }
    let nodes = shown.enumerated().map { position, op in
      NodeDescription(
        index: position, name: graph.tensors[op.outputs[0]].name, kind: op.kind.name,
        operatorKinds: [op.kind], sourceOperators: [op.sourceIndex],
        outputs: op.outputs.map { description(of: graph.tensors[$0], number: $0) },
        outputTensorIndices: op.outputs)
    }
    let tensors = shown.flatMap(\.outputs)
    return (try LiteRTPorts(source.bytes, outputs: tensors, isTapped: graph.settlesSizesLate), nodes)
  }

  private func description(of tensor: GraphTensor, number: Int) -> TensorDescription {
    TensorDescription(
      name: tensor.name.isEmpty ? "tensor_\(number)" : tensor.name, shape: tensor.shape,
      elementType: tensor.elementType, quantization: tensor.quantization)
  }
}

extension Graph {
  /// True when an interpreter may learn the size of a result only while it runs: some operator reads plain integers that
  /// others compute, and these may be sizes.
  fileprivate var settlesSizesLate: Bool {
    let computed = Set(operators.flatMap(\.outputs))
    return operators.contains { op in
      op.inputs.contains { operand in
        guard let operand, computed.contains(operand) else { return false }
        let tensor = tensors[operand]
        return tensor.quantization == nil && (tensor.elementType == .int32 || tensor.elementType == .int64)
      }
    }
  }
}
