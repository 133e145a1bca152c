public import EdgeSystem

/// Why a model cannot be had from a file or from bytes.
public enum ModelError: Error, Sendable, CustomStringConvertible {
  /// The file is missing, empty, no regular file or may not be read.
  case unreadable(FileError)
  /// The content has no format that EdgeRunner knows.
  case unknownFormat(file: String, reason: String)
  /// A TFLite file is damaged or uses something that EdgeRunner does not know.
  case tflite(file: String, TFLiteError)
  /// An ONNX file is damaged.
  case onnx(file: String, ONNXError)
  /// A graph is needed, and of files of this format EdgeRunner reads none.
  case noGraph(file: String, ModelFormat)

  /// True for a sound file that uses something EdgeRunner does not know.
  public var isAboutSupport: Bool {
    switch self {
    case .tflite(_, let error): error.code == .unsupported || !error.unsupportedOperators.isEmpty
    case .noGraph: true
    case .unreadable, .unknownFormat, .onnx: false
    }
  }

  /// Operators of the file that EdgeRunner does not know; empty for other problems.
  package var unsupportedOperators: [UnsupportedOperator] {
    if case .tflite(_, let error) = self { error.unsupportedOperators } else { [] }
  }

  /// The path, or the name of a file in memory.
  public var file: String {
    switch self {
    case .unreadable(let error): error.path
    case .unknownFormat(let file, _), .tflite(let file, _), .onnx(let file, _), .noGraph(let file, _): file
    }
  }

  /// What is wrong, without the file's name.
  public var reason: String {
    switch self {
    case .unreadable(let error): return error.reason
    case .unknownFormat(_, let reason): return reason
    case .tflite(_, let error): return error.description
    case .onnx(_, let error): return error.description
    case .noGraph(_, let format): return "EdgeRunner reads no graphs from \(format.name) files"
    }
  }

  /// File and reason in one line.
  public var description: String { "\(file): \(reason)" }

  /// What the user can do about it; nil when there is nothing better than the message.
  public var hint: String? {
    switch self {
    case .tflite where !unsupportedOperators.isEmpty:
      unsupportedOperators.contains { $0.compiler != nil }
        ? "take the model that it was compiled from" : "litert:\(file) runs models that LiteRT knows"
    case .noGraph: "export the model as int8 .tflite"
    case .unreadable, .unknownFormat, .tflite, .onnx: nil
    }
  }
}
