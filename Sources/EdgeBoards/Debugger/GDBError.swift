package import EdgeLink
package import EdgeRunner

/// What went wrong while talking to a debug server, and at which step.
package struct GDBError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case timeout(Duration)
    case transport(TransportError)
    /// Bytes came that are no packet of the protocol.
    case damaged(String)
    /// A packet came that does not belong here.
    case unexpected(String)
    /// The server answered with an error.
    case refused(String)
    /// The server does not know the command.
    case unsupported
    /// Memory does not hold what was written.
    case mismatch(address: UInt32, written: UInt8, read: UInt8)
    case cancelled
  }

  /// What was being done: `write of 1024 bytes at 0x20000000`.
  package var step: String
  package var reason: Reason

  package init(_ reason: Reason, step: String) {
    self.reason = reason
    self.step = step
  }

  package var description: String { "\(step): \(text)" }

  private var text: String {
    switch reason {
    case .timeout(let limit): "no answer within \(limit.milliseconds) ms"
    case .transport(let error): error.description
    case .damaged(let text): "the answer is damaged (\(text))"
    case .unexpected(let text): "unexpected answer \(text)"
    case .refused(let text): "the debug server refused: \(text)"
    case .unsupported: "the debug server does not know this command"
    case .mismatch(let address, let written, let read):
      "verification failed at \(address.hexadecimal): \(UInt32(written).hexadecimal) was written, "
        + "\(UInt32(read).hexadecimal) is there"
    case .cancelled: "cancelled"
    }
  }

  /// In terms of the runner contract.
  /// - Parameter line: the server, for messages.
  package func runnerError(line: String) -> RunnerError {
    let (code, hint): (RunnerError.Code, String?) =
      switch reason {
      case .timeout: (.timeout, "is it a GDB server, and is no other debugger connected to it?")
      case .transport(.disconnected): (.notConnected, "the debug server closed the connection: see what it printed")
      case .transport: (.inputOutput, nil)
      case .damaged, .unexpected: (.protocolViolation, "is it a GDB server?")
      case .refused: (.deviceFailure, nil)
      case .unsupported: (.deviceFailure, nil)
      case .mismatch: (.deviceFailure, "is there writable memory at that address, and is it initialised and powered?")
      case .cancelled: (.cancelled, nil)
      }
    return RunnerError(code, "\(line): \(description)", hint: hint)
  }
}

extension UInt32 {
  /// `0x20000000`.
  package var hexadecimal: String { "0x" + String(self, radix: 16) }
}
