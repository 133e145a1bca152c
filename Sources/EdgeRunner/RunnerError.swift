public import EdgeModel

/// What went wrong in a runner, in a form both people and programs can use.
///
/// Only the command line turns `code` into an exit status.
public struct RunnerError: Error, Sendable, CustomStringConvertible {
  /// An open set of codes; a driver may add its own.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The code's name in reports, such as `invalid-descriptor`.
    public let rawValue: String
    /// A code of this name; drivers name their own.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The descriptor names no driver, or cannot be parsed.
    public static let invalidDescriptor = Code(rawValue: "invalid-descriptor")
    /// The driver exists but cannot work here: a library or tool is missing or of the wrong version.
    public static let unavailable = Code(rawValue: "unavailable")
    /// The model file is missing, damaged or not of the kind the driver reads.
    public static let invalidModel = Code(rawValue: "invalid-model")
    /// The model contains operators or types the driver cannot run.
    public static let unsupportedModel = Code(rawValue: "unsupported-model")
    /// Wrong number, shape or element type of inputs, or an unknown model name.
    public static let invalidArgument = Code(rawValue: "invalid-argument")
    /// The requested capability is missing on this runner.
    public static let missingCapability = Code(rawValue: "missing-capability")
    /// A port, socket or library call failed.
    public static let inputOutput = Code(rawValue: "input-output")
    /// The peer did not answer in time.
    public static let timeout = Code(rawValue: "timeout")
    /// The peer answered something that violates the protocol.
    public static let protocolViolation = Code(rawValue: "protocol-violation")
    /// The peer refused or failed.
    public static let deviceFailure = Code(rawValue: "device-failure")
    /// The runner is closed or was never connected.
    public static let notConnected = Code(rawValue: "not-connected")
    /// More memory is needed than can be had.
    public static let outOfMemory = Code(rawValue: "out-of-memory")
    /// The caller cancelled, or an observer stopped the run.
    public static let cancelled = Code(rawValue: "cancelled")
  }

  /// What kind of failure it is, for programs.
  public var code: Code
  /// One sentence, no trailing period, naming the place (tensor, node, step of an exchange).
  public var message: String
  /// The error underneath, when there is one.
  public var cause: (any Error)?
  /// What the user can do about it; nil when there is nothing better than the message.
  public var hint: String?
  /// The operators because of which a model is refused, which the message summarises; empty for other failures.
  public var refusedOperators: [RefusedOperator] = []

  /// An error that people read as `message`, with the hint after it.
  public init(_ code: Code, _ message: String, cause: (any Error)? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }

  /// Message, cause and hint in one line.
  public var description: String {
    var text = message
    if let cause { text += ": \(cause)" }
    if let hint { text += " (hint: \(hint))" }
    return text
  }
}

extension RunnerError {
  /// What a run throws when an observer stops it at `node`.
  package static func stopped(at node: NodeDescription) -> RunnerError {
    RunnerError(.cancelled, "the observer stopped the run at node \(node.index) (\(node.name))")
  }
}
