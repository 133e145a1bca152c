public import EdgeSystem

/// The formats of model files that EdgeRunner knows.
///
/// What a file is, its content decides; its name counts only where there is no content to look at, and in messages.
public enum ModelFormat: Sendable, Hashable, CaseIterable {
  /// A FlatBuffers file with the identifier `TFL3`.
  case tflite
  /// A protocol buffers file with a format version and a graph.
  case onnx

  /// As people call it.
  public var name: String {
    switch self {
    case .tflite: "TFLite"
    case .onnx: "ONNX"
    }
  }

  /// What names of such files usually end in, with the dot.
  public var suffix: String {
    switch self {
    case .tflite: ".tflite"
    case .onnx: ".onnx"
    }
  }

  /// The format that `bytes`, the content of a whole file, have; nil when it is none of these.
  ///
  /// A damaged file still has a format: only what tells formats apart is looked at.
  public init?(content bytes: ByteRegion) {
    if bytes.slice(offset: 4, count: 4)?.array() == TFLiteSchema.identifier {
      self = .tflite
    } else if ONNXInspector.recognizes(bytes) {
      self = .onnx
    } else {
      return nil
    }
  }

  /// The format that a file's name says; nil when it says none.
  public init?(fileName: String) {
    let lowered = fileName.lowercased()
    guard let format = Self.allCases.first(where: { lowered.hasSuffix($0.suffix) }) else { return nil }
    self = format
  }

  /// The format of what `path` names: by the content of a file that can be read and has a known one, otherwise by its
  /// name. Nothing but regular files is opened.
  public init?(path: String) {
    // Opening a terminal or a pipe would have effects of its own.
    if FileSystem.kind(path) == .file, let file = try? MappedFile(path: path),
      let format = ModelFormat(content: file.region)
    {
      self = format
    } else {
      self.init(fileName: path)
    }
  }

  /// Why `bytes` are no file of this format, in words.
  func absence(in bytes: ByteRegion) -> String {
    if bytes.isGitLFSPointer { return Self.pointerText }
    return switch self {
    case .tflite: "not a TFLite file: the identifier TFL3 is missing at byte 4"
    case .onnx: "not an ONNX file: the format version or the graph is missing"
    }
  }

  /// Why `bytes` are no model file, in words.
  static func absence(in bytes: ByteRegion) -> String {
    if bytes.isGitLFSPointer { return pointerText }
    return "neither a TFLite nor an ONNX file"
  }

  private static let pointerText = "a Git LFS pointer, not the model itself: fetch it with `git lfs pull`"
}

extension ByteRegion {
  /// True for what a clone without Git LFS holds in the place of a file.
  fileprivate var isGitLFSPointer: Bool { slice(offset: 0, count: 23)?.text() == "version https://git-lfs" }
}
