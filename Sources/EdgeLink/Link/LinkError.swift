package import EdgeRunner
package import EdgeWire

/// What went wrong on the way to a board, and at which step of an exchange.
package struct LinkError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// Nothing came, or too slowly, for this long.
    case timeout(Duration)
    /// The line is gone.
    case transport(TransportError)
    /// Bytes came that are no packet or message.
    case damaged(WireError)
    /// A message came that does not belong here.
    case unexpected(String)
    /// The board refused, with its error code and detail.
    case refused(BoardErrorCode, UInt32)
    /// Instead of an answer came what the firmware says when it starts.
    case restarted
    /// The peer sends more than this link accepts.
    case excess(String)
    /// Bytes differ from what the board's memory checksum says.
    case checksum(received: UInt16, expected: UInt16)
    /// The board reports nodes and keeps all their data.
    case withheld
    /// Another protocol version.
    case version(UInt32)
    /// Nobody answers in this protocol.
    case noBoard(String)
    case cancelled
    /// An observer ended the run; the board is ready.
    case stopped
    case closed
  }

  /// What was being done: `upload of input #1 (images)`.
  package var step: String
  package var reason: Reason
  /// What the board itself logged as errors meanwhile.
  package var boardErrors: [String] = []

  package init(_ reason: Reason, step: String) {
    self.reason = reason
    self.step = step
  }

  package var description: String { "\(step): \(text)" }

  private var text: String {
    boardErrors.isEmpty ? reason.text : "\(reason.text): \(boardErrors.joined(separator: "; "))"
  }

  /// False when the board is known to stand at the start of a request. A refusal does not prove it: a byte too many
  /// may have damaged the request and wait to damage the next.
  var leavesLinkUncertain: Bool {
    switch reason {
    case .closed, .stopped, .withheld: false
    default: true
    }
  }
}

extension LinkError.Reason {
  var text: String {
    switch self {
    case .timeout(let limit): "no answer within \(limit.milliseconds) ms"
    case .transport(let error): error.description
    case .damaged(let error): "the answer is damaged (\(error.kind) at byte \(error.offset))"
    case .unexpected(let text): text
    case .restarted: "the board started anew instead of answering"
    case .refused(let code, let detail): "the board refused: \(code.name) (\(detail))"
    case .excess(let text): text
    case .checksum(let received, let expected):
      "the data were damaged on the line (checksum \(received), the board's memory has \(expected))"
    case .withheld: "the board's firmware reports nodes but sends no intermediate data"
    case .version(let version): "the board speaks protocol \(version >> 8).\(version & 0xFF), not 3.0 to 3.2"
    case .noBoard(let text): text
    case .cancelled: "cancelled"
    case .stopped: "the observer stopped the run"
    case .closed: "the connection is closed"
    }
  }

  fileprivate var code: RunnerError.Code {
    switch self {
    case .timeout: .timeout
    case .transport(.disconnected), .transport(.closed), .closed: .notConnected
    case .transport: .inputOutput
    case .damaged, .unexpected, .excess, .checksum, .version: .protocolViolation
    case .refused, .restarted: .deviceFailure
    case .withheld: .missingCapability
    case .noBoard: .notConnected
    case .cancelled, .stopped: .cancelled
    }
  }

  fileprivate var hint: String? {
    switch self {
    case .timeout: "the next request starts by finding the board again; if it stays silent, reset it"
    case .transport(.disconnected): "check the cable or the process at the other end, then connect again"
    case .damaged, .checksum: "try again; if it persists, lower the baud rate or change the cable"
    case .restarted: "if the board tells no fault, check its supply"
    case .noBoard: "check the port and the baud rate, reset the board, or flash it with the validation firmware"
    default: nil
    }
  }

}

extension LinkError {
  /// In terms of the runner contract.
  package func runnerError(line: String) -> RunnerError {
    RunnerError(reason.code, "\(line): \(step): \(text)", hint: reason.hint)
  }
}

extension BoardErrorCode {
  /// Name in messages.
  var name: String {
    switch self {
    case .none: "no error"
    case .invalidSize: "invalid size"
    case .invalidFormat: "invalid format"
    case .invalidState: "invalid state"
    case .invalidParameter: "invalid parameter"
    case .invalidShape: "invalid shape"
    case .invalidCommand: "invalid command"
    case .uninitialized: "not initialized"
    case .memoryOverflow: "memory overflow"
    case .generic: "execution failed"
    default: "error \(rawValue)"
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  package var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
