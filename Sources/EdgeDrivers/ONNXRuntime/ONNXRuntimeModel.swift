import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import Foundation

/// An ONNX file as this driver needs it: the bytes for ONNX Runtime and what they say of the graph.
struct ONNXRuntimeModel: Sendable {
  let source: ModelSource
  let contents: ONNXModel

  /// - Throws: `RunnerError.Code.invalidModel` when the file is damaged or no ONNX file.
  init(_ source: ModelSource) throws(RunnerError) {
    self.source = source
    let read: ModelContents
    do throws(ModelError) { read = try source.contents() } catch { throw RunnerError(error) }
    guard case .onnx(let contents) = read else {
      throw RunnerError(.invalidModel, "\(source.fileName) is no ONNX file")
    }
    self.contents = contents
  }

  /// Where weights lie that the file keeps outside; nil for a file in memory.
  var folder: String? { source.path.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } }

  /// Nodes whose results depend on the model's inputs, by position.
  var computedNodes: [Int] {
    var constants = Set(contents.initializers.map(\.name))
    var computed: [Int] = []
    for (index, node) in contents.nodes.enumerated() {
      // A node without operands may still draw random numbers, so only Constant counts as one.
      let operands = node.inputs.filter { !$0.isEmpty }
      let isConstant = node.operatorType == "Constant" || (!operands.isEmpty && operands.allSatisfy(constants.contains))
      if isConstant { constants.formUnion(node.outputs) } else { computed.append(index) }
    }
    return computed
  }

  /// The file with the results of the nodes `positions` as further outputs.
  func exposing(_ positions: [Int]) throws(RunnerError) -> ByteRegion {
    let names = positions.flatMap { contents.nodes[$0].outputs }.filter { !$0.isEmpty }
    do throws(ONNXError) {
      return ByteRegion(copying: try ONNXInspector.exposingOutputs(names, in: source.bytes))
    } catch {
      throw RunnerError(.invalidModel, "the results of \(source.name)'s nodes cannot be exposed", cause: error)
    }
  }
}
