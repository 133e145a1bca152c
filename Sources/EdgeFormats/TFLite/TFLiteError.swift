package import EdgeModel

/// Why a TFLite file could not be read or written, and where in it.
public struct TFLiteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of problem it is.
  public enum Code: String, Sendable {
    /// The file cannot be opened, or is not a TFLite file at all.
    case unreadable
    /// The bytes contradict the format: an offset outside the file, a missing table, sizes that do not match.
    case malformed
    /// A well-formed file uses something EdgeRunner does not know; see `unsupportedOperators` for operators.
    case unsupported
    /// The file exceeds one of `TFLiteLimits`.
    case limitExceeded
  }

  /// The part of the file that the message speaks of.
  public enum Place: Sendable, Hashable {
    case file
    /// Bytes from the start of the file.
    case byte(Int)
    /// A tensor of subgraph 0, by number and name.
    case tensor(Int, name: String)
    /// An operator of subgraph 0, by position and operator name.
    case `operator`(Int, name: String)
  }

  /// What kind of problem it is, for programs.
  public var code: Code
  /// The part of the file to blame.
  public var place: Place
  /// What is wrong, without the place.
  public var message: String
  /// Every operator of the file that EdgeRunner does not know; empty for other problems.
  public var unsupportedOperators: [UnsupportedOperator]

  /// An error at a place of the file, or of the file as a whole.
  public init(
    _ code: Code, at place: Place = .file, _ message: String, unsupportedOperators: [UnsupportedOperator] = []
  ) {
    self.code = code
    self.place = place
    self.message = message
    self.unsupportedOperators = unsupportedOperators
  }

  /// Place and message in one line.
  public var description: String {
    switch place {
    case .file: message
    case .byte(let offset): "at byte \(offset): \(message)"
    case .tensor(let index, let name): "tensor \(index)\(name.isEmpty ? "" : " (\(name))"): \(message)"
    case .operator(let index, let name): "operator \(index) (\(name)): \(message)"
    }
  }
}

/// An operator of a file that EdgeRunner cannot represent.
public struct UnsupportedOperator: Sendable, Hashable, CustomStringConvertible {
  /// Position in the file's operator list.
  public var index: Int
  /// The builtin operator's name in the schema, or `CUSTOM:` and the custom code.
  public var name: String
  /// Name of its first output tensor; empty when it has none.
  public var outputName: String

  /// An operator by its position in the file.
  public init(index: Int, name: String, outputName: String) {
    self.index = index
    self.name = name
    self.outputName = outputName
  }

  /// `#12 NAME -> output`.
  public var description: String { "#\(index) \(name)" + (outputName.isEmpty ? "" : " -> \(outputName)") }

  /// The operator as messages and reports hold it, beside those that are refused for their types.
  package var refused: RefusedOperator {
    RefusedOperator(index: index, kind: name, tensor: outputName, reason: compiler ?? "not supported")
  }

  /// What the operator was compiled for, where it stands for a network in a processor's own form; nil otherwise.
  package var compiler: String? {
    let forms = [
      ("CUSTOM:edgetpu-custom-op", "Google's Edge TPU"), ("CUSTOM:ethos-u", "an Arm Ethos-U processor"),
      ("CUSTOM:QNN", "a Qualcomm processor"), ("CUSTOM:DISPATCH_OP", "a processor of its own"),
      ("CUSTOM:vx-delegate", "a VeriSilicon processor"),
    ]
    return forms.first { name.hasPrefix($0.0) }.map { "compiled for \($0.1)" }
  }
}
