public import EdgeModel

/// What EdgeRunner reads of a model file, which depends on the file's format.
public enum ModelContents: Sendable {
  /// A graph that can be planned, with what its author wrote beside it.
  case tflite(Model)
  /// A description, not yet a graph that can be planned.
  case onnx(ONNXModel)

  /// The graph; nil for formats of which EdgeRunner reads none.
  public var graph: Graph? {
    switch self {
    case .tflite(let model): model.graph
    case .onnx: nil
    }
  }

  /// What the file's author wrote beside the network; nil when the file carries nothing.
  public var metadata: ModelMetadata? {
    switch self {
    case .tflite(let model): model.metadata
    case .onnx(let model): model.metadata
    }
  }

  /// What the reader met and got over, in words for people.
  public var warnings: [String] {
    switch self {
    case .tflite(let model): model.warnings
    case .onnx(let model): model.warnings
    }
  }
}
