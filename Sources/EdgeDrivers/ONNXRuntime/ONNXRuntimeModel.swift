import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import Foundation

/// An ONNX file as this driver needs it: the bytes for ONNX Runtime and what they say of the graph.
struct ONNXRuntimeModel: Sendable {
  let file: ModelFile
  let contents: ONNXModel

  /// Reads the file at `path`.
  /// - Throws: `RunnerError.Code.invalidModel` when it is missing, no ONNX file or damaged.
  init(path: String) throws(RunnerError) {
    file = try ModelFile(path: path, suffix: ".onnx")
    do throws(ONNXError) {
      contents = try ONNXInspector.read(file.bytes)
    } catch {
      throw RunnerError(.invalidModel, "the model \(path) is damaged", cause: error)
    }
  }

  /// Where weights lie that the file keeps outside.
  var folder: String { URL(fileURLWithPath: file.path).deletingLastPathComponent().path }

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
      return ByteRegion(copying: try ONNXInspector.exposingOutputs(names, in: file.bytes))
    } catch {
      throw RunnerError(.invalidModel, "the results of \(file.name)'s nodes cannot be exposed", cause: error)
    }
  }
}
