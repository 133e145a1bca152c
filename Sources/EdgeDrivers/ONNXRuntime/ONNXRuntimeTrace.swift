import EdgeModel
package import EdgeRunner
package import Foundation

/// The trace of an ONNX Runtime session: Chrome's trace event format, one event per node and run.
package struct ONNXRuntimeTrace: Sendable {
  /// Nodes of each run, in execution order.
  package var runs: [[NodeProfile]] = []

  private struct Event: Decodable {
    var cat: String
    var name: String
    /// Microseconds.
    var dur: Int64
    var args: Arguments?
  }

  private struct Arguments: Decodable {
    var operatorName: String?
    var provider: String?
    /// One entry per output: the element type's name with the shape.
    var outputs: [[String: [Int]]]?

    enum CodingKeys: String, CodingKey {
      case operatorName = "op_name"
      case provider
      case outputs = "output_type_shape"
    }
  }

  /// Reads a trace file's contents.
  /// - Throws: `RunnerError.Code.deviceFailure` when they are no such trace.
  package init(_ data: Data) throws(RunnerError) {
    let events: [Event]
    do {
      events = try JSONDecoder().decode([Event].self, from: data)
    } catch {
      throw RunnerError(.deviceFailure, "ONNX Runtime wrote a trace of an unknown form", cause: error)
    }
    var nodes: [NodeProfile] = []
    for event in events {
      // Older versions also record how long a node waited before and after it ran.
      if event.cat == "Node", event.name.hasSuffix(Self.nodeSuffix) {
        nodes.append(Self.profile(of: event, index: nodes.count))
      } else if event.cat == "Session", event.name == "model_run" {
        runs.append(nodes)
        nodes = []
      }
    }
  }

  private static let nodeSuffix = "_kernel_time"

  private static func profile(of event: Event, index: Int) -> NodeProfile {
    let name = String(event.name.dropLast(nodeSuffix.count))
    let outputs = (event.args?.outputs ?? []).enumerated().compactMap { position, entry in
      entry.first.flatMap { type, shape in
        ElementType(onnxRuntimeName: type).map {
          TensorDescription(name: "\(name):\(position)", shape: shape, elementType: $0)
        }
      }
    }
    return NodeProfile(
      node: NodeDescription(
        index: index, name: name, kind: event.args?.operatorName ?? "", outputs: outputs,
        outputTensorIndices: outputs.map { _ in nil }, kernel: event.args?.provider),
      duration: .microseconds(max(event.dur, 0)))
  }
}

extension ElementType {
  /// The type that ONNX Runtime's traces call so; nil for types a tensor here cannot hold.
  init?(onnxRuntimeName name: String) {
    switch name {
    case "float": self = .float32
    case "double": self = .float64
    case "Int4x2": self = .int4
    default: self.init(rawValue: name)
    }
  }
}
